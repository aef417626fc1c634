"""What lives as long as the process and is large: left out of garbage collection, which would stop everybody for it.

A full collection over the objects of an index takes hundreds of milliseconds, in which no stream moves.
"""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def making_lasting() -> Generator[None]:
    """What is made within, and all else that is alive at its end, is collected by reference count alone from then on.

    Nothing is collected while it is made: it would be looked through again and again as it grows.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()

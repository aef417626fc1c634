"""What was computed once and need not be again: a file for each piece of work, in a folder that the caller names."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def keep(folder: Path | None, name: str, make: Callable[[], T]) -> T:
    """What `make` gives, read from `folder` when it was kept there; without a folder it is made each time."""
    if folder is None:
        return make()
    file = folder / f"{name.replace('/', '+')}.pickle"
    if file.exists():
        return pickle.loads(file.read_bytes())  # noqa: S301  written by this very program
    made = make()
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_bytes(pickle.dumps(made))
    unfinished.rename(file)
    return made

"""Ctrl-C as a request: the work ends where nothing is lost. A second one does not wait."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """Whether somebody asked this process to stop."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    def is_asked(self) -> bool:
        return self.asked.is_set()


@asynccontextmanager
async def listening() -> AsyncGenerator[Interruption]:
    """The first SIGINT or SIGTERM in the block only asks; what they did before comes back with it, or at the end."""
    loop = asyncio.get_running_loop()
    interruption = Interruption()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def restore() -> None:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)

    def ask() -> None:
        interruption.asked.set()
        restore()

    for number in SIGNALS:
        loop.add_signal_handler(number, ask)
    try:
        yield interruption
    finally:
        restore()

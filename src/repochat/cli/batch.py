"""`--batch FILE`: one question a line in, one JSON object a line out, in order, from one process."""

import sys
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from repochat.cli.exits import describe_error
from repochat.cli.terminal import write_json
from repochat.core.errors import InvalidError, NotFoundError, RepochatError

STDIN = "-"
EMPTY = InvalidError("The line is empty.", hint="Write one question a line.")

Ask = Callable[[str], Awaitable[Mapping[str, Any]]]


async def run_batch(file: str, ask: Ask, *, empty: Mapping[str, Any]) -> None:
    """Answers each line of `file` as it is read. A line that fails is `empty` with an `error`; the next one is read."""
    with _opened(file) as lines:
        for line in lines:
            write_json(await _answer(line.decode("utf-8", "replace").strip(), ask, empty))


async def _answer(question: str, ask: Ask, empty: Mapping[str, Any]) -> dict[str, Any]:
    if not question:
        return {**empty, "error": describe_error(EMPTY)}
    try:
        return dict(await ask(question))
    except RepochatError as error:
        return {**empty, "error": describe_error(error)}


@contextmanager
def _opened(file: str) -> Generator[BinaryIO]:
    if file == STDIN:
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115  closed below; only opening may be explained as a bad name
    except OSError as error:
        raise NotFoundError(
            f"{file} cannot be read: {error.strerror}.", hint="Name a text file, or - for stdin."
        ) from error
    with opened:
        yield opened


def check_one(question: str | None, batch: str | None, *, what: str) -> None:
    """Raises InvalidError unless exactly one of the two is given."""
    if (question is None) == (batch is None):
        raise InvalidError(
            f"Give either a {what} or --batch FILE.", hint=f"`repochat --help` shows how a {what} is given."
        )

"""The one place where a kind of error becomes an exit code and a line. README.md documents the codes."""

from typing import Any

from repochat.cli.terminal import clean, warn, write_json
from repochat.core.errors import ErrorKind, RepochatError

OK = 0
MISTAKE = 1
INVALID = 2
INTERRUPTED = 130
CODES: dict[ErrorKind, int] = {
    "invalid": INVALID,
    "not_found": 3,
    "conflict": 4,
    "forbidden": 5,
    "limit": 6,
    "unavailable": 7,
}


class InterruptedByUserError(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM; `message` says what was kept."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def describe_error(error: RepochatError) -> dict[str, Any]:
    """The error object of `--json`, which is the API's too."""
    return error.as_json()


def report_error(error: RepochatError, *, as_json: bool) -> int:
    """Prints what went wrong and what to do; returns the exit code."""
    report_failure(describe_error(error), as_json=as_json)
    return CODES[error.kind]


def report_failure(error: dict[str, Any], *, as_json: bool) -> None:
    """One line and a hint on standard error; with `as_json` also one object on standard output."""
    warn(f"error: {clean(error['message'])}")
    if error["hint"]:
        warn(f"hint: {clean(error['hint'])}")
    if as_json:
        write_json({"error": error})

"""The one error family. `api` alone turns a kind into a status, `jobs` into retry or stop, `cli` into an exit code.

RepochatError
├── NotFoundError      nothing by that name, or the viewer may not know of it
├── ConflictError      the state does not allow it now
├── ForbiddenError     the viewer may not
├── InvalidError       the input is wrong; asking again without a change is useless
├── LimitError         a named bound was reached
└── UnavailableError   something we depend on is away; asking again later may work
"""

from typing import Any, ClassVar, Literal

ErrorKind = Literal["not_found", "conflict", "forbidden", "invalid", "limit", "unavailable"]


class RepochatError(Exception):
    """An error that a person can act on: what happened (`message`) and what to do next (`hint`)."""

    kind: ClassVar[ErrorKind]

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def as_json(self) -> dict[str, Any]:
        """The error object as every entry point shows it."""
        return {"kind": self.kind, "message": self.message, "hint": self.hint}


class NotFoundError(RepochatError):
    kind = "not_found"


class ConflictError(RepochatError):
    kind = "conflict"


class ForbiddenError(RepochatError):
    kind = "forbidden"


class InvalidError(RepochatError):
    kind = "invalid"


class LimitError(RepochatError):
    """`limit` is the bound's name as it stands in the limits value that holds it."""

    kind = "limit"

    def __init__(self, message: str, *, hint: str, limit: str) -> None:
        super().__init__(message, hint=hint)
        self.limit = limit

    def as_json(self) -> dict[str, Any]:
        return {**super().as_json(), "limit": self.limit}


class UnavailableError(RepochatError):
    """`retry_after_s` is how long to wait before asking again may work, where that is known."""

    kind = "unavailable"

    def __init__(self, message: str, *, hint: str, retry_after_s: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s

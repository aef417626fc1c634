"""Reads the few fields that are needed out of JSON that somebody else wrote, and says which one is missing.

Text is made fit to be stored: no NUL, no half of a surrogate pair. Numbers that are ids fit into 64 bits.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NoReturn, cast

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REF = re.compile(r"refs/[^\x00-\x20\x7f~^:?*\[\\]{1,1000}")
_ID_MAX = 2**63 - 1


class MissingFieldError(Exception):
    """A field that is needed is absent or of another type. Its text is the field's path, never its content."""


class Fields:
    """One object of a JSON document. What is no object at all has no fields."""

    def __init__(self, value: object, *, path: str = "") -> None:
        self._values = cast("dict[object, object]", value) if isinstance(value, dict) else {}
        self._path = path

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._values.get(name) is not None

    def child(self, name: str) -> "Fields":
        """The object below `name`; an empty one when there is none."""
        return Fields(self._values.get(name), path=f"{self._path}{name}.")

    def children(self, name: str) -> Iterator["Fields"]:
        """The objects of the list below `name`."""
        values = self._values.get(name)
        for value in cast("list[object]", values) if isinstance(values, list) else ():
            yield Fields(value, path=f"{self._path}{name}[].")

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of the list below `name`."""
        values = self._values.get(name)
        listed = cast("list[object]", values) if isinstance(values, list) else []
        return tuple(clean_text(value) for value in listed if isinstance(value, str))

    def all_texts(self) -> dict[str, str]:
        """Every field of the object that is a text."""
        return {str(name): clean_text(value) for name, value in self._values.items() if isinstance(value, str)}

    def text(self, name: str) -> str:
        found = self.find_text(name)
        return self._missing(name) if found is None else found

    def find_text(self, name: str) -> str | None:
        value = self._values.get(name)
        return clean_text(value) if isinstance(value, str) else None

    def number(self, name: str) -> int:
        found = self.find_number(name)
        return self._missing(name) if found is None else found

    def find_number(self, name: str) -> int | None:
        """An id or a count: not negative, and within 64 bits."""
        value = self._values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _ID_MAX else None

    def flag(self, name: str) -> bool:
        value = self._values.get(name)
        return value if isinstance(value, bool) else self._missing(name)

    def find_flag(self, name: str) -> bool | None:
        value = self._values.get(name)
        return value if isinstance(value, bool) else None

    def sha(self, name: str) -> str:
        found = self.find_sha(name)
        return self._missing(name) if found is None else found

    def find_sha(self, name: str) -> str | None:
        """A full object id in lower case."""
        value = self._values.get(name)
        return value if isinstance(value, str) and _SHA.fullmatch(value) else None

    def ref(self, name: str) -> str:
        """The full name of a ref, as git allows it."""
        value = self._values.get(name)
        return clean_text(value) if isinstance(value, str) and _REF.fullmatch(value) else self._missing(name)

    def moment(self, name: str) -> datetime:
        found = self.find_moment(name)
        return self._missing(name) if found is None else found

    def find_moment(self, name: str) -> datetime | None:
        """A time in ISO 8601, in UTC; without a zone it is read as UTC."""
        value = self._values.get(name)
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None
        if found is None:
            return None
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)

    def _missing(self, name: str) -> NoReturn:
        raise MissingFieldError(f"{self._path}{name}")


def clean_text(text: str) -> str:
    """What PostgreSQL and UTF-8 can hold of `text`."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")

"""The name under a position in a file, as an editor points at it."""

import re
from dataclasses import dataclass
from typing import Final

_NAME: Final = re.compile(r"[\w$]+")
_QUALIFIED: Final = re.compile(r"(?:([\w$]+)(?:\([^()]*\))?\s*)?(?:\.|::|->|\?\.|\\)\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """Columns count from 1 in UTF-16 units, as editors do; `end_column` is the one after the last.

    `is_member` when a separator stands before the name, `qualifier` the name before that, or "".
    """

    name: str
    line: int
    start_column: int
    end_column: int
    is_member: bool
    qualifier: str


def find_pointed(text: str, line: int, column: int) -> Pointed | None:
    """The name in `text`, which is one line, that holds `column` or ends just before it; None where there is none."""
    at = _count_characters(text, column - 1)
    for match in _NAME.finditer(text):
        if match.start() <= at <= match.end() and not match[0].isdigit():
            before = _QUALIFIED.search(text, 0, match.start())
            return Pointed(
                name=match[0],
                line=line,
                start_column=measure_column(text, match.start()),
                end_column=measure_column(text, match.end()),
                is_member=before is not None,
                qualifier=(before[1] or "") if before else "",
            )
    return None


def find_columns(text: str, name: str) -> list[int]:
    """Where `name` stands as a whole word in `text`, which is one line; columns as those of Pointed."""
    return [measure_column(text, match.start()) for match in _NAME.finditer(text) if match[0] == name]


def measure_column(text: str, offset: int) -> int:
    """The column of a character, from 1 in UTF-16 units."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2 + 1


def measure_byte_column(line: bytes, offset: int) -> int:
    """The column of a byte, from 1 in UTF-16 units."""
    return len(line[:offset].decode("utf-8", "replace").encode("utf-16-le")) // 2 + 1


def _count_characters(text: str, units: int) -> int:
    """How many characters the first `units` of UTF-16 are."""
    if text.isascii():
        return min(units, len(text))
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "replace"))

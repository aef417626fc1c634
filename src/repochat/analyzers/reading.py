"""Reading what tools write: JSON of a promised shape, checked field by field; what does not fit is a problem, once."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from repochat.analyzers.limits import LIMITS

__all__ = ["Json", "find_mapping", "find_number", "find_text", "list_mappings", "parse_json", "parse_json_lines"]

Json = Mapping[str, Any]


def parse_json(output: bytes) -> tuple[Any, str]:
    """The value, and what is wrong ("" for nothing). Never raises."""
    try:
        return json.loads(output), ""
    except (ValueError, RecursionError) as error:
        return None, f"its output is not JSON ({type(error).__name__})"


def parse_json_lines(output: bytes) -> tuple[list[Json], str]:
    """One object a line; lines that are none are counted in the problem."""
    found: list[Json] = []
    bad = 0
    for line in output.splitlines():
        if line.strip():
            value, problem = parse_json(line)
            if problem or not isinstance(value, dict):
                bad += 1
            else:
                found.append(cast("Json", value))
    return found, f"{bad} lines of its output are not JSON objects" if bad else ""


def list_mappings(value: Any) -> Iterator[Json]:
    """The objects in what ought to be a list of them."""
    if isinstance(value, list):
        for item in cast("list[Any]", value):
            if isinstance(item, dict):
                yield cast("Json", item)


def find_mapping(value: Any, *keys: str) -> Json:
    """What stands below these keys, one in the other; an empty one when it is no object."""
    for key in keys:
        value = cast("Json", value).get(key) if isinstance(value, dict) else None
    return cast("Json", value) if isinstance(value, dict) else {}


def find_text(value: Json, key: str) -> str:
    """A text, bounded; "" when it is none."""
    text = value.get(key)
    return text[: LIMITS.message_chars_max] if isinstance(text, str) else ""


def find_number(value: Json, key: str) -> int | None:
    """A whole number of at least 0; None when it is none."""
    number = value.get(key)
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else None

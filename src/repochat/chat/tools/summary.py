"""A call of a tool in a line, for the person who watches an answer being made."""

from collections.abc import Mapping
from typing import Any

from repochat.chat.receipts.markdown import clean_text, clip

SUMMARY_CHARS_MAX = 240
ARGUMENT_CHARS_MAX = 80


def summarise_result(name: str, arguments: Mapping[str, Any], result: str) -> str:
    """What was asked, and the first line of what came back; plain text, cleaned and bounded."""
    asked = ", ".join(f"{key}={_say(value)}" for key, value in arguments.items() if value not in ("", None))
    first = result.split("\n", 1)[0]
    return clip(clean_text(f"{name}({asked}): {first}"), SUMMARY_CHARS_MAX)[0]


def _say(value: Any) -> str:
    said, is_cut = clip(clean_text(str(value)), ARGUMENT_CHARS_MAX)
    return said + ("…" if is_cut else "")

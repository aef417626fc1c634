"""Secrets in text."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """`text` has as many lines as before; `kinds` are those of what was masked, each once."""

    text: str
    count: int
    kinds: tuple[str, ...]


def mask_secrets(text: str) -> Masked:
    """Keys."""
    text, count = re.subn(r"\bghp_[A-Za-z0-9]{36}\b", "[masked github token]", text)
    return Masked(text=text, count=count, kinds=("github token",) if count else ())

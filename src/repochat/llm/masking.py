"""Secrets in text are replaced before it goes to a provider: known kinds of keys by their shape, others by their name.

Works on UTF-8 bytes, where lowering the case keeps every offset. Every pattern is bounded, or cannot start inside what
it has just read, so time grows with the text alone, however hostile that is.
"""

import re
from dataclasses import dataclass

from repochat.llm.secret_blocks import find_key_blocks
from repochat.llm.secret_kinds import find_placed, find_tokens
from repochat.llm.secret_words import find_assigned

_BREAKS = re.compile(rb"[\r\n\x0b\x0c]")
_Span = tuple[int, int, str]  # start and end in bytes, and the kind of secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """`text` has the line breaks of the original; `kinds` are those of what was masked, sorted, each once."""

    text: str
    count: int
    kinds: tuple[str, ...]


def mask_secrets(text: str) -> Masked:
    """Each secret becomes a label such as `[masked github token]`. Never raises. About 1 ms for 100 kB of code."""
    data = text.encode("utf-8", "surrogatepass")
    spans = _drop_overlaps([*find_key_blocks(data), *find_tokens(data), *find_placed(data), *find_assigned(data)])
    if not spans:
        return Masked(text=text, count=0, kinds=())
    return Masked(
        text=_replace(data, spans).decode("utf-8", "surrogatepass"),
        count=len(spans),
        kinds=tuple(sorted({kind for _, _, kind in spans})),
    )


def _drop_overlaps(spans: list[_Span]) -> list[_Span]:
    """In order; of two that overlap, the one that begins first, and of those the longer."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _replace(data: bytes, spans: list[_Span]) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for start, end, kind in spans:
        breaks = b"".join(_BREAKS.findall(data, start, end))
        # The label comes last: an empty last line is one that many ways to count do not see.
        pieces += [data[done:start], breaks, f"[masked {kind}]".encode()]
        done = end
    return b"".join([*pieces, data[done:]])

"""The text that stands for a chunk in the dense leg: its names and what is said about it, not its body.

A vector of names and docs finds more than one of the code (docs/decisions/0004).
"""

from repochat.syntax import NO_SYMBOL, Chunk, ParsedFile, Symbol

HEAD_CHARS_MAX = 600
DOC_CHARS = 300
TEXT_CHARS = 400
NAMES_MAX = 24


def chunk_head(parsed: ParsedFile, chunk: Chunk, text: str) -> str:
    """At most HEAD_CHARS_MAX characters. `text` is the chunk's own."""
    if chunk.kind != "code":
        return f"{chunk.heading} {text[:TEXT_CHARS]}"[:HEAD_CHARS_MAX]
    defined = [parsed.symbols[position] for position in chunk.defines[:NAMES_MAX]]
    owner = [parsed.symbols[chunk.symbol]] if chunk.symbol != NO_SYMBOL else []
    named = owner + [symbol for symbol in defined if symbol not in owner]
    if not named:
        return f"{chunk.heading} {text[:TEXT_CHARS]}"[:HEAD_CHARS_MAX]
    names = " ".join(symbol.qualified_name for symbol in named)
    docs = " ".join(symbol.doc[:DOC_CHARS] for symbol in _documented(defined or owner))
    return f"{names} {docs}"[:HEAD_CHARS_MAX]


def _documented(symbols: list[Symbol]) -> list[Symbol]:
    return [symbol for symbol in symbols if symbol.doc]

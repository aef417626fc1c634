"""Bytes in; symbols, references, imports, chunks and metrics out, one file at a time.

Pure, over tree-sitter; never raises on bad code. Nothing of repositories, databases or the network enters here.
"""

from repochat.syntax.grammars import check_grammars, set_grammar_folder
from repochat.syntax.languages import HEAD_BYTES, Language, detect_language, get_language, list_languages
from repochat.syntax.model import (
    CHUNK_KINDS,
    LIMITS,
    NO_SYMBOL,
    REFERENCE_KINDS,
    SYMBOL_KINDS,
    Chunk,
    ChunkKind,
    Import,
    ParsedFile,
    Reference,
    ReferenceKind,
    Symbol,
    SymbolKind,
    SyntaxLimits,
)
from repochat.syntax.parser import parse_file
from repochat.syntax.words import split_identifier, stem, strong_stem, tokenize

__all__ = [
    "CHUNK_KINDS",
    "HEAD_BYTES",
    "LIMITS",
    "NO_SYMBOL",
    "REFERENCE_KINDS",
    "SYMBOL_KINDS",
    "Chunk",
    "ChunkKind",
    "Import",
    "Language",
    "ParsedFile",
    "Reference",
    "ReferenceKind",
    "Symbol",
    "SymbolKind",
    "SyntaxLimits",
    "check_grammars",
    "detect_language",
    "get_language",
    "list_languages",
    "parse_file",
    "set_grammar_folder",
    "split_identifier",
    "stem",
    "strong_stem",
    "tokenize",
]

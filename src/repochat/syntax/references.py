"""Uses of names and imports, from what a query found."""

import re
from collections.abc import Iterator
from typing import Final

from repochat.syntax.captures import Matches, RawImport, RawReference
from repochat.syntax.model import NO_SYMBOL, Import, Reference, ReferenceKind, Symbol
from repochat.syntax.names import find_written_qualifier, shorten_qualifier, split_name
from repochat.syntax.source import Source
from repochat.syntax.symbols import EnclosingFinder, Outline

_TELLING: Final[dict[ReferenceKind, int]] = {"inherit": 6, "call": 4, "use": 2, "type": 0}
_TYPE_PARAMETER: Final = re.compile(r"(?:[A-Z]\d?|_|Self)\Z")
_BUILTIN_TYPES: Final = {  # where the grammar does not tell them from other types
    "go": frozenset(
        {
            "any",
            "bool",
            "byte",
            "comparable",
            "complex64",
            "complex128",
            "error",
            "float32",
            "float64",
            "int",
            "int8",
            "int16",
            "int32",
            "int64",
            "rune",
            "string",
            "uint",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "uintptr",
        }
    ),
    "python": frozenset(
        {"bool", "bytes", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple", "type"}
    ),
}
_QUOTES = "\"'`<>"
_TREE_PARTS_MAX = 2000
_IMPORT_WORD: Final = re.compile(r"^(?:import|export)\s+")  # Scala's clause has no node of its own


def build_references(matches: Matches, outline: Outline, source: Source, language: str) -> tuple[Reference, ...]:
    """Uses in document order. A name at its own definition is no use; a place counts once, as the most telling kind."""
    finder = EnclosingFinder(list(outline.blocks))
    builtin = _BUILTIN_TYPES.get(language, frozenset())
    chosen: dict[int, RawReference] = {}
    for raw in matches.references:
        known = chosen.get(raw.byte)
        if raw.byte not in matches.definitions and (known is None or _rank(raw) > _rank(known)):
            chosen[raw.byte] = raw
    found: list[Reference] = []
    for byte, raw in sorted(chosen.items()):
        before, name = split_name(raw.name)
        if raw.kind == "type" and (name in builtin or _TYPE_PARAMETER.match(name)):
            continue
        symbol, line = finder.find(byte), source.line_of(byte)
        if symbol != NO_SYMBOL and _repeats_name(outline.symbols[symbol], name, line):
            continue
        qualifier = raw.qualifier or (find_written_qualifier(raw.name, name) if before else "")
        found.append(
            Reference(
                kind=raw.kind,
                name=name,
                qualifier=shorten_qualifier(qualifier) if qualifier else "",
                line=line,
                symbol=symbol,
            )
        )
    return tuple(found)


def _repeats_name(symbol: Symbol, name: str, line: int) -> bool:
    """Whether an attribute above a definition names it once more, as Elixir's `@spec` does: that is no recursion."""
    return symbol.name == name and line < symbol.start_line


def _rank(raw: RawReference) -> int:
    return _TELLING[raw.kind] + bool(raw.qualifier)


def build_imports(matches: Matches, source: Source) -> tuple[Import, ...]:
    """Imports in document order, clauses with braces taken apart."""
    imports: list[Import] = []
    for _, raw in sorted(matches.imports.items()):
        line = source.line_of(raw.byte)
        imports.extend(Import(module=module, name=name, alias=alias, line=line) for module, name, alias in _expand(raw))
    return tuple(imports)


def _expand(raw: RawImport) -> Iterator[tuple[str, str, str]]:
    if raw.tree:
        yield from expand_import_tree(_IMPORT_WORD.sub("", raw.tree))
    else:
        yield raw.module.strip(_QUOTES), raw.name.strip(_QUOTES), raw.alias.strip(_QUOTES)


def expand_import_tree(text: str) -> list[tuple[str, str, str]]:
    """(module, name, alias) of each leaf of `a::{b, c::{d as e, *}}`."""
    found: list[tuple[str, str, str]] = []
    prefixes: list[str] = [""]
    word = ""
    for character in text + ",":
        if character == "{":
            prefixes.append(prefixes[-1] + word.strip())
            word = ""
        elif character in ",}":
            if word.strip() and len(found) < _TREE_PARTS_MAX:
                found.append(_split_leaf(prefixes[-1] + word.strip()))
            word = ""
            if character == "}" and len(prefixes) > 1:
                prefixes.pop()
        else:
            word += character
    return found


def _split_leaf(text: str) -> tuple[str, str, str]:
    path, _, alias = text.replace("=>", " as ").partition(" as ")
    path = path.strip()
    for separator in ("::", "\\", "."):
        module, found, name = path.rpartition(separator)
        if found:
            if name == "self":
                module, _, name = module.rpartition(separator)
            return module, "*" if name == "_" else name, alias.strip()
    return path, "", alias.strip()

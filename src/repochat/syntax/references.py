"""Uses of names and imports, from what a query found."""

import re
from collections.abc import Iterator
from operator import attrgetter
from typing import Final

from repochat.syntax.captures import Matches, RawImport
from repochat.syntax.model import Import, Reference
from repochat.syntax.names import shorten_qualifier, split_name
from repochat.syntax.source import Source
from repochat.syntax.symbols import EnclosingFinder, Outline

_QUOTES = "\"'`<>"
_TREE_PARTS_MAX = 2000
_IMPORT_WORD: Final = re.compile(r"^(?:import|export)\s+")  # Scala's clause has no node of its own


def build_references(matches: Matches, outline: Outline, source: Source) -> tuple[Reference, ...]:
    """Uses in document order. A name at its own definition is no use; one place counts once for each kind."""
    finder = EnclosingFinder(list(outline.blocks))
    defined = matches.definitions
    found: dict[tuple[int, str], Reference] = {}
    for raw in sorted(matches.references, key=attrgetter("byte")):
        known = found.get((raw.byte, raw.kind))
        if raw.byte in defined or (known is not None and (known.qualifier or not raw.qualifier)):
            continue
        before, name = split_name(raw.name)
        found[raw.byte, raw.kind] = Reference(
            kind=raw.kind,
            name=name,
            qualifier=shorten_qualifier(raw.qualifier or before) if raw.qualifier or before else "",
            line=source.line_of(raw.byte),
            symbol=finder.find(raw.byte),
        )
    return tuple(found.values())


def build_imports(matches: Matches, source: Source) -> tuple[Import, ...]:
    """Imports in document order, clauses with braces taken apart."""
    imports: list[Import] = []
    for _, raw in sorted(matches.imports.items()):
        line = source.line_of(raw.byte)
        imports.extend(
            Import(module=module, name=name, alias=alias, line=line) for module, name, alias in _expand(raw)
        )
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

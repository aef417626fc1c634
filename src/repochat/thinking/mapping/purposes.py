"""What a module is for, in the repository's own words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname

from repochat.catalog.thinking.repo_map import PublicSymbol, Purpose
from repochat.syntax import SYMBOL_KINDS
from repochat.thinking.mapping.material import MapMaterial
from repochat.thinking.mapping.packages import Package, find_line
from repochat.thinking.mapping.partition import Part
from repochat.thinking.mapping.prose import Said, find_document_opening, find_file_doc

_HEADS = (
    "__init__.py",
    "lib.rs",
    "mod.rs",
    "doc.go",
    "package-info.java",
    "index.ts",
    "index.js",
    "index.tsx",
    "main.go",
)
_README = re.compile(r"^readme(?:\.(?:md|rst|txt|markdown))?$", re.IGNORECASE)
_SECTION = SYMBOL_KINDS.index("section")


@dataclass(frozen=True, kw_only=True)
class Guides:
    """What documents of the repository say of its parts: READMEs by folder, and sections by the name they are about."""

    readmes: Mapping[str, str]
    sections: Mapping[str, tuple[str, int, int]]


def find_guides(material: MapMaterial) -> Guides:
    """From the tree and the index's sections; nothing is read yet."""
    readmes = {dirname(path): path for path in material.roots if _README.match(basename(path))}
    index = material.index
    sections: dict[str, tuple[str, int, int]] = {}
    for symbol in (index.symbol_kind == _SECTION).nonzero()[0].tolist():
        path = index.paths[index.symbol_file[symbol]]
        title = index.symbol_names[symbol].strip("` *").rstrip("/")
        if "/" not in path or path.startswith("doc"):
            sections.setdefault(title.lower(), (path, int(index.symbol_start[symbol]), int(index.symbol_end[symbol])))
    return Guides(readmes=readmes, sections=sections)


def find_purpose(
    material: MapMaterial, part: Part, package: Package | None, guides: Guides, public: Sequence[PublicSymbol]
) -> Purpose | None:
    """The first that speaks: its own doc, its manifest, its README, a document about it, its most used definition."""
    for purpose in _list_purposes(material, part, package, guides):
        return purpose
    if part.is_rest or (part.path.endswith("/*") and not part.is_whole):
        return None
    documented = next((symbol for symbol in public if symbol.doc), None)
    if documented is None:
        return None
    return Purpose(text=documented.doc, source="symbol", evidence=documented.evidence)


def _list_purposes(material: MapMaterial, part: Part, package: Package | None, guides: Guides) -> Iterator[Purpose]:
    limits, texts = material.limits, material.texts
    if package is not None and package.description and part.is_whole:
        lines = texts.read(package.manifest)
        line = find_line(lines, r"^\s*[\"']?description[\"']?\s*[:=]")
        if line is not None and package.description[:20] in lines[line - 1]:
            text = package.description[: limits.purpose_chars_max]
            yield Purpose(text=text, source="manifest", evidence=texts.quote(package.manifest, line))
    readme = guides.readmes.get(part.folder) if part.is_whole and part.folder else None
    for path in _list_heads(material, part):
        language = material.index.languages[material.file_of[path]]
        said = find_file_doc(texts.read(path), language, limits.purpose_chars_max)
        if said is not None:
            yield _make(material, path, said, "doc")
    if readme is not None:
        said = find_document_opening(texts.read(readme), limits.purpose_chars_max)
        if said is not None:
            yield _make(material, readme, said, "readme")
    section = guides.sections.get(basename(part.path).lower()) or guides.sections.get(part.path.lower())
    if section is not None:
        path, first, last = section
        said = find_document_opening(texts.read(path), limits.purpose_chars_max, first, last)
        if said is not None:
            yield _make(material, path, said, "section")


def _make(material: MapMaterial, path: str, said: Said, source: str) -> Purpose:
    evidence = material.texts.quote(path, said.first, said.last)
    if source == "readme":
        return Purpose(text=said.text, source="readme", evidence=evidence)
    return Purpose(text=said.text, source="section" if source == "section" else "doc", evidence=evidence)


def _list_heads(material: MapMaterial, part: Part) -> list[str]:
    """Files that may speak for the whole: its root file, one of its own name, and of a family its largest."""
    paths = {material.index.paths[file]: file for file in part.files}
    if part.is_rest or (part.path.endswith("/*") and not part.is_whole):
        return [path for path in paths if basename(path) in _HEADS and dirname(path) == part.folder][:1]
    if part.path in paths:
        return [part.path, *[path for path in paths if path != part.path]][: material.limits.purpose_files_max]
    direct = [path for path in paths if dirname(path) == part.folder]
    roots = [
        path
        for path in (*(f"{part.folder}/{head}" for head in _HEADS), *(f"{part.folder}/src/{head}" for head in _HEADS))
        if path in paths
    ]
    named = [path for path in direct if basename(path).split(".")[0] == basename(part.folder)]
    sibling = [path for path in (f"{part.folder}.rs", f"{part.folder}.py") if path in material.file_of]
    largest = sorted(direct, key=lambda path: (-int(material.lines[paths[path]]), path))
    if not part.is_whole or (direct and material.index.languages[paths[direct[0]]] == "go"):
        return list(dict.fromkeys([*roots, *named, *largest]))[: material.limits.purpose_files_max]
    return list(dict.fromkeys([*roots, *sibling, *named]))[: material.limits.purpose_files_max]

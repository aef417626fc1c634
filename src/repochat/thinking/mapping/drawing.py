"""One map out of its material: modules first, then what is known of each and between them."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.revision_store import StoredSymbol
from repochat.catalog.thinking.repo_map import EntryPoint, LanguageShare, MapModule, ModuleRole, PublicSymbol, RepoMap
from repochat.search.hot import HotIndex
from repochat.thinking.mapping.commands import list_commands
from repochat.thinking.mapping.entries import list_entry_points
from repochat.thinking.mapping.imports import list_imports
from repochat.thinking.mapping.layering import find_layers
from repochat.thinking.mapping.material import MapMaterial
from repochat.thinking.mapping.owners import Authorship, count_authorship, list_owners
from repochat.thinking.mapping.packages import Package, list_packages
from repochat.thinking.mapping.partition import Part, cut_modules
from repochat.thinking.mapping.purposes import find_guides, find_purpose
from repochat.thinking.mapping.relations import Relations, describe_cycles, number_files, relate_modules, show_link
from repochat.thinking.mapping.requirements import list_requirements
from repochat.thinking.mapping.roles import list_roles
from repochat.thinking.mapping.surface import choose_public, count_users, describe_public


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The modules and what of their definitions is shown, settled before docs and history are read."""

    roles: Sequence[ModuleRole | None]
    packages: Sequence[Package]
    parts: Sequence[Part]
    part_of: NDArray[np.int32]
    public: Sequence[Sequence[int]]

    @property
    def symbols(self) -> list[int]:
        """All that is shown: their docs are wanted."""
        return sorted({symbol for symbols in self.public for symbol in symbols})

    def hash_modules(self) -> str:
        """Of which paths are in which module: what was counted by module holds as long as this does."""
        told = json.dumps([[part.path, part.folder, part.is_whole, part.is_rest] for part in self.parts])
        return hashlib.sha256(told.encode()).hexdigest()


def outline_map(material: MapMaterial) -> Outline:
    """Cuts the modules. CPU alone, but for the manifests."""
    roles = list_roles(material.index)
    packages = list_packages(material)
    parts = cut_modules(material, roles, {each.folder: each.name for each in packages if each.folder})
    part_of = number_files(len(material.index.paths), parts)
    return Outline(
        roles=roles, packages=packages, parts=parts, part_of=part_of, public=choose_public(material, parts, part_of)
    )


def list_symbol_keys(index: HotIndex, symbols: Sequence[int]) -> list[tuple[str, int, int]]:
    """Path, blob and position of each, as the catalog is asked for them."""
    files = [int(index.symbol_file[symbol]) for symbol in symbols]
    return [
        (index.paths[file], index.blob_ids[file], symbol - int(index.symbol_offset[file]))
        for symbol, file in zip(symbols, files, strict=True)
    ]


def count_owners(material: MapMaterial, outline: Outline, known: Authorship | None) -> Authorship:
    """One pass over the history, or over what came since `known`."""
    paths = material.index.paths
    module_of = {
        path: outline.parts[number].path for path, number in zip(paths, outline.part_of, strict=True) if number >= 0
    }
    return count_authorship(
        material.mirror,
        material.sha,
        material.committed_at,
        key=outline.hash_modules(),
        module_of=module_of,
        known=known,
        limits=material.limits,
    )


def draw_map(
    material: MapMaterial,
    outline: Outline,
    stored: Mapping[int, StoredSymbol],
    authorship: Authorship,
    check: Callable[[], None],
) -> RepoMap:
    """The whole map. `check` raises when the run is to stop."""
    relations = relate_modules(material, outline.parts, list_imports(material.index, outline.packages))
    check()
    entries = list_entry_points(material, outline.roles, outline.packages)
    check()
    layers = _find_code_layers(outline, relations)
    users = count_users(material, outline.part_of)
    public = [describe_public(material, symbols, users, stored) for symbols in outline.public]
    check()
    modules = _describe_modules(material, outline, relations, _Known(entries, layers, public, authorship))
    check()
    cycles = describe_cycles(material, outline.parts, relations)
    commands = list_commands(material, outline.packages)
    requirements = list_requirements(material, outline.packages)
    if authorship.is_cut:
        material.texts.cut.add("commits_max")
    return RepoMap(
        commit=material.sha,
        languages=tuple(_count_languages(material, outline)),
        modules=tuple(modules),
        cycles=tuple(cycles),
        layers=tuple(_list_layers(outline, layers)),
        entry_points=tuple(entries),
        commands=tuple(commands),
        dependencies=tuple(requirements),
        cut=tuple(sorted(material.texts.cut)),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    entries: Sequence[EntryPoint]
    layers: Mapping[int, int]
    public: Sequence[Sequence[PublicSymbol]]
    authorship: Authorship


def _find_code_layers(outline: Outline, relations: Relations) -> dict[int, int]:
    """Of the parts that are code."""
    code = [number for number, part in enumerate(outline.parts) if part.role == "code"]
    place = {number: at for at, number in enumerate(code)}
    links = {(place[s], place[t]): w for (s, t), w in relations.links.items() if s in place and t in place}
    return dict(zip(code, find_layers(len(code), links), strict=True))


def _list_layers(outline: Outline, layers: Mapping[int, int]) -> list[tuple[str, ...]]:
    count = max(layers.values(), default=-1) + 1
    return [tuple(outline.parts[n].path for n, layer in layers.items() if layer == level) for level in range(count)]


def _describe_modules(material: MapMaterial, outline: Outline, relations: Relations, known: _Known) -> list[MapModule]:
    guides = find_guides(material)
    package_of = {package.folder: package for package in outline.packages}
    file_entries = Counter(
        int(outline.part_of[material.file_of[entry.path]]) for entry in known.entries if entry.path in material.file_of
    )
    modules: list[MapModule] = []
    for number, part in enumerate(outline.parts):
        purpose = find_purpose(material, part, package_of.get(part.folder), guides, known.public[number])
        ties = {target: each for (source, target), each in relations.ties.items() if source == number}
        order = sorted(ties, key=lambda target: (-len(ties[target]), target))
        count = material.limits.link_evidence_max
        links = [
            show_link(material, outline.parts, target, ties[target], count=count)
            for target in order[: material.limits.links_max]
        ]
        if len(order) > material.limits.links_max:
            material.texts.cut.add("links_max")
        modules.append(
            MapModule(
                path=part.path,
                name=part.name or "root",
                role=part.role,
                language=_find_language(material, part),
                purpose=purpose,
                files=len(part.files),
                lines=int(material.lines[list(part.files)].sum()),
                symbols=_count_symbols(material, part),
                entry_points=file_entries.get(number, 0),
                layer=known.layers.get(number),
                depends_on=tuple(links),
                used_by=sum(target == number for _, target in relations.ties),
                owners=list_owners(known.authorship, part.path, material.limits),
                public=tuple(known.public[number]),
            )
        )
    return modules


def _count_symbols(material: MapMaterial, part: Part) -> int:
    offset = material.index.symbol_offset
    return int(sum(int(offset[file + 1]) - int(offset[file]) for file in part.files))


def _find_language(material: MapMaterial, part: Part) -> str:
    lines: Counter[str] = Counter()
    for file in part.files:
        lines[material.index.languages[file]] += int(material.lines[file])
    return max(lines, key=lambda name: (lines[name], name)) if lines else ""


def _count_languages(material: MapMaterial, outline: Outline) -> list[LanguageShare]:
    """Of code alone, the most lines first."""
    files: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for file, role in enumerate(outline.roles):
        if role is not None:
            files[material.index.languages[file]] += 1
            lines[material.index.languages[file]] += int(material.lines[file])
    order = sorted(files, key=lambda name: (-lines[name], name))
    return [LanguageShare(language=name, files=files[name], lines=lines[name]) for name in order]


def hash_inputs(*values: Any) -> str:
    """A digest of what a result was made of."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()

"""Which modules depend on which: by imports, and where a language needs none inside a folder, by sure references."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.catalog.graph import SAME_FOLDER, UNIQUE
from repochat.catalog.thinking.repo_map import Cycle, CycleImport, MapEvidence, ModuleLink
from repochat.thinking.mapping.imports import FileImport, ImportText
from repochat.thinking.mapping.layering import find_cycles
from repochat.thinking.mapping.material import MapMaterial
from repochat.thinking.mapping.partition import Part

_IMPORT_LINE = re.compile(
    r"^\s*(?:import|from|use|pub\s+use|mod|#\s*include|require|export|using|include|const|let|var)\b|\brequire\(|^\s*[\w.]*\s*[\"'`]"
)
_BY_NAME = frozenset(("c", "cpp"))  # a function of these is known to the linker by its name alone
_FOLDER_SCOPED = frozenset(("go", "java", "kotlin", "scala", "csharp", "swift", "c", "cpp", "php", "ruby"))
_LATE_LANGUAGES = frozenset(("python", "javascript", "typescript", "tsx", "ruby", "php", "lua"))
_TYPE_ONLY = re.compile(r"^\s*(?:import|export)\s+type\b")
_LAST_PART = re.compile(r"[\w$-]+(?=[\"'`>;]*$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A file of one module that leans on a file of another; `text` of an import, else the line that refers to it."""

    source: int
    target: int
    text: ImportText | None
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Relations:
    """`ties` by pair of modules, by number of part. `import_links` holds those of imports alone.

    `late` counts those imports of each pair in a cycle that stand inside a function or a condition.
    """

    ties: Mapping[tuple[int, int], Sequence[Tie]]
    import_links: Mapping[tuple[int, int], float]
    late: Mapping[tuple[int, int], int]

    @property
    def links(self) -> dict[tuple[int, int], float]:
        """What must be there first: late imports left out."""
        weights = {pair: float(len(ties) - self.late.get(pair, 0)) for pair, ties in self.ties.items()}
        return {pair: weight for pair, weight in weights.items() if weight > 0}

    @property
    def eager_imports(self) -> dict[tuple[int, int], float]:
        weights = {pair: weight - self.late.get(pair, 0) for pair, weight in self.import_links.items()}
        return {pair: weight for pair, weight in weights.items() if weight > 0}


def relate_modules(material: MapMaterial, parts: Sequence[Part], imports: Sequence[FileImport]) -> Relations:
    """Every pair of modules with the pairs of files behind it, imports before references."""
    part_of = number_files(len(material.index.paths), parts)
    ties: dict[tuple[int, int], list[Tie]] = defaultdict(list)
    known: set[tuple[int, int]] = set()
    import_links: dict[tuple[int, int], float] = defaultdict(float)
    for each in imports:
        pair = int(part_of[each.source]), int(part_of[each.target])
        if -1 in pair or pair[0] == pair[1]:
            continue
        known.add((each.source, each.target))
        ties[pair].append(Tie(source=each.source, target=each.target, text=each.text))
        import_links[pair] += 1
    for tie in _list_references(material, part_of):
        if (tie.source, tie.target) not in known:
            ties[int(part_of[tie.source]), int(part_of[tie.target])].append(tie)
    late = _count_late(material, ties, find_cycles(len(parts), import_links))
    return Relations(ties=dict(ties), import_links=dict(import_links), late=late)


def _count_late(
    material: MapMaterial, ties: Mapping[tuple[int, int], Sequence[Tie]], cycles: Sequence[Sequence[int]]
) -> dict[tuple[int, int], int]:
    group_of = {node: number for number, group in enumerate(cycles) for node in group}
    late: dict[tuple[int, int], int] = defaultdict(int)
    left = material.limits.cycle_ties_max
    for pair in sorted(ties):
        if group_of.get(pair[0], -1) != group_of.get(pair[1], -2):
            continue
        for tie in ties[pair]:
            if tie.text is None or tie.text.language not in _LATE_LANGUAGES:
                continue
            left -= 1
            if left < 0:
                material.texts.cut.add("cycle_ties_max")
                return dict(late)
            found = quote_tie(material, tie)
            late[pair] += found is not None and found[1]
    return dict(late)


def number_files(files: int, parts: Sequence[Part]) -> NDArray[np.int32]:
    """(files,) the part of each file, -1 for none."""
    part_of = np.full(files, -1, np.int32)
    for number, part in enumerate(parts):
        part_of[list(part.files)] = number
    return part_of


def show_link(
    material: MapMaterial, parts: Sequence[Part], target: int, ties: Sequence[Tie], *, count: int
) -> ModuleLink:
    """The link to a module with up to `count` lines that show it."""
    shown: list[MapEvidence] = []
    for tie in ties[: material.limits.link_tries_max]:
        if len(shown) < count and (found := quote_tie(material, tie)) is not None:
            shown.append(found[0])
    return ModuleLink(path=parts[target].path, weight=len(ties), evidence=tuple(shown))


def quote_tie(material: MapMaterial, tie: Tie) -> tuple[MapEvidence, bool] | None:
    """The line of a tie, and whether it is late (inside something, or of types alone); None when no line spells it."""
    path = material.index.paths[tie.source]
    lines = material.texts.read(path)
    line = tie.line if tie.text is None else _find_import_line(lines, tie.text)
    if not 1 <= line <= len(lines):
        return None
    text = lines[line - 1]
    return material.texts.quote(path, line), text[:1].isspace() or _TYPE_ONLY.match(text) is not None


def describe_cycles(material: MapMaterial, parts: Sequence[Part], relations: Relations) -> list[Cycle]:
    """Modules that import each other, the smallest group first, each with the imports that close it."""
    eager = find_cycles(len(parts), relations.eager_imports)
    held = {frozenset(group) for group in eager}
    late = [group for group in find_cycles(len(parts), relations.import_links) if frozenset(group) not in held]
    groups = [
        *sorted(eager, key=lambda group: (len(group), group)),
        *sorted(late, key=lambda group: (len(group), group)),
    ]
    if len(groups) > material.limits.cycles_max:
        material.texts.cut.add("cycles_max")
    return [
        _describe_cycle(material, parts, relations, group, is_eager=frozenset(group) in held)
        for group in groups[: material.limits.cycles_max]
    ]


def _describe_cycle(
    material: MapMaterial, parts: Sequence[Part], relations: Relations, group: Sequence[int], *, is_eager: bool
) -> Cycle:
    """The lightest links first: these are what one would cut."""
    inside = set(group)
    links = [pair for pair in relations.import_links if inside.issuperset(pair)]
    links.sort(key=lambda pair: (relations.import_links[pair], pair))
    imports = [_show_import(material, parts, relations, pair) for pair in links[: material.limits.cycle_imports_max]]
    modules = tuple(parts[number].path for number in group)
    return Cycle(modules=modules, is_eager=is_eager, imports=tuple(filter(None, imports)))


def _show_import(
    material: MapMaterial, parts: Sequence[Part], relations: Relations, pair: tuple[int, int]
) -> CycleImport | None:
    ties = [tie for tie in relations.ties[pair] if tie.text is not None]
    for tie in ties[: material.limits.link_tries_max]:
        found = quote_tie(material, tie)
        if found is not None:
            source, target = (parts[number].path for number in pair)
            return CycleImport(source=source, target=target, evidence=found[0], is_late=found[1])
    return None


def _list_references(material: MapMaterial, part_of: NDArray[np.int32]) -> Iterator[Tie]:
    """The first sure reference of each pair of files of different modules, where an import is not to be expected."""
    index, graph = material.index, material.index.graph
    folders = index.state.columns.file_folder
    names = np.array([language in _BY_NAME for language in index.languages] or [False])
    scoped = np.array([language in _FOLDER_SCOPED for language in index.languages] or [False])
    source, target = graph.edge_file, index.symbol_file[graph.edge_target]
    keep = (part_of[source] >= 0) & (part_of[target] >= 0) & (part_of[source] != part_of[target])
    near = scoped[source] & (folders[source] == folders[target]) & (graph.edge_confidence >= SAME_FOLDER)
    linked = names[source] & (graph.edge_confidence >= UNIQUE)
    rows = np.flatnonzero(keep & (near | linked))
    pairs = source[rows].astype(np.int64) * max(len(index.paths), 1) + target[rows]
    _, first = np.unique(pairs, return_index=True)
    for row in rows[np.sort(first)].tolist():
        yield Tie(source=int(source[row]), target=int(target[row]), text=None, line=int(graph.edge_line[row]))


def _find_import_line(lines: Sequence[str], text: ImportText) -> int:
    """From 1; 0 when no line spells the import."""
    module = text.module.strip("\"'<>` ;")
    last = _LAST_PART.search(module.replace("::", " ").replace("/", " ").replace(".", " ").rstrip())
    tail = last[0] if last else module
    best, found = 0, 0
    for number, line in enumerate(lines, start=1):
        value = _fit_line(line, module, tail, text.name)
        if value > best:
            best, found = value, number
    return found


def _fit_line(line: str, module: str, tail: str, name: str) -> int:
    if tail not in line or not _IMPORT_LINE.search(line):
        return 0
    return 1 + 2 * (module in line) + bool(name and re.search(rf"\b{re.escape(name)}\b", line))

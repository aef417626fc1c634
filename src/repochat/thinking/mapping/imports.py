"""Which files import which, without the imports that only look like one of the repository's own.

The graph finds an imported module by the longest suffix of a path that spells it, which is right for searching and
takes `import json` for any `json.py`. A map says "depends on", so here an import must also begin where its language
lets it begin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from repochat.catalog.graph import SAME_FOLDER
from repochat.catalog.graph_state import unpack_texts
from repochat.catalog.imports import ImportTable
from repochat.search.hot import HotIndex
from repochat.thinking.mapping.crates import CrateTable
from repochat.thinking.mapping.packages import Package

_JS = frozenset(("javascript", "typescript", "tsx", "vue", "svelte"))
_DOTTED = frozenset(("java", "kotlin", "scala", "csharp", "php"))
_DOTTED_PARTS_MIN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportText:
    """An import as the code spells it."""

    language: str
    module: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileImport:
    source: int
    target: int
    text: ImportText


def list_imports(index: HotIndex, packages: Sequence[Package]) -> list[FileImport]:
    """Each pair of files once, with the first import that makes it, by source and then by target."""
    judge = _Judge(index, packages)
    crates = CrateTable(index.paths, packages)
    columns = index.state.columns
    texts = unpack_texts(index.state.texts)
    table = ImportTable(index.paths)
    keys = index.state.import_keys
    meant: dict[int, tuple[ImportText, list[int]]] = {}
    file_of = {path: file for file, path in enumerate(index.paths)}
    for key in np.unique(columns.import_key).tolist():
        folder, language, module, name = (texts[number] for number in keys[key].tolist())
        text = ImportText(language=language, module=module, name=name)
        if language == "rust":
            meant[key] = text, [file_of[path] for path in crates.find_files(folder, module, name)]
            continue
        found = table.find_files(folder, language, module, name)
        meant[key] = text, [file_of[path] for path in found if judge.accepts(text, path)]
    pairs: dict[tuple[int, int], ImportText] = {}
    used = _list_used(index)
    for source in range(len(index.paths)):
        first, last = int(columns.import_offset[source]), int(columns.import_offset[source + 1])
        for key in columns.import_key[first:last].tolist():
            text, targets = meant[key]
            for target in targets:
                if target != source and (text.language != "go" or (source, target) in used):
                    pairs.setdefault((source, target), text)
    return [FileImport(source=s, target=t, text=text) for (s, t), text in sorted(pairs.items(), key=lambda x: x[0])]


def _list_used(index: HotIndex) -> set[tuple[int, int]]:
    """Pairs of files with a sure reference: what an import of a whole folder is really about."""
    graph = index.graph
    rows = np.flatnonzero(graph.edge_confidence >= SAME_FOLDER)
    targets = index.symbol_file[graph.edge_target[rows]]
    return set(zip(graph.edge_file[rows].tolist(), targets.tolist(), strict=True))


class _Judge:
    def __init__(self, index: HotIndex, packages: Sequence[Package]) -> None:
        self._paths = set(index.paths)
        self._names: Mapping[str, str] = {each.name: each.folder for each in packages if each.name}
        self._go = [each.name for each in packages if each.manifest.endswith("go.mod")]

    def accepts(self, text: ImportText, path: str) -> bool:
        module = text.module.strip("\"'<>` ;")
        if not module or module.startswith((".", "/")):
            return True
        if text.language == "python":
            return self._begins_at_root(module, path)
        if text.language in _JS:
            return self._is_own_script(module, path)
        if text.language == "go":
            return any(module == name or module.startswith(f"{name}/") for name in self._go) or not self._go
        if text.language in _DOTTED:
            return any(
                _spells_suffix(each, path) for each in (module, f"{module}.{text.name}", module.rpartition(".")[0])
            )
        return True

    def _begins_at_root(self, module: str, path: str) -> bool:
        """An absolute import of Python begins at a folder that is no package itself."""
        top = module.split(".", 1)[0]
        parts = path.split("/")
        for place, part in enumerate(parts):
            if part.split(".", 1)[0] == top:
                above = "/".join(parts[:place])
                return f"{above}/__init__.py".lstrip("/") not in self._paths
        return False

    def _is_own_script(self, module: str, path: str) -> bool:
        """A bare specifier means a package of the workspace, or, of several parts, a path below an alias."""
        for name, folder in self._names.items():
            if module == name or module.startswith(f"{name}/"):
                return path.startswith(f"{folder}/") if folder else True
        return module.startswith(("@/", "~/", "#", "src/"))


def _spells_suffix(module: str, path: str) -> bool:
    """Whether the folders of the path end as the module's name begins: all but the first parts must agree."""
    parts = [part for part in module.replace("\\", ".").replace("::", ".").split(".") if part]
    stem = path.rsplit(".", 1)[0].split("/")
    agreeing = 0
    for wanted, found in zip(reversed(parts), reversed(stem), strict=False):
        if wanted != found:
            break
        agreeing += 1
    return agreeing >= min(len(parts), max(_DOTTED_PARTS_MIN, len(parts) - 1))

"""Cutting the tree of files into modules: as many as the repository is large, by folders first, then by names.

The heaviest part is cut further until there are enough. What is small and many stays together as the rest of its
folder, whose path ends in `*`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from posixpath import basename, commonpath, dirname

from repochat.catalog.thinking.repo_map import ModuleRole
from repochat.thinking.mapping.material import MapMaterial

MODULES_PER_ROOT_OF_FILES = 2.6
PACKAGE_BONUS, FILES_MALUS = 8.0, 0.35
OWN_SHARE_MIN = 0.004  # of all lines; less than that is no module of its own beside others
OWN_LINES_MIN = 25
_PREFIX = re.compile(r"_*([A-Z]?[a-z0-9]+|[A-Z0-9]+)")
_ROOT_STEMS = ("__init__", "mod", "lib", "index", "main")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Files of one module. `folder` is where they stand; `can_split` for parts of more than one thing."""

    path: str
    name: str
    role: ModuleRole
    folder: str
    files: tuple[int, ...]
    is_whole: bool = False  # all files below the folder
    is_rest: bool = False


def cut_modules(material: MapMaterial, roles: Sequence[ModuleRole | None], packages: Mapping[str, str]) -> list[Part]:
    """Parts by path, those of the code first. `packages` are names by folder."""
    code = tuple(file for file, role in enumerate(roles) if role == "code")
    cutter = _Cutter(material, packages, len(code))
    parts = cutter.cut(code) if code else []
    asides = _cut_asides(material, roles, packages)
    return [*sorted(parts, key=lambda part: part.path), *asides]


class _Cutter:
    def __init__(self, material: MapMaterial, packages: Mapping[str, str], files: int) -> None:
        limits = material.limits
        self._paths = material.index.paths
        self._lines = material.lines
        self._packages = packages
        room = limits.modules_max - limits.asides_max
        self._target = max(limits.modules_min, min(room, round(MODULES_PER_ROOT_OF_FILES * sqrt(files))))
        self._total = 0

    def cut(self, files: tuple[int, ...]) -> list[Part]:
        self._total = max(1, self._weigh(files))
        whole = Part(path="", name="", role="code", folder="", files=files, is_whole=True)
        open_, done = [whole], list[Part]()
        while open_ and len(open_) + len(done) < self._target:
            part = max(open_, key=lambda each: (self._rank(each), each.path))
            open_.remove(part)
            pieces = self._split(part, self._target - len(open_) - len(done))
            if len(pieces) == 1 and pieces[0].path == part.path:
                done.append(part)
            else:
                open_ += pieces
        return [*done, *open_]

    def _weigh(self, files: Iterable[int]) -> int:
        return int(sum(int(self._lines[file]) for file in files))

    def _rank(self, part: Part) -> float:
        """How much is won by cutting it."""
        weight = float(self._weigh(part.files))
        prefix = f"{part.folder}/" if part.folder else ""
        if part.is_whole and any(folder != part.folder and folder.startswith(prefix) for folder in self._packages):
            return weight * PACKAGE_BONUS
        return weight if part.is_whole else weight * FILES_MALUS

    def _split(self, part: Part, room: int) -> list[Part]:
        if len(part.files) < 2 or part.is_rest:  # noqa: PLR2004  one file is not cut
            return [part]
        if part.is_whole:
            folders, direct = self._list_folders(part)
            if folders:
                return self._split_folders(part, folders, direct, room)
        return self._split_files(part, room)

    def _list_folders(self, part: Part) -> tuple[dict[str, list[int]], list[int]]:
        folders: dict[str, list[int]] = defaultdict(list)
        direct: list[int] = []
        start = len(part.folder) + 1 if part.folder else 0
        for file in part.files:
            head, slash, _ = self._paths[file][start:].partition("/")
            if slash:
                folders[self._paths[file][: start + len(head)]].append(file)
            else:
                direct.append(file)
        return folders, direct

    def _split_folders(self, part: Part, folders: dict[str, list[int]], direct: list[int], room: int) -> list[Part]:
        if len(folders) == 1 and not direct:
            ((folder, files),) = folders.items()
            return [self._make_whole(folder, files)]
        order = sorted(
            folders, key=lambda folder: (folder not in self._packages, -self._weigh(folders[folder]), folder)
        )
        own = [folder for folder in order if folder in self._packages or self._is_own(folders[folder])]
        own = own[: max(1, room - 1)]
        rest = [file for folder in order if folder not in own for file in folders[folder]]
        pieces = [self._make_whole(folder, folders[folder]) for folder in own]
        return [*pieces, *self._make_files(part, sorted([*direct, *rest]))]

    def _split_files(self, part: Part, room: int) -> list[Part]:
        families = _group_families(self._paths, part.files)
        order = sorted(families, key=lambda name: (-self._weigh(families[name]), name))
        own = [name for name in order if self._is_own(families[name])][: max(1, room - 1)]
        rest = sorted(file for name in order if name not in own for file in families[name])
        if len(own) == 1 and not rest:
            return [part]
        pieces = [self._make_family(part, name, families[name]) for name in own]
        if not rest:
            return pieces
        label = f"{basename(part.folder) or 'root'} (other files)"
        tail = Part(
            path=_star(part.folder), name=label, role="code", folder=part.folder, files=tuple(rest), is_rest=True
        )
        return [*pieces, tail]

    def _is_own(self, files: Sequence[int]) -> bool:
        return self._weigh(files) >= max(OWN_LINES_MIN, OWN_SHARE_MIN * self._total)

    def _make_whole(self, folder: str, files: Sequence[int]) -> Part:
        name = self._packages.get(folder) or basename(folder)
        return Part(path=folder, name=name, role="code", folder=folder, files=tuple(files), is_whole=True)

    def _make_files(self, part: Part, files: Sequence[int]) -> list[Part]:
        if not files:
            return []
        name = f"{self._packages.get(part.folder) or basename(part.folder) or 'root'} (files)"
        return [Part(path=_star(part.folder), name=name, role="code", folder=part.folder, files=tuple(files))]

    def _make_family(self, part: Part, name: str, files: Sequence[int]) -> Part:
        paths = sorted((self._paths[file] for file in files), key=lambda path: (-path.count(".c"), len(path), path))
        stems = {_stem(path) for path in paths}
        path = _choose_main(paths) if len(stems) == 1 else f"{part.folder}/{name}*".lstrip("/")
        label = basename(path)
        return Part(path=path, name=label, role="code", folder=part.folder, files=tuple(files))


def _group_families(paths: Sequence[str], files: Sequence[int]) -> dict[str, list[int]]:
    """Files by the first word of their names where several share it and it says something, else by name."""
    by_stem: dict[str, list[int]] = defaultdict(list)
    for file in files:
        by_stem[_stem(paths[file])].append(file)
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for stem in by_stem:
        by_prefix[_prefix(stem)].append(stem)
    families: dict[str, list[int]] = {}
    for prefix, stems in by_prefix.items():
        joined = len(stems) > 1 and len(stems) < len(by_stem) / 2
        for stem in stems:
            families.setdefault(prefix if joined else stem, []).extend(by_stem[stem])
    return families


def _stem(path: str) -> str:
    return basename(path).split(".", 1)[0] or basename(path)


def _prefix(stem: str) -> str:
    if stem in _ROOT_STEMS:
        return stem
    match = _PREFIX.match(stem)
    end = match.end() if match else len(stem)
    return stem[: end + 1] if end == 1 and stem[1:2] in ("_", "-") else stem[:end]


def _choose_main(paths: Sequence[str]) -> str:
    """Of a header and its source the source."""
    return next((path for path in paths if not path.endswith((".h", ".hpp", ".hh", ".d.ts", ".pyi"))), paths[0])


def _star(folder: str) -> str:
    return f"{folder}/*" if folder else "*"


def _cut_asides(material: MapMaterial, roles: Sequence[ModuleRole | None], packages: Mapping[str, str]) -> list[Part]:
    """Tests, examples and tools by their outermost folder; where these are many, one part for each role."""
    groups: dict[tuple[ModuleRole, str], list[int]] = defaultdict(list)
    for file, role in enumerate(roles):
        if role is not None and role != "code":
            groups[role, _find_top(material.index.paths[file], packages)].append(file)
    if len(groups) > material.limits.asides_max:
        merged: dict[tuple[ModuleRole, str], list[int]] = defaultdict(list)
        for (role, _), files in groups.items():
            merged[role, ""].extend(files)
        groups = merged
    return [
        _make_aside(material, role, top, sorted(files))
        for (role, top), files in sorted(groups.items(), key=lambda item: item[0])
    ]


def _make_aside(material: MapMaterial, role: ModuleRole, top: str, files: Sequence[int]) -> Part:
    folders = {dirname(material.index.paths[file]) for file in files}
    common = commonpath(folders) if all(folders) else ""
    is_own = bool(common) and all(not top or folder.startswith(top) for folder in folders)
    path = f"{common}/({role})" if is_own else f"({role})"
    name = basename(common) if is_own and basename(common) != top else role
    return Part(path=path, name=name, role=role, folder=common, files=tuple(files))


def _find_top(path: str, packages: Mapping[str, str]) -> str:
    """The innermost package around the file, else the first folder."""
    folder = dirname(path)
    while folder and folder not in packages:
        folder = dirname(folder)
    return folder or path.partition("/")[0]

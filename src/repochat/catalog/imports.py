r"""Which files an import means, by path: the longest suffix of a file's path that spells the imported module.

One rule serves all languages: `a.b`, `a::b`, `a\\b` and `a/b` are the same path, relative ones start at the importing
file's folder, and a folder stands for its `__init__`, `index`, `mod` or, in Go, for all its files.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from posixpath import dirname, join, normpath

ROOT_NAMES = {
    "py": ("__init__",),
    "rs": ("mod", "lib", "main"),
    "lua": ("init",),
    **dict.fromkeys(("js", "jsx", "mjs", "cjs", "ts", "tsx"), ("index",)),
}
FILES_PER_IMPORT_MAX = 20
SUFFIX_PARTS_MAX = 6

_SEPARATORS = re.compile(r"::|[\\.]")
_FOLDER_IMPORTS = frozenset(("go",))
_PATH_IMPORTS = frozenset(("javascript", "typescript", "tsx", "c", "cpp", "ruby", "bash", "zig", "go", "lua", "php"))
_PREFIXES = ("crate/", "self/", "super/", "@/", "~/")


class ImportTable:
    """Files by every suffix of their path without extension. Build once for a revision's files."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths
        self._found: dict[tuple[str, str, str, str], list[int]] = {}
        self._nearest: dict[tuple[str, str], list[int]] = {}
        self._by_suffix: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_folder: dict[str, list[int]] = defaultdict(list)
        for position, path in enumerate(paths):
            self._by_name[path.rsplit("/", 1)[-1]].append(position)
            self._by_folder[dirname(path)].append(position)
            self._add_suffixes(position, _module_path(path))
        self._folders: dict[str, list[str]] = defaultdict(list)
        for folder in self._by_folder:
            self._folders[folder.rsplit("/", 1)[-1]].append(folder)

    def find_files(self, importer: int, language: str, module: str, name: str) -> list[int]:
        """The files that `module` (or `module.name`) means to the importing file; empty for the outside world."""
        folder = dirname(self._paths[importer])
        key = (folder, language, module, name)
        if key not in self._found:
            self._found[key] = self._find_from(folder, language, module, name)
        return self._found[key]

    def _find_from(self, folder: str, language: str, module: str, name: str) -> list[int]:
        target = _target(module, language, folder)
        if not target:
            return []
        if language in _FOLDER_IMPORTS:
            return self._find_folder(target)
        if "." in target.rsplit("/", 1)[-1] and (exact := self._find_exact(target, folder)):
            return exact
        for wanted in (f"{target}/{name}" if name and name != "*" else "", target):
            if wanted and (found := self._find_suffix(wanted, folder)):
                return found
        return []

    def _add_suffixes(self, position: int, module: str) -> None:
        parts = module.split("/")
        for start in range(max(0, len(parts) - SUFFIX_PARTS_MAX), len(parts)):
            self._by_suffix["/".join(parts[start:])].append(position)

    def _find_exact(self, target: str, folder: str) -> list[int]:
        files = self._by_name.get(target.rsplit("/", 1)[-1], ())
        found = [f for f in files if self._paths[f] == target or self._paths[f].endswith("/" + target)]
        return self._choose_nearest(found, folder)

    def _find_suffix(self, wanted: str, folder: str) -> list[int]:
        key = (folder, wanted)
        if key not in self._nearest:
            parts = wanted.split("/")
            starts = range(max(0, len(parts) - SUFFIX_PARTS_MAX), max(1, len(parts) - 1))
            found = next(filter(None, (self._by_suffix.get("/".join(parts[start:])) for start in starts)), ())
            self._nearest[key] = self._choose_nearest(found, folder)
        return self._nearest[key]

    def _choose_nearest(self, found: Sequence[int], folder: str) -> list[int]:
        if len(found) <= 1:
            return list(found)
        return [max(found, key=lambda f: (_shared_folders(self._paths[f], folder), -f))]

    def _find_folder(self, target: str) -> list[int]:
        for folder in self._folders.get(target.rsplit("/", 1)[-1], ()):
            if target == folder or target.endswith("/" + folder):
                return self._by_folder[folder][:FILES_PER_IMPORT_MAX]
        return []


def _module_path(path: str) -> str:
    stem, dot, extension = path.rpartition(".")
    if not dot or "/" in extension:
        return path
    folder, _, last = stem.rpartition("/")
    return folder if folder and last in ROOT_NAMES.get(extension, ()) else stem


def _target(module: str, language: str, folder: str) -> str:
    text = module.strip("\"'<>` ;")
    if language == "python" and text.startswith("."):
        level = len(text) - len(text.lstrip("."))
        base = folder
        for _ in range(level - 1):
            base = dirname(base)
        return f"{base}/{text[level:].replace('.', '/')}".strip("/")
    if text.startswith(("./", "../")):
        joined = normpath(join(folder, text))
        return re.sub(r"\.(?:js|mjs|cjs|jsx|ts|tsx)$", "", joined)
    if language not in _PATH_IMPORTS:
        text = _SEPARATORS.sub("/", text)
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return text.replace("\\", "/").strip("/")


def _shared_folders(left: str, right: str) -> int:
    shared = 0
    for a, b in zip(left.split("/"), right.split("/"), strict=False):
        if a != b:
            break
        shared += 1
    return shared

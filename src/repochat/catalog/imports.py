r"""Which files an import means, by path: the longest suffix of a file's path that spells the imported module.

One rule serves all languages: `a.b`, `a::b`, `a\\b` and `a/b` are the same path, relative ones start at the importing
file's folder, and a folder stands for its `__init__`, `index`, `mod` or, in Go, for all its files.
"""

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from posixpath import dirname, join, normpath

ROOT_NAMES = {
    "py": ("__init__",),
    "rs": ("mod", "lib", "main"),
    "lua": ("init",),
    **dict.fromkeys(("js", "jsx", "mjs", "cjs", "ts", "tsx"), ("index",)),
}
FILES_PER_IMPORT_MAX = 20
SUFFIX_PARTS_MAX = 6
MODULES_KEPT_MAX = 50_000

_SEPARATORS = re.compile(r"::|[\\.]")
_FOLDER_IMPORTS = frozenset(("go",))
_PATH_IMPORTS = frozenset(("javascript", "typescript", "tsx", "c", "cpp", "ruby", "bash", "zig", "go", "lua", "php"))
_PREFIXES = ("crate/", "self/", "super/", "@/", "~/")


class ImportTable:
    """Files by every suffix of their path without extension.

    What it finds depends on the paths it holds alone, not on the order in which they came: of equals the nearest file
    is meant, then the first in code-point order.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_suffix: dict[str, list[str]] = defaultdict(list)  # each list in code-point order
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_folder: dict[str, list[str]] = defaultdict(list)
        for path in sorted(paths):
            for shelf, key in self._list_places(path):
                shelf[key].append(path)

    def add(self, path: str) -> None:
        for shelf, key in self._list_places(path):
            insort(shelf[key], path)

    def remove(self, path: str) -> None:
        """Takes out a path that was added."""
        for shelf, key in self._list_places(path):
            paths = shelf[key]
            del paths[bisect_left(paths, path)]
            if not paths:
                del shelf[key]

    def find_files(self, folder: str, language: str, module: str, name: str) -> list[str]:
        """The files that `module` (or `module.name`) means to a file in `folder`; empty for the outside world."""
        target = _target(module, language, folder)
        if not target:
            return []
        if language in _FOLDER_IMPORTS:
            return self._find_folder(target)
        if "." in _last(target) and (exact := self._find_exact(target, folder)):
            return exact
        for wanted in _list_wanted(target, name):
            if found := self._find_suffix(wanted, folder):
                return found
        return []

    def _list_places(self, path: str) -> Iterator[tuple[dict[str, list[str]], str]]:
        yield self._by_name, _last(path)
        yield self._by_folder, dirname(path)
        parts = _module_path(path).split("/")
        for start in range(max(0, len(parts) - SUFFIX_PARTS_MAX), len(parts)):
            yield self._by_suffix, "/".join(parts[start:])

    def _find_exact(self, target: str, folder: str) -> list[str]:
        files = self._by_name.get(_last(target), ())
        return _choose_nearest([path for path in files if path == target or path.endswith("/" + target)], folder)

    def _find_suffix(self, wanted: str, folder: str) -> list[str]:
        parts = wanted.split("/")
        for start in range(max(0, len(parts) - SUFFIX_PARTS_MAX), max(1, len(parts) - 1)):
            if found := self._by_suffix.get("/".join(parts[start:])):
                return _choose_nearest(found, folder)
        return []

    def _find_folder(self, target: str) -> list[str]:
        """The files of the folder that ends the target; of several that whose first file comes first."""
        parts = target.split("/")
        folders = ("/".join(parts[start:]) for start in range(len(parts)))
        found = [files for folder in folders if (files := self._by_folder.get(folder))]
        return min(found, key=lambda files: files[0])[:FILES_PER_IMPORT_MAX] if found else []


def list_import_tails(folder: str, language: str, module: str, name: str) -> set[str]:
    """What a path must have one of, by `list_path_tails`, to change what this import means."""
    target = _target(module, language, folder)
    if not target:
        return set()
    if language in _FOLDER_IMPORTS:
        return {f"{_last(target)}/"}
    return {_last(target), *map(_last, _list_wanted(target, name))}


def list_path_tails(path: str) -> set[str]:
    """What imports can know a path by: the last part of its name, module and folder."""
    return {_last(path), _last(_module_path(path)), f"{_last(dirname(path))}/"}


def _list_wanted(target: str, name: str) -> list[str]:
    return [f"{target}/{name}", target] if name and name != "*" else [target]


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _choose_nearest(found: Sequence[str], folder: str) -> list[str]:
    """Of `found`, in code-point order, the first one that shares the most leading parts with the folder."""
    if len(found) <= 1:
        return list(found)
    while folder:
        for start in (folder, folder + "/"):
            place = bisect_left(found, start)
            if place < len(found) and (found[place] == folder or found[place].startswith(folder + "/")):
                return [found[place]]
        folder = dirname(folder)
    return [found[0]]


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
    return _absolute_target(text, language)


@lru_cache(maxsize=MODULES_KEPT_MAX)
def _absolute_target(text: str, language: str) -> str:
    if language not in _PATH_IMPORTS:
        text = _SEPARATORS.sub("/", text)
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return text.replace("\\", "/").strip("/")

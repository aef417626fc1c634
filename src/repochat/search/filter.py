"""Which files a search may return: what a person's filter means in one index, and what of it means nothing there."""

import difflib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.search.hot import HotIndex
from repochat.search.model import LIMITS, SearchFilter, SearchLimits
from repochat.search.traits import TRAITS
from repochat.syntax import list_languages

Flags = NDArray[np.bool_]

NEAREST_MAX = 3
_NEAREST_CUTOFF = 0.6  # difflib's ratio, below which a name is no likely slip of the pen
_NEAREST_CHARS = 4  # longer or shorter at most: comparing with every name of a large repository takes too long
_TEST = TRAITS.index("test")
_BY_EXTENSION = {extension: each.name for each in list_languages() for extension in each.extensions}
_OTHER_NAMES = {
    "c++": "cpp", "c#": "csharp", "f#": "fsharp", "golang": "go", "shell": "bash", "objective-c": "objc",
    "docker": "dockerfile", "terraform": "hcl", "protobuf": "proto", "makefile": "make",
}  # fmt: skip
_WITH = {"typescript": ("tsx",)}  # told apart by the parser alone


@dataclass(frozen=True, slots=True, kw_only=True)
class FilteredFiles:
    """`allowed` (files,); `dropped` counts each file that is not under the first reason that applies."""

    allowed: Flags
    dropped: Mapping[str, int]
    notes: tuple[str, ...] = ()


def filter_files(
    index: HotIndex, where: SearchFilter, path_prefix: str = "", limits: SearchLimits = LIMITS
) -> FilteredFiles:
    """What nothing bears is noted and left aside; so is a filter that fits no file. `path_prefix` always holds."""
    notes: list[str] = []
    prefix = _match_prefix(index, path_prefix)
    steps = {
        "outside_path": prefix & _match_paths(index, where.paths[: limits.filter_names_max], notes),
        "other_language": _match_languages(index, where.languages[: limits.filter_names_max], notes),
        "is_test" if where.tests == "none" else "is_no_test": _match_tests(index, where, notes),
    }
    if prefix.any() and not np.logical_and.reduce(list(steps.values())).any():
        notes.append("No file fits the whole filter, so everything was searched.")
        steps = {"outside_path": prefix}
    allowed = np.ones(len(index.paths), bool)
    dropped: dict[str, int] = {}
    for reason, kept in steps.items():
        dropped[reason] = int((allowed & ~kept).sum())
        allowed &= kept
    return FilteredFiles(
        allowed=allowed, dropped={reason: count for reason, count in dropped.items() if count}, notes=tuple(notes)
    )


def find_paths(index: HotIndex, asked: str) -> Flags:
    """(files,) those that `asked` means: a folder or file by its whole path, else by its end; in any case at last."""
    name = asked.replace("\\", "/").strip("/").removeprefix("./")
    if not name:
        return np.zeros(len(index.paths), bool)
    whole = _match_prefix(index, name)
    if whole.any():
        return whole
    paths = [f"/{path}" for path in index.paths]
    for known, wanted in ((paths, name), ([path.lower() for path in paths], name.lower())):
        for fits in (_ends_in(known, wanted), _holds_folder(known, wanted), _ends_in_stem(known, wanted)):
            if any(fits):
                return np.array(fits, bool)
    return np.zeros(len(index.paths), bool)


def find_languages(index: HotIndex, asked: str) -> tuple[str, ...]:
    """The languages of the index that `asked` names: by name, extension or another usual name; () when none does."""
    name = asked.lower().strip(".")
    known = set(index.languages)
    found = name if name in known else _OTHER_NAMES.get(name) or _BY_EXTENSION.get(name, name)
    return tuple(each for each in (found, *_WITH.get(found, ())) if each in known)


def list_nearest(index: HotIndex, asked: str) -> list[str]:
    """Existing paths that `asked` may be a slip for: files by name, folders by name; NEAREST_MAX at most."""
    name = asked.strip("/").rpartition("/")[2].lower()
    by_name: dict[str, str] = {}
    for path in index.paths:
        folder, _, file = path.rpartition("/")
        by_name.setdefault(file.lower(), path)
        by_name.setdefault(file.rpartition(".")[0].lower(), path)
        if folder:
            by_name.setdefault(folder.rpartition("/")[2].lower(), f"{folder}/")
    likely = [each for each in by_name if each[:1] == name[:1] and abs(len(each) - len(name)) <= _NEAREST_CHARS]
    close = difflib.get_close_matches(name, likely, n=NEAREST_MAX, cutoff=_NEAREST_CUTOFF)
    return list(dict.fromkeys(by_name[each] for each in close))


def _match_prefix(index: HotIndex, prefix: str) -> Flags:
    """Files at or below `prefix`: a run of the sorted paths."""
    folder = prefix.strip("/")
    if not folder:
        return np.ones(len(index.paths), bool)
    allowed = np.zeros(len(index.paths), bool)
    allowed[bisect_left(index.paths, folder + "/") : bisect_left(index.paths, folder + chr(ord("/") + 1))] = True
    at = bisect_left(index.paths, folder)
    if at < len(index.paths) and index.paths[at] == folder:
        allowed[at] = True
    return allowed


def _match_paths(index: HotIndex, asked: Sequence[str], notes: list[str]) -> Flags:
    found = {path: find_paths(index, path) for path in asked}
    for path, files in found.items():
        if not files.any():
            notes.append(
                f"Nothing is called {path} here, so it was left aside.{_say_nearest(list_nearest(index, path))}"
            )
    return _any(index, [files for files in found.values() if files.any()])


def _match_languages(index: HotIndex, asked: Sequence[str], notes: list[str]) -> Flags:
    languages = np.array(index.languages)
    wanted: list[str] = []
    for name in asked:
        found = find_languages(index, name)
        wanted += found
        if not found:
            counted = sorted(set(index.languages), key=lambda each: (-index.languages.count(each), each))
            notes.append(f"No file is written in {name}, so it was left aside.{_say_nearest(counted[:NEAREST_MAX])}")
    return _any(index, [languages == each for each in wanted])


def _match_tests(index: HotIndex, where: SearchFilter, notes: list[str]) -> Flags:
    tests = index.trait_values[:, _TEST] > 0
    if where.tests == "any":
        return np.ones(len(index.paths), bool)
    wanted = tests if where.tests == "only" else ~tests
    if not wanted.any():
        notes.append(
            "No test file was found, so everything was searched."
            if where.tests == "only"
            else "Every file is a test, so all were searched."
        )
        return np.ones(len(index.paths), bool)
    return wanted


def _any(index: HotIndex, masks: Sequence[Flags]) -> Flags:
    return np.logical_or.reduce(masks) if masks else np.ones(len(index.paths), bool)


def _ends_in(paths: Sequence[str], name: str) -> list[bool]:
    return [path.endswith(f"/{name}") for path in paths]


def _holds_folder(paths: Sequence[str], name: str) -> list[bool]:
    return [f"/{name}/" in path for path in paths]


def _ends_in_stem(paths: Sequence[str], name: str) -> list[bool]:
    """Files that are called so but for their extension."""
    return [path.rpartition(".")[0].endswith(f"/{name}") for path in paths]


def _say_nearest(names: Sequence[str]) -> str:
    return f" There is {', '.join(names)}." if names else ""

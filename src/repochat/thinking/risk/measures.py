"""What the bytes of a file say, without a parser: cheap for thousands of files, and the same for every language."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

_BRANCH = re.compile(
    rb"\b(?:if|elif|elsif|unless|for|foreach|while|until|case|when|catch|except|rescue|switch|match|guard|cond)\b"
    rb"|&&|\|\||\b(?:and|or)\b|\?(?=\s)"
)
_DEFINE = re.compile(
    rb"^[ \t]*(?:(?:pub|public|private|protected|internal|static|async|export|default|inline|override|final|virtual"
    rb"|unsafe|const)(?:\([a-z]+\))?[ \t]+)*(?:def|defp|fn|func|fun|function|sub|proc)\b"
    rb"|\)[ \t]*(?:const[ \t]*)?(?:=>[ \t]*)?\{[ \t]*$",
    re.MULTILINE,
)
_TODO = re.compile(rb"\b(?:TODO|FIXME|XXX|HACK)\b")
_IMPORT = re.compile(
    rb"^[ \t]*(?:#[ \t]*include|import|from|require|require_relative|use|using|include|include_once|load|open"
    rb"|export .{0,200}from|pub use|mod|pub mod|alias"
    rb"|(?:const|let|var|local) .{0,120}(?:require|import)\(?)[^\n]{0,300}",
    re.MULTILINE,
)
_GO_BLOCK = b"\nimport ("
_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_-]{1,80}")
_LINE = re.compile(rb"^([ \t]*)\S", re.MULTILINE)
_TAB_BLANKS = 4
_ENTRY_STEMS = frozenset(("__init__", "index", "mod", "main", "lib", "package", "init"))
_TEST_MARK = re.compile(r"(?:^tests?[_-]?|[._-]?(?:tests?|specs?|testcase|it)$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobMeasures:
    """`lines` as citations count them, `code_lines` without blank ones; `nesting` is the mean indentation in levels."""

    lines: int
    code_lines: int
    branches: int
    definitions: int
    nesting: float
    todos: int
    imported: frozenset[str]
    """Words of the lines that import."""


def measure_blob(data: bytes) -> BlobMeasures:
    """Never raises. Linear in the size of `data`."""
    depths = [_depth(match[1]) for match in _LINE.finditer(data)]
    unit = _find_unit(depths)
    return BlobMeasures(
        lines=data.count(b"\n") + (not data.endswith(b"\n") and bool(data)),
        code_lines=len(depths),
        branches=sum(1 for _ in _BRANCH.finditer(data)),
        definitions=sum(1 for _ in _DEFINE.finditer(data)),
        nesting=sum(depths) / unit / len(depths) if depths else 0.0,
        todos=sum(1 for _ in _TODO.finditer(data)),
        imported=_read_imports(data),
    )


def count_in_degree(imported: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """For each path how many others name it where they import: by its stem, or its folder where the stem is an entry.

    A guess by words, for where no graph is known; two files of one name share their importers.
    """
    named = Counter(word for words in imported.values() for word in words)
    own = {path: frozenset(words) for path, words in imported.items()}
    return {path: named[_module(path)] - (_module(path) in own[path]) for path in imported}


def find_tested(paths: Iterable[str], tests: Iterable[str]) -> set[str]:
    """Those of `paths` that a test file is named for."""
    stems = {_TEST_MARK.sub("", _stem(test)).lower().replace("_", "").replace("-", "") for test in tests}
    return {path for path in paths if _module(path).lower().replace("_", "").replace("-", "") in stems}


def _depth(blanks: bytes) -> int:
    return len(blanks) + (_TAB_BLANKS - 1) * blanks.count(b"\t")


def _find_unit(depths: list[int]) -> int:
    """The commonest step to the right, which is one level."""
    steps = Counter(b - a for a, b in pairwise(depths) if 1 < b - a <= 2 * _TAB_BLANKS)
    return steps.most_common(1)[0][0] if steps else _TAB_BLANKS


def _read_imports(data: bytes) -> frozenset[str]:
    start = data.find(_GO_BLOCK)
    block = data[start : data.find(b"\n)", start)] if start >= 0 else b""
    texts = [block, *(match[0] for match in _IMPORT.finditer(data))]
    return frozenset(word.decode() for text in texts for word in _WORD.findall(text))


def _stem(path: str) -> str:
    return PurePosixPath(path).name.split(".", 1)[0]


def _module(path: str) -> str:
    stem = _stem(path)
    folder = PurePosixPath(path).parent.name
    return folder if folder and (stem in _ENTRY_STEMS or path.endswith(".go")) else stem

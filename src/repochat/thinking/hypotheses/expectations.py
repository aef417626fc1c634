"""What the tests of a repository call, and which errors they expect, as far as their words tell."""

import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from repochat.thinking.hypotheses.model import SourceFile

WORD: Final = re.compile(r"[A-Za-z_]\w+")
_CALL = re.compile(r"(?:(\w+|[)\]])\.)?\b([A-Za-z_]\w+)\s*(?:<[^<>()]*>)?\(|@(?:(\w+)\.)*([A-Za-z_]\w+)")
_HELPER = re.compile(r"(?:assert|expect|should|verify|check)\w*(?:Exception|Error|Throw\w*|Reject\w*)")
_IMPORT = re.compile(rb"^(?:from\s+\S+\s+)?import\s+(?:\([^)]*\)|.*)$", re.MULTILINE)
_WAYS = frozenset(("throws", "throw", "toThrow", "toThrowError", "rejects", "rejectedWith", "assertThrows", "expected"))
_FAMILIES: Mapping[str, str] = {"javascript": "script", "typescript": "script", "tsx": "script", "kotlin": "java"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TestWords:
    """Of one test of the file `path`: its words, and what it calls or decorates with.

    `calls` are (what stands before the dot or "", name). `family` keeps languages apart.
    """

    path: str
    family: str
    words: frozenset[str]
    calls: frozenset[tuple[str, str]]

    def expects_something(self) -> bool:
        """Whether it expects any error, in languages where that is said without the error's class."""
        return self.family != "python" and (
            bool(_WAYS & self.words) or any(_HELPER.fullmatch(each) for each in self.words)
        )


def find_family(language: str) -> str:
    """Languages that call each other are one."""
    return _FAMILIES.get(language, language)


def list_tests(file: SourceFile) -> Iterator[TestWords]:
    """Of each function of a test file with what stands above it; where tests are no functions with names, of all.

    What the file defines itself is left out: of that a test speaks when it says the name.
    """
    own = {each.name for each in file.parsed.symbols}
    lines = file.content.split(b"\n")
    is_named = file.language in ("python", "java")
    tests = [each for each in file.parsed.symbols if is_named and each.kind in ("function", "method")]
    for test in tests:
        yield _read(file, b"\n".join(lines[test.doc_line - 1 : test.end_line]), own)
    if not tests:
        yield _read(file, file.content, own)
    elif file.language == "python":  # a script of a test may expect an error outside any function
        inside = {line for test in tests for line in range(test.doc_line - 1, test.end_line)}
        rest = b"\n".join(line for at, line in enumerate(lines) if at not in inside)
        yield _read(file, _IMPORT.sub(b"", rest), own)


def _read(file: SourceFile, content: bytes, own: set[str]) -> TestWords:
    text = content.decode("utf-8", "replace")
    return TestWords(
        path=file.path,
        family=find_family(file.language),
        words=frozenset(WORD.findall(text)) - own,
        calls=frozenset((found[0] or found[2], found[1] or found[3]) for found in _CALL.findall(text)),
    )


def list_builtin_ancestors(name: str) -> set[str]:
    """Of an error of Python itself, without those that every error has."""
    found = getattr(builtins, name, None)
    if not isinstance(found, type):
        return set()
    return {each.__name__ for each in found.__mro__} - {"object", "BaseException", "Exception"}

"""A public function is tested, and one of the errors that it raises by itself is expected by no test of it.

Reads: `raise` and `throw` under a condition in exported functions, and the words of each test. A test counts for a
function that it names, and for an error when it names its class or one that this repository derives it from. Only
names that one function bears and that have five letters or more, and that the test file does not define itself:
others may be named for something else. An error of the repository's own that any test names counts as expected.
Python, JavaScript, TypeScript, Java.
"""

import re
from collections.abc import Iterator

from repochat.thinking.hypotheses.model import Suspicion
from repochat.thinking.hypotheses.project import ErrorPath, Project

_LETTERS_MIN = 5
_EXPECTED = frozenset((
    "NotImplementedError", "AssertionError", "StopIteration", "StopAsyncIteration", "KeyboardInterrupt", "SystemExit",
    "UnsupportedOperationException", "IllegalStateException",
))  # fmt: skip
_CATCH_ALL = frozenset(("Exception", "BaseException"))
_SAID = re.compile(r"[A-Za-z_]{4,}")
_SAID_MIN = 0.6  # of the words of its message: a test may quote a part of it


def find(project: Project) -> Iterator[Suspicion]:
    told: set[tuple[str, str]] = set()
    for path in project.errors:
        key = path.place.path, path.function
        if key in told or not _is_telling(project, path):
            continue
        naming = [words for words in project.tests if path.function in words]
        if naming and not _is_expected(project, path, naming):
            told.add(key)
            yield _tell(path, len(naming))


def _is_telling(project: Project, path: ErrorPath) -> bool:
    is_clear = project.definitions[path.function] == 1 and len(path.function) >= _LETTERS_MIN
    return path.is_conditional and is_clear and path.error[:1].isupper() and path.error not in _EXPECTED


def _is_expected(project: Project, path: ErrorPath, naming: list[frozenset[str]]) -> bool:
    """An error of the repository's own counts wherever a test names it: it may be reached through other functions."""
    if path.error in project.bases and any(path.error in words for words in project.test_words.values()):
        return True
    return any(_expects(project, path, words) for words in naming)


def _expects(project: Project, path: ErrorPath, words: frozenset[str]) -> bool:
    classes = project.list_ancestors(path.error)
    if path.language != "python":
        classes |= {"throws", "toThrow", "toThrowError", "rejects", "rejectedWith", "assertThrows", "expected"}
    if classes & words or (_CATCH_ALL & words and "raises" in words):
        return True
    said = set(_SAID.findall(path.text.partition("(")[2]))
    return bool(said) and len(said & words) >= _SAID_MIN * len(said)


def _tell(path: ErrorPath, tests: int) -> Suspicion:
    named = "1 test names" if tests == 1 else f"{tests} tests name"
    return Suspicion(
        detector="error-path-untested",
        place=path.place,
        symbol=path.qualified_name,
        text=path.text,
        title=f"No test expects `{path.error}` of `{path.function}`",
        body=f"`{path.function}` raises `{path.error}` on a condition [1]; {named} the function, none the error.",
        falsifier=f"A test that makes `{path.function}` raise `{path.error}`: does it, and with which message?",
        severity="info",
        confidence=0.5,
    )

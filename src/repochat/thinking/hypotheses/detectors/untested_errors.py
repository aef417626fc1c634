"""A public function is tested, and one of the errors that it raises by itself is expected by no test of it.

Reads: `raise` and `throw` that `raising` calls walkable, in exported functions, and the words of each test. A test
counts for a function that it calls (`_is_calling` says when), and expects an error when it names its class or one that
it derives from, or a part of its message. Only names that one function bears and that have five letters or more: others
may be named for something else. An error of the repository's own that any test names counts as expected, and so does
one whose whole message a test quotes. Python, JavaScript, TypeScript, Java.
"""

import re
from collections.abc import Iterator

from repochat.thinking.hypotheses.expectations import TestWords, find_family, list_builtin_ancestors
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
_WHOLE_MIN = 3  # words: fewer stand in any test
_LITERAL = re.compile(r"\"([^\"]*)\"|['`]([^'`]*)['`]")
_RAISES = frozenset(("raises", "assertRaises", "assertRaisesRegex"))


def find(project: Project) -> Iterator[Suspicion]:
    told: set[tuple[str, str]] = set()
    for path in project.errors:
        key = path.place.path, path.function
        if key in told or not _is_telling(project, path):
            continue
        calling = [each for each in project.tests if _is_calling(project, each, path)]
        if calling and not _is_expected(project, path):
            told.add(key)
            yield _tell(path, len(calling))


def _is_telling(project: Project, path: ErrorPath) -> bool:
    is_clear = project.definitions[path.function] == 1 and len(path.function) >= _LETTERS_MIN
    return path.is_walkable and is_clear and path.error[:1].isupper() and path.error not in _EXPECTED


def _is_calling(project: Project, test: TestWords, path: ErrorPath) -> bool:
    """A member only where the test file names its class, Python's functions only of their own module."""
    if path.function not in test.words or test.family != find_family(path.language):
        return False
    before = {owner for owner, name in test.calls if name == path.function}
    *_, holder, _ = ["", *path.qualified_name.split(".")]
    if holder and holder != path.function:
        return bool(before) and holder in project.test_words[test.path]
    return bool(before) and (path.language != "python" or bool(before & {"", *_list_modules(path.place.path)}))


def _list_modules(path: str) -> list[str]:
    """Names that the module may be imported by: its own, and those of the packages that may hand it on."""
    return path.removesuffix(".py").removesuffix("/__init__").split("/")


def _is_expected(project: Project, path: ErrorPath) -> bool:
    """An error of the repository's own counts wherever a test names it: it may be reached through other functions."""
    if path.error in project.bases and any(path.error in words for words in project.test_words.values()):
        return True
    classes = project.list_ancestors(path.error) | list_builtin_ancestors(path.error)
    said = set(_SAID.findall(_read_message(path.text)))
    for test in project.tests:
        if path.function in test.words and _expects(test, classes, said):
            return True
        if len(said) >= _WHOLE_MIN and said <= test.words:
            return True
    return False


def _expects(test: TestWords, classes: set[str], said: set[str]) -> bool:
    if classes & test.words or (_CATCH_ALL & test.words and _RAISES & test.words) or test.expects_something():
        return True
    return bool(said) and len(said & test.words) >= _SAID_MIN * len(said)


def _read_message(text: str) -> str:
    """Its literal text; all that it is given where it has none."""
    literals = " ".join(first or second for first, second in _LITERAL.findall(text))
    return re.sub(r"\{[^{}]*\}", " ", literals) or text.partition("(")[2]


def _tell(path: ErrorPath, tests: int) -> Suspicion:
    called = "1 test calls" if tests == 1 else f"{tests} tests call"
    return Suspicion(
        detector="error-path-untested",
        place=path.place,
        symbol=path.qualified_name,
        text=path.text,
        title=f"No test expects `{path.error}` of `{path.function}`",
        body=f"`{path.function}` raises `{path.error}` on a condition [1]; {called} it, none names the error.",
        falsifier=f"A test that makes `{path.function}` raise `{path.error}`: does it, and with which message?",
        severity="info",
        confidence=0.8,
    )

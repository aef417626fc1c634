"""vulture: code of a Python file that can never run. What is unused across files it cannot tell from single blobs."""

import re

from repochat.analyzers.analyzer import Analyzer, Reading, python_module
from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.languages import find_language
from repochat.analyzers.model import Hit
from repochat.analyzers.rulebook import digest_rules

__all__ = ["VULTURE"]

_NAME = "vulture"
_FOUND = 3  # its code when there is dead code
_LINE = re.compile(r"^(?P<path>.+?):(?P<line>\d+): (?P<message>.+) \((?P<sure>\d+)% confidence(?:, \d+ lines?)?\)$")
_RULES = {
    "unreachable code": "unreachable-code",
    "unsatisfiable": "unsatisfiable-condition",
    "redundant if-condition": "redundant-condition",
}


def _build_argv(folder: SourceFolder) -> list[str]:
    return [*python_module("vulture"), "--min-confidence=100", str(folder.sources)]


def _read_output(output: bytes, folder: SourceFolder) -> Reading:
    hits: list[Hit] = []
    for line in output.decode("utf-8", "replace").splitlines():
        found = _LINE.match(line)
        file = folder.find_file(found["path"]) if found else None
        if found is not None and file is not None and (rule := _find_rule(found["message"])):
            number = int(found["line"])
            if _makes_generator(file.content, number):
                continue
            hits.append(
                Hit(
                    tool=_NAME,
                    rule=rule,
                    message=found["message"],
                    path=file.path,
                    start_line=number,
                    end_line=number,
                )
            )
    return Reading(hits=hits)


def _makes_generator(content: bytes, line: int) -> bool:
    """A yield that is never reached still makes its function a generator: it stands there for that."""
    lines = content.splitlines()
    return line <= len(lines) and lines[line - 1].strip().startswith(b"yield")


def _find_rule(message: str) -> str | None:
    return next((rule for words, rule in _RULES.items() if message.startswith(words)), None)


VULTURE = Analyzer(
    name=_NAME,
    distribution="vulture",
    covers=lambda path: find_language(path) == "python" and not path.endswith(".pyi"),
    build_argv=_build_argv,
    read_output=_read_output,
    good_codes=frozenset((0, 1, _FOUND)),  # 1: a file could not be parsed
    rules=lambda: digest_rules(_NAME),
)

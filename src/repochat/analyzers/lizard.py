"""lizard: functions with very many ways through them, in most languages."""

import csv
import os

from repochat.analyzers.analyzer import Analyzer, Reading, python_module
from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.languages import find_language
from repochat.analyzers.limits import LIMITS
from repochat.analyzers.model import Hit
from repochat.analyzers.rulebook import digest_rules

__all__ = ["COMPLEXITY_MAX", "LIZARD"]

_NAME = "lizard"
_RULE = "very-complex"
COMPLEXITY_MAX = 50
"""Cyclomatic complexity that is still not called very complex: five times McCabe's own bound (1976).

All cases of a switch count as one way: a long table of them is easily read.
"""
_COLUMNS = 11  # lines, complexity, tokens, parameters, length, place, file, name, signature, first and last line
_NOT_MEASURED = frozenset((None, "bash", "elixir"))


def _build_argv(folder: SourceFolder) -> list[str]:
    options = ["--csv", "--ignore_warnings=-1", "--modified", "--no-gitignore", f"--whitelist={os.devnull}"]
    return [*python_module("lizard"), *options, str(folder.sources)]


def _read_output(output: bytes, folder: SourceFolder) -> Reading:
    hits: list[Hit] = []
    bad = 0
    rows = csv.reader(output.decode("utf-8", "replace").splitlines())
    try:
        for row in rows:
            hit, is_bad = _read_row(row, folder)
            bad += is_bad
            if hit is not None:
                hits.append(hit)
    except csv.Error as error:
        return Reading(hits=hits, problems=(f"its output is not CSV ({error})",))
    return Reading(hits=hits, problems=(f"{bad} lines of its output are not measures",) if bad else ())


def _read_row(row: list[str], folder: SourceFolder) -> tuple[Hit | None, bool]:
    numbers = [row[index] for index in (1, 9, 10)] if len(row) == _COLUMNS else []
    if not numbers or not all(number.isdecimal() for number in numbers):
        return None, True
    complexity, first, last = (int(number) for number in numbers)
    file = folder.find_file(row[6])
    if file is None or complexity <= COMPLEXITY_MAX:
        return None, False
    name = row[7][: LIMITS.message_chars_max]
    message = f"{name} has a cyclomatic complexity of {complexity} over {last - first + 1} lines."
    hit = Hit(
        tool=_NAME,
        rule=_RULE,
        message=message,
        path=file.path,
        start_line=first,
        end_line=max(first, last),
        symbol=name,
    )
    return hit, False


LIZARD = Analyzer(
    name=_NAME,
    distribution="lizard",
    covers=lambda path: find_language(path) not in _NOT_MEASURED,
    build_argv=_build_argv,
    read_output=_read_output,
    rules=lambda: digest_rules(_NAME),
)

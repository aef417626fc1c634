"""detect-secrets: credentials in files. What it found leaves this module as a place and a kind, never as a value.

Its output holds a plain hash of each value, which is not read. Nothing is asked of the network.
"""

import re

from repochat.analyzers.analyzer import Analyzer, Reading, python_module
from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.languages import find_suffix
from repochat.analyzers.model import Hit
from repochat.analyzers.reading import Json, find_mapping, find_number, find_text, list_mappings, parse_json
from repochat.analyzers.rulebook import digest_rules, list_rules

__all__ = ["SECRET_SCAN"]

_NAME = "detect-secrets"
_GUESSES = ("Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector", "KeywordDetector")


def _build_argv(folder: SourceFolder) -> list[str]:
    without = [f"--disable-plugin={name}" for name in _GUESSES]
    place = ["-C", str(folder.sources), "scan", "--all-files", "--no-verify"]
    return [*python_module("detect_secrets"), *place, *without, "."]


def _read_output(output: bytes, folder: SourceFolder) -> Reading:
    value, problem = parse_json(output)
    results = find_mapping(value, "results")
    if problem or not isinstance(value, dict):
        return Reading(problems=(problem or "its output is not an object",))
    known = {rule.id for rule in list_rules(_NAME)}
    found = (_find_hit(name, entry, folder) for name, rows in results.items() for entry in list_mappings(rows))
    return Reading(hits=[hit for hit in found if hit is not None and hit.rule in known])


def _find_hit(name: str, entry: Json, folder: SourceFolder) -> Hit | None:
    file, line = folder.find_file(str(folder.sources / name)), find_number(entry, "line_number")
    if file is None or line is None:
        return None
    kind = find_text(entry, "type")
    return Hit(
        tool=_NAME,
        rule=re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-"),
        message=f"{kind} in the file.",
        path=file.path,
        start_line=line,
        end_line=line,
    )


SECRET_SCAN = Analyzer(
    name=_NAME,
    distribution="detect-secrets",
    covers=lambda path: find_suffix(path) != ".txt",
    build_argv=_build_argv,
    read_output=_read_output,
    rules=lambda: digest_rules(_NAME),
)

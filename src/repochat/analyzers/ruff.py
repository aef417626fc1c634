"""ruff: correctness and a little security of Python, one file at a time."""

from typing import Any

from repochat.analyzers.analyzer import Analyzer, Reading, find_script
from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.languages import find_language
from repochat.analyzers.model import Hit
from repochat.analyzers.mutable_defaults import is_changed
from repochat.analyzers.reading import Json, find_mapping, find_number, find_text, list_mappings, parse_json
from repochat.analyzers.rulebook import digest_rules, list_rules

__all__ = ["RUFF"]

_NAME = "ruff"


def _build_argv(folder: SourceFolder) -> list[str]:
    selected = ",".join(rule.id for rule in list_rules(_NAME))
    return [
        find_script("ruff"),
        "check",
        "--isolated",
        "--no-cache",
        "--no-respect-gitignore",
        "--quiet",
        "--exit-zero",
        "--output-format=json",
        "--target-version=py313",  # what a later version allows is no mistake
        f"--select={selected}",
        str(folder.sources),
    ]


def _read_output(output: bytes, folder: SourceFolder) -> Reading:
    value, problem = parse_json(output)
    if problem:
        return Reading(problems=(problem,))
    hits: list[Hit] = []
    unread: set[str] = set()
    for entry in list_mappings(value):
        file = folder.find_file(find_text(entry, "filename"))
        if file is None:
            continue
        if entry.get("code") in {None, "invalid-syntax"}:
            unread.add(file.path)
        elif (hit := _find_hit(entry, file.path)) and not _is_habit(hit, file.content):
            hits.append(hit)
    return Reading(hits=hits, unread=frozenset(unread))


def _is_habit(hit: Hit, content: bytes) -> bool:
    """A mutable default that nothing changes."""
    return hit.rule == "B006" and not is_changed(content, hit.start_line, hit.start_column or 0)


def _find_hit(entry: Json, path: str) -> Hit | None:
    start, end = find_mapping(entry, "location"), find_mapping(entry, "end_location")
    lines: tuple[Any, Any] = (find_number(start, "row"), find_number(end, "row"))
    if None in lines:
        return None
    return Hit(
        tool=_NAME,
        rule=find_text(entry, "code"),
        message=find_text(entry, "message"),
        path=path,
        start_line=lines[0],
        end_line=lines[1],
        start_column=(find_number(start, "column") or 1) - 1,
        end_column=(find_number(end, "column") or 1) - 1,
    )


RUFF = Analyzer(
    name=_NAME,
    distribution="ruff",
    covers=lambda path: find_language(path) == "python",
    build_argv=_build_argv,
    read_output=_read_output,
    rules=lambda: digest_rules(_NAME),
)

"""semgrep: our own rules with its matching of meaning, in `rules/semgrep`, one file a language.

Only its checking program is run, which knows nothing of metrics, accounts or registries, and starts at once.
"""

import json
import sysconfig
from pathlib import Path

from repochat.analyzers.analyzer import Analyzer, Reading
from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.languages import find_language
from repochat.analyzers.model import Hit
from repochat.analyzers.reading import Json, find_mapping, find_number, find_text, list_mappings, parse_json
from repochat.analyzers.rulebook import digest_rules

__all__ = ["SEMGREP"]

_NAME = "semgrep"
_RULES = Path(__file__).with_name("rules") / "semgrep"
_LANGUAGES = frozenset(("c", "cpp", "go", "java", "javascript", "php", "python", "ruby", "typescript"))
_RULE_TIMEOUT_S = 5
_BAD_RULE = "Rule parse error"


def _build_argv(folder: SourceFolder) -> list[str]:
    rules = folder.home / "rules.json"
    rules.write_text(json.dumps({"rules": _list_rules()}))
    targets = folder.home / "targets.json"
    targets.write_text(json.dumps(["Targets", [_describe(path) for path, _ in folder.list_local()]]))
    program = Path(sysconfig.get_path("platlib")) / "semgrep" / "bin" / "semgrep-core"
    options = ["-json_nodots", "-j", "1", "-fast", "-timeout", str(_RULE_TIMEOUT_S), "-timeout_threshold", "2"]
    return [str(program), "-rules", str(rules), "-targets", str(targets), *options]


def _list_rules() -> list[Json]:
    files = (parse_json(path.read_bytes())[0] for path in sorted(_RULES.glob("*.json")))
    return [rule for file in files for rule in list_mappings(find_mapping(file).get("rules"))]


def _describe(path: Path) -> list[object]:
    language = find_language(path.name) or "none"
    place = {"fpath": str(path), "ppath": f"/{path.name}"}
    return ["CodeTarget", {"path": place, "analyzer": language, "products": ["sast"]}]


def _read_output(output: bytes, folder: SourceFolder) -> Reading:
    value, problem = parse_json(output)
    if problem or not isinstance(value, dict):
        return Reading(problems=(problem or "its output is not an object",))
    found = (_find_hit(entry, folder) for entry in list_mappings(value.get("results")))
    hits = [hit for hit in found if hit is not None]
    errors = list(list_mappings(value.get("errors")))
    if any(find_text(error, "error_type") == _BAD_RULE for error in errors):
        return Reading(hits=hits, problems=("it could not read a rule of ours",))
    unread = (folder.find_file(find_text(find_mapping(error, "location"), "path")) for error in errors)
    return Reading(hits=hits, unread=frozenset(file.path for file in unread if file is not None))


def _find_hit(entry: Json, folder: SourceFolder) -> Hit | None:
    file = folder.find_file(find_text(entry, "path"))
    start, end = find_mapping(entry, "start"), find_mapping(entry, "end")
    first, last = find_number(start, "line"), find_number(end, "line")
    if file is None or first is None or last is None:
        return None
    return Hit(
        tool=_NAME,
        rule=find_text(entry, "check_id"),
        message=find_text(find_mapping(entry, "extra"), "message"),
        path=file.path,
        start_line=first,
        end_line=last,
        start_column=(find_number(start, "col") or 1) - 1,
        end_column=(find_number(end, "col") or 1) - 1,
    )


SEMGREP = Analyzer(
    name=_NAME,
    distribution="semgrep",
    covers=lambda path: find_language(path) in _LANGUAGES,
    build_argv=_build_argv,
    read_output=_read_output,
    rules=lambda: digest_rules(_NAME, _RULES),
)

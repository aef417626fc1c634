"""bandit: security of Python. Only its tests that the rulebook names are run."""

from repochat.analyzers.analyzer import Analyzer, Reading, python_module
from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.languages import find_language
from repochat.analyzers.model import Hit
from repochat.analyzers.reading import Json, find_number, find_text, list_mappings, parse_json
from repochat.analyzers.rulebook import digest_rules, list_rules

__all__ = ["BANDIT"]

_NAME = "bandit"


def _build_argv(folder: SourceFolder) -> list[str]:
    ini = folder.home / "bandit.ini"  # else it looks for one among the files
    ini.write_text("[bandit]\n")
    tests = ",".join(rule.id for rule in list_rules(_NAME))
    options = ["--quiet", "--recursive", "--exit-zero", "--format=json", f"--tests={tests}", f"--ini={ini}"]
    return [*python_module("bandit"), *options, str(folder.sources)]


def _read_output(output: bytes, folder: SourceFolder) -> Reading:
    value, problem = parse_json(output)
    if problem or not isinstance(value, dict):
        return Reading(problems=(problem or "its output is not an object",))
    found = (_find_hit(entry, folder) for entry in list_mappings(value.get("results")))
    unread = (folder.find_file(find_text(entry, "filename")) for entry in list_mappings(value.get("errors")))
    return Reading(
        hits=[hit for hit in found if hit is not None],
        unread=frozenset(file.path for file in unread if file is not None),
    )


def _find_hit(entry: Json, folder: SourceFolder) -> Hit | None:
    file, line = folder.find_file(find_text(entry, "filename")), find_number(entry, "line_number")
    if file is None or line is None:
        return None
    lines = [number for number in entry.get("line_range") or () if isinstance(number, int)] or [line]
    return Hit(
        tool=_NAME,
        rule=find_text(entry, "test_id"),
        message=find_text(entry, "issue_text"),
        path=file.path,
        start_line=line,
        end_line=max(line, *lines),
        start_column=find_number(entry, "col_offset"),
    )


BANDIT = Analyzer(
    name=_NAME,
    distribution="bandit",
    covers=lambda path: find_language(path) == "python",
    build_argv=_build_argv,
    read_output=_read_output,
    rules=lambda: digest_rules(_NAME),
)

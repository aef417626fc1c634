"""ast-grep: our own rules on syntax trees, in `rules/ast_grep`, one file a language."""

import json
from pathlib import Path

from repochat.analyzers.analyzer import Analyzer, Reading, find_script
from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.languages import find_language
from repochat.analyzers.model import Hit
from repochat.analyzers.reading import Json, find_mapping, find_number, find_text, parse_json_lines
from repochat.analyzers.rulebook import digest_rules

__all__ = ["AST_GREP"]

_NAME = "ast-grep"
_RULES = Path(__file__).with_name("rules") / "ast_grep"
_LANGUAGES = frozenset(
    ("c", "cpp", "go", "java", "javascript", "kotlin", "php", "python", "ruby", "rust", "typescript")
)
# One grammar reads all of them, so a rule is written once.
_GLOBS = {"tsx": ["*.ts", "*.js", "*.mjs", "*.cjs", "*.jsx", "*.mts", "*.cts"], "cpp": ["*.h", "*.c"]}


def _build_argv(folder: SourceFolder) -> list[str]:
    config = folder.home / "sgconfig.yml"  # JSON is YAML
    config.write_text(json.dumps({"ruleDirs": [str(_RULES)], "languageGlobs": _GLOBS}))
    shown = [f"--no-ignore={kind}" for kind in ("hidden", "dot", "vcs", "parent", "global", "exclude")]
    argv = [find_script("ast-grep"), "scan", f"--config={config}", "--json=stream", "--threads=1"]
    return [*argv, *shown, str(folder.sources)]


def _read_output(output: bytes, folder: SourceFolder) -> Reading:
    entries, problem = parse_json_lines(output)
    hits = [hit for entry in entries if (hit := _find_hit(entry, folder))]
    return Reading(hits=hits, problems=(problem,) if problem else ())


def _find_hit(entry: Json, folder: SourceFolder) -> Hit | None:
    file = folder.find_file(find_text(entry, "file"))
    start, end = find_mapping(entry, "range", "start"), find_mapping(entry, "range", "end")
    first, last = find_number(start, "line"), find_number(end, "line")
    if file is None or first is None or last is None:
        return None
    return Hit(
        tool=_NAME,
        rule=find_text(entry, "ruleId"),
        message=find_text(entry, "message"),
        path=file.path,
        start_line=first + 1,
        end_line=last + 1,
        start_column=find_number(start, "column"),
        end_column=find_number(end, "column"),
    )


AST_GREP = Analyzer(
    name=_NAME,
    distribution="ast-grep-cli",
    covers=lambda path: find_language(path) in _LANGUAGES,
    build_argv=_build_argv,
    read_output=_read_output,
    good_codes=frozenset((0, 1)),
    rules=lambda: digest_rules(_NAME, _RULES),
)

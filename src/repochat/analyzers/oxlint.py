"""oxlint: correctness of JavaScript and TypeScript, one file at a time, under a configuration of ours."""

import json

from repochat.analyzers.analyzer import Analyzer, Reading, find_script
from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.languages import find_language
from repochat.analyzers.model import Hit
from repochat.analyzers.positions import locate_bytes
from repochat.analyzers.reading import Json, find_mapping, find_number, find_text, list_mappings, parse_json
from repochat.analyzers.rulebook import digest_rules, list_rules

__all__ = ["OXLINT"]

_NAME = "oxlint"


def _build_argv(folder: SourceFolder) -> list[str]:
    config = folder.home / "oxlint.json"
    rules = {rule.id: "error" for rule in list_rules(_NAME)}
    config.write_text(json.dumps({"plugins": ["typescript", "unicorn", "oxc"], "categories": {}, "rules": rules}))
    return [
        find_script("oxlint"),
        f"--config={config}",
        "--disable-nested-config",
        "--no-ignore",
        "--threads=1",
        "--format=json",
        str(folder.sources),
    ]


def _read_output(output: bytes, folder: SourceFolder) -> Reading:
    value, problem = parse_json(output)
    if problem or not isinstance(value, dict):
        return Reading(problems=(problem or "its output is not an object",))
    hits: list[Hit] = []
    unread: set[str] = set()
    for entry in list_mappings(value.get("diagnostics")):
        file = folder.find_file(find_text(entry, "filename"))
        if file is None:
            continue
        rule = _read_rule(find_text(entry, "code"))
        if not rule:
            unread.add(file.path)
        elif hit := _find_hit(entry, rule, file.path, file.content):
            hits.append(hit)
    return Reading(hits=hits, unread=frozenset(unread))


def _read_rule(code: str) -> str:
    """`eslint(no-eval)` as `eslint/no-eval`, which is how the configuration names it."""
    plugin, _, rule = code.removesuffix(")").partition("(")
    return f"{plugin.removeprefix('eslint-plugin-').removeprefix('typescript-')}/{rule}" if rule else ""


def _find_hit(entry: Json, rule: str, path: str, content: bytes) -> Hit | None:
    first = next(list_mappings(entry.get("labels")), {})
    span = find_mapping(first, "span")
    offset, length = find_number(span, "offset"), find_number(span, "length")
    if offset is None or length is None:
        return None
    start, end = locate_bytes(content, offset), locate_bytes(content, offset + length)
    return Hit(
        tool=_NAME,
        rule=rule,
        message=find_text(entry, "message"),
        path=path,
        start_line=start[0],
        start_column=start[1],
        end_line=end[0],
        end_column=end[1],
    )


OXLINT = Analyzer(
    name=_NAME,
    distribution="oxlint",
    covers=lambda path: find_language(path) in {"javascript", "typescript"},
    build_argv=_build_argv,
    read_output=_read_output,
    good_codes=frozenset((0, 1)),
    rules=lambda: digest_rules(_NAME),
)

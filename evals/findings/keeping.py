"""How well findings are known again: over real code that is changed on purpose, and over real commits.

`python -m evals.findings.keeping changes MIRROR...` changes every file with findings in six ways and counts how many
findings keep their identity. `python -m evals.findings.keeping replay MIRROR... [--commits 200]` walks real commits,
counts findings called new, and of those the ones whose lines git says were not touched.
"""

import argparse
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.findings.listing import read_files

from repochat.analyzers import CODE_ANALYZERS, SourceFile
from repochat.analyzers.analyzer import Analyzer
from repochat.analyzers.ast_grep import AST_GREP
from repochat.analyzers.oxlint import OXLINT
from repochat.analyzers.ruff import RUFF
from repochat.git import BlobReader, blame_lines, read_commit, read_history, resolve_revision
from repochat.thinking.smells.choosing import Place, choose_changes
from repochat.thinking.smells.finding import Finding
from repochat.thinking.smells.matching import FindingMatch, match_findings
from repochat.thinking.smells.scanning import scan_files

SEED = 6
PAIRS = 1_000
QUICK: Sequence[Analyzer] = (RUFF, OXLINT, AST_GREP)
Change = Callable[[str, Sequence[Finding]], str]


def insert_above(text: str, _: Sequence[Finding]) -> str:
    """Twenty lines, after what has to stand first."""
    lines = text.split("\n")
    first = 1 if lines and lines[0].startswith(("#!", "<?php", "package ")) else 0
    return "\n".join([*lines[:first], *[""] * 20, *lines[first:]])


def edit_neighbours(text: str, findings: Sequence[Finding]) -> str:
    """A comment line is put before and after the lines of each finding, where those are whole statements."""
    lines = text.split("\n")
    for finding in sorted(findings, key=lambda each: -each.start_line):
        before = lines[finding.start_line - 1]
        indent = before[: len(before) - len(before.lstrip())]
        if not _continues(lines, finding.start_line):
            lines.insert(finding.start_line - 1, f"{indent}{_comment(finding.path)} a word more")
    return "\n".join(lines)


def reformat(text: str, _: Sequence[Finding]) -> str:
    """Blanks at line ends, two where one was within brackets' edges, and other line ends between definitions."""
    spaced = re.sub(r"(?<=[\w\])]) ?([=!<>]=|\+=|-=|&&|\|\|) ?(?=[\w(\"'])", r"  \1  ", text)
    return "\n".join(f"{line}  " if line and not line.endswith("\\") else line for line in spaced.split("\n"))


CHANGES: dict[str, Change] = {
    "20 lines inserted above": insert_above,
    "a neighbour edited": edit_neighbours,
    "reformatted": reformat,
    "renamed": lambda text, _: text,
    "renamed and 20 lines inserted": insert_above,
}


def _comment(path: str) -> str:
    return "#" if path.endswith((".py", ".rb", ".sh")) else "//"


def _continues(lines: Sequence[str], number: int) -> bool:
    """Whether a line goes on with what the one before began, so that nothing can stand between them."""
    before = lines[number - 2].rstrip() if number > 1 else ""
    return before.endswith((",", "(", "[", "{", "\\", "+", "=", "&&", "||", ":", "?")) or "/*" in before


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of `found` findings that were still found, `kept` were known again."""

    kept: int = 0
    found: int = 0
    vanished: int = 0


def try_change(
    files: Sequence[SourceFile], findings: dict[str, Sequence[Finding]], name: str, tools: Sequence[Analyzer]
) -> Kept:
    """All files at once. A finding that the tools themselves find no more is counted apart."""
    change, is_renamed = CHANGES[name], "renamed" in name
    renames = {file.path: f"moved/{file.path}" for file in files} if is_renamed else {}
    changed = [
        SourceFile(
            path=renames.get(file.path, file.path),
            content=change(file.content.decode("utf-8", "replace"), findings[file.path]).encode(),
        )
        for file in files
    ]
    old = [each for file in files for each in findings[file.path]]
    new = [each for found in scan_files(changed, analyzers=tools).findings.values() for each in found]
    match = match_findings(old, new, renames=renames)
    right = count_right(match, old, new, {file.path: renames.get(file.path, file.path) for file in files})
    return Kept(kept=right, found=len(new), vanished=max(0, len(old) - len(new)))


def try_moving(files: Sequence[SourceFile], findings: dict[str, Sequence[Finding]], tools: Sequence[Analyzer]) -> Kept:
    """Each file's text is put at the end of a file that was there before: no rename says where it came from."""
    sources = [file for file in files if findings[file.path]]
    homes = {
        file.path: f"{file.path.rpartition('/')[0]}/home_of_{number}{Path(file.path).suffix}".lstrip("/")
        for number, file in enumerate(sources)
    }
    moved = [SourceFile(path=homes[file.path], content=b"\n" * 30 + file.content) for file in sources]
    old = [each for file in sources for each in findings[file.path]]
    new = [each for found in scan_files(moved, analyzers=tools).findings.values() for each in found]
    match = match_findings(old, new)
    return Kept(kept=count_right(match, old, new, homes), found=len(new), vanished=max(0, len(old) - len(new)))


def count_right(match: FindingMatch, old: Sequence[Finding], new: Sequence[Finding], homes: Mapping[str, str]) -> int:
    """Pairs of a finding with what became of it: nothing was reordered, so it has the same rank in its file."""
    truth = {
        (id(before), id(after))
        for before_path, after_path in homes.items()
        for rule in {each.rule for each in old if each.path == before_path}
        for before, after in zip(_list_rule(old, before_path, rule), _list_rule(new, after_path, rule), strict=False)
    }
    return sum((id(before), id(after)) in truth for before, after in (*match.kept, *match.moved))


def _list_rule(findings: Sequence[Finding], path: str, rule: str) -> list[Finding]:
    return [each for each in findings if each.path == path and each.rule == rule]


def count_merged(findings: Sequence[Finding], pairs: int) -> int:
    """Two findings of one rule at one commit: when the second comes, it is new, and when the first goes, it is gone."""
    chosen = random.Random(SEED)  # noqa: S311  a sample
    by_rule: dict[str, list[Finding]] = {}
    for each in findings:
        by_rule.setdefault(each.rule, []).append(each)
    rules = sorted(rule for rule, found in by_rule.items() if len(found) > 1)
    merged = 0
    for _ in range(pairs):
        one, other = chosen.sample(by_rule[chosen.choice(rules)], 2)
        is_new = match_findings([one], [one, other]).fresh == (other,)
        is_gone = match_findings([one, other], [other]).gone == (one,)
        merged += one.identity == other.identity or not is_new or not is_gone
    return merged


def measure_changes(mirrors: Sequence[Path], tools: Sequence[Analyzer]) -> None:
    everything: list[Finding] = []
    totals: dict[str, list[Kept]] = {}
    for mirror in mirrors:
        files = read_files(mirror, resolve_revision(mirror, None).sha)
        found = dict(scan_files(files, analyzers=tools).findings)
        with_findings = [file for file in files if found.get(file.path)]
        everything.extend(each for findings in found.values() for each in findings)
        for name in CHANGES:
            totals.setdefault(name, []).append(try_change(with_findings, found, name, tools))
        totals.setdefault("moved to another file", []).append(try_moving(with_findings, found, tools))
    print(f"{len(everything)} findings of {len(mirrors)} repositories")
    for name, parts in totals.items():
        kept, total = sum(part.kept for part in parts), sum(part.found for part in parts)
        vanished = sum(part.vanished for part in parts)
        print(f"{name:32} {kept:5} of {total:5} kept ({kept / max(1, total):.2%}), {vanished} not found by the tool")
    print(f"distinct findings merged: {count_merged(everything, PAIRS)} of {PAIRS} pairs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """Over some commits: findings at their heads, those called new, and those of them on lines that nobody touched."""

    commits: int = 0
    findings: int = 0
    fresh: int = 0
    untouched: int = 0


def replay(mirror: Path, commits: int) -> Replayed:
    """Each commit against its first parent, in files that it changed, as a push of it alone would be."""
    history = read_history(mirror, resolve_revision(mirror, None).sha)
    total = Replayed()
    kept: dict[Place, Sequence[Finding]] = {}
    for commit in history.commits:
        if total.commits >= commits:
            break
        parents = read_commit(mirror, commit.sha).parents
        if len(parents) != 1:
            continue
        choice = choose_changes(mirror, parents[0], commit.sha)
        if not choice.now and not choice.before:
            continue
        _scan_places(mirror, [*choice.now, *choice.before], kept)
        old = [each for place in choice.before for each in kept.get(place, ())]
        new = [each for place in choice.now for each in kept.get(place, ())]
        match = match_findings(old, new, renames=choice.renames)
        untouched = [each for each in match.fresh if not _is_touched(mirror, commit.sha, each)]
        for each in untouched:
            print(f"  {commit.sha[:10]} {each.rule} {each.path}:{each.start_line} {each.text[:60]}")
        total = replace(
            total,
            commits=total.commits + 1,
            findings=total.findings + len(new),
            fresh=total.fresh + len(match.fresh),
            untouched=total.untouched + len(untouched),
        )
    return total


def _scan_places(mirror: Path, places: Sequence[Place], kept: dict[Place, Sequence[Finding]]) -> None:
    missing = [place for place in dict.fromkeys(places) if place not in kept]
    with BlobReader(mirror) as reader:
        blobs = list(reader.iter_blobs(place.blob for place in missing))
    by_side: list[dict[str, tuple[Place, bytes]]] = [{}, {}]
    for place, blob in zip(missing, blobs, strict=True):
        side = by_side[0] if place.path not in by_side[0] else by_side[1]
        side[place.path] = (place, blob.content or b"")
    for side in by_side:
        scan = scan_files([SourceFile(path=path, content=content) for path, (_, content) in side.items()])
        kept.update({place: scan.findings.get(path, ()) for path, (place, _) in side.items()})


def _is_touched(mirror: Path, sha: str, finding: Finding) -> bool:
    blame = blame_lines(mirror, sha, finding.path.encode(), finding.start_line, finding.end_line)
    return any(line.sha == sha for line in blame)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("changes", "replay"))
    parser.add_argument("mirrors", type=Path, nargs="+")
    parser.add_argument("--commits", type=int, default=50, help="of each repository")
    parser.add_argument("--quick", action="store_true", help="changes: ruff, oxlint and ast-grep alone")
    options = parser.parse_args()
    if options.what == "changes":
        measure_changes(options.mirrors, QUICK if options.quick else CODE_ANALYZERS)
        return
    for mirror in options.mirrors:
        done = replay(mirror, options.commits)
        share = done.untouched / max(1, done.findings)
        print(f"{mirror.parent.name}: {done.commits} commits, {done.findings} findings in changed files")
        print(f"  {done.fresh} new, {done.untouched} of them on untouched lines ({share:.2%} of all)")


if __name__ == "__main__":
    main()

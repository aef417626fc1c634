"""Our own rules on samples: every marked line is found, and nothing else is."""

import re
from pathlib import Path

from repochat.analyzers import SourceFile, list_rules, run_analyzers
from repochat.analyzers.ast_grep import AST_GREP
from repochat.analyzers.semgrep import SEMGREP

SAMPLES = Path(__file__).parent / "samples"
MARK = re.compile(rb"bad: (?P<rule>\S+)")


def list_samples() -> list[SourceFile]:
    return [
        SourceFile(path=path.name.removesuffix(".txt"), content=path.read_bytes())
        for path in sorted(SAMPLES.glob("*.txt"))
    ]


def list_marks(files: list[SourceFile]) -> set[tuple[str, str, int]]:
    """A mark stands in the line before."""
    return {
        (file.path, mark["rule"].decode(), number + 1)
        for file in files
        for number, line in enumerate(file.content.splitlines(), start=1)
        if (mark := MARK.search(line))
    }


def test_our_rules_find_every_marked_line_of_the_samples_and_no_other() -> None:
    files = list_samples()
    reports = run_analyzers(files, analyzers=(AST_GREP, SEMGREP))
    assert [(report.state, report.problems, report.unread) for report in reports] == [("ran", (), frozenset())] * 2
    found = {(hit.path, hit.rule, hit.start_line) for report in reports for hit in report.hits}
    assert found == list_marks(files)


def test_every_rule_of_ours_has_a_sample() -> None:
    ours = {rule.id for tool in ("ast-grep", "semgrep") for rule in list_rules(tool)}
    assert ours == {rule for _, rule, _ in list_marks(list_samples())}

"""What several tools say about the same lines is one finding."""

from repochat.analyzers import Hit, SourceFile
from repochat.thinking.smells.normalising import normalise_hits

CODE = b"""import subprocess


def run(command):
    subprocess.call(command, shell=True)


TOKEN = "ghp_abcdefgh"
"""
FILE = SourceFile(path="a.py", content=CODE)


def hit(tool: str, rule: str, line: int, start: int | None = None, end: int | None = None) -> Hit:
    return Hit(
        tool=tool,
        rule=rule,
        message="m",
        path="a.py",
        start_line=line,
        end_line=line,
        start_column=start,
        end_column=end,
    )


def test_two_tools_that_agree_make_one_finding_with_its_code_and_name() -> None:
    (finding,) = normalise_hits(FILE, [hit("ruff", "S602", 5, 4, 40), hit("bandit", "B602", 5, 4)])
    assert finding.sources == (("ruff", "S602"), ("bandit", "B602"))
    assert (finding.rule, finding.cwe, finding.qualified_name) == ("shell-true", "CWE-78", "run")
    assert finding.text == "subprocess.call(command,shell=True)"


def test_one_tool_that_says_the_same_rule_twice_on_a_line_means_two() -> None:
    found = normalise_hits(FILE, [hit("ruff", "F821", 5, 4, 14), hit("ruff", "F821", 5, 20, 27)])
    assert [finding.text for finding in found] == ["subprocess", "command"]


def test_a_rule_that_is_not_ours_and_a_line_that_is_not_there_are_dropped() -> None:
    assert normalise_hits(FILE, [hit("ruff", "E501", 5), hit("ruff", "F821", 99)]) == []


def test_of_a_secret_only_the_name_is_kept() -> None:
    (finding,) = normalise_hits(FILE, [hit("detect-secrets", "github-token", 8)])
    assert (finding.kind, finding.text) == ("secret", "TOKEN")
    assert "ghp_" not in repr(finding)

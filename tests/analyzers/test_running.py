"""Files of a revision through the real tools."""

import sysconfig
from collections.abc import Sequence
from pathlib import Path

from repochat.analyzers import ANALYZERS, Hit, SourceFile, ToolReport, find_unfit, run_analyzers
from repochat.analyzers.analyzer import Analyzer, Reading
from repochat.analyzers.bandit import BANDIT
from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.lizard import LIZARD
from repochat.analyzers.oxlint import OXLINT
from repochat.analyzers.ruff import RUFF
from repochat.analyzers.secret_scan import SECRET_SCAN
from repochat.analyzers.vulture import VULTURE

PYTHON = b"""import subprocess


def run(command, seen=[]):
    seen.append(command)
    subprocess.call(command, shell=True)
    return seen
    print(seen)
"""
SCRIPT = b"""function f(\xc3\xa9tat) {
  if (typeof \xc3\xa9tat === 'nubmer') return eval(\xc3\xa9tat);
  return { a: 1, a: 2 };
}
"""
TOKEN = b"ghp_" + b"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"


def file(path: str, content: bytes) -> SourceFile:
    return SourceFile(path=path, content=content)


def look(analyzer: Analyzer, *files: SourceFile) -> ToolReport:
    (report,) = run_analyzers(files, analyzers=(analyzer,))
    return report


def brief(hits: Sequence[Hit]) -> list[tuple[str, str, int, int | None]]:
    return sorted((hit.path, hit.rule, hit.start_line, hit.start_column) for hit in hits)


def test_each_python_tool_names_file_rule_and_line() -> None:
    here = file("deep/ways.py", PYTHON)
    assert ("deep/ways.py", "B006", 4, 22) in brief(look(RUFF, here).hits)
    assert ("deep/ways.py", "B602", 6, 4) in brief(look(BANDIT, here).hits)
    assert brief(look(VULTURE, here).hits) == [("deep/ways.py", "unreachable-code", 8, None)]


def test_a_mutable_default_is_told_where_its_function_changes_it() -> None:
    code = """
def read(\u00e9=[]):
    return len(\u00e9)

def keep(a=1, *, \u00e9="\u00e9", seen={}, other=[]):
    seen[a] = 1
    other = [*other, a]
    return other

class A:
    async def add(self, a, b=set()):
        b |= {a}

def bind(a=[]):
    a = []
    return a
"""
    assert [line for _, _, line, _ in brief(look(RUFF, file("a.py", code.encode())).hits)] == [5, 11]


def test_oxlint_names_columns_in_characters() -> None:
    found = brief(look(OXLINT, file("a.ts", SCRIPT)).hits)
    assert ("a.ts", "eslint/no-eval", 2, 39) in found
    assert ("a.ts", "eslint/no-dupe-keys", 3, 11) in found
    assert [rule for _, rule, _, _ in found if rule == "eslint/valid-typeof"]


def test_a_function_with_very_many_branches_is_found_in_several_languages() -> None:
    python = b"def f(x):\n" + b"".join(b"    if x == %d:\n        return %d\n" % (n, n) for n in range(60))
    java = b"class A { int f(int x) {" + b"".join(b"if (x == %d) return %d;\n" % (n, n) for n in range(60)) + b"}}"
    report = look(LIZARD, file("a.py", python), file("A.java", java), file("b.py", b"def g():\n    return 1\n"))
    assert sorted((hit.path, hit.rule, hit.symbol) for hit in report.hits) == [
        ("A.java", "very-complex", "A::f"),
        ("a.py", "very-complex", "f"),
    ]


def test_of_a_secret_only_kind_and_place_leave_the_tool() -> None:
    report = look(SECRET_SCAN, file("conf.py", b"x = 1\ntoken = '" + TOKEN + b"'\n"))
    assert brief(report.hits) == [("conf.py", "github-token", 2, None)]
    assert TOKEN.decode() not in repr(report)


def test_no_file_of_the_repository_configures_a_tool() -> None:
    """Each of them would silence its tool, or make it fail, if it were read."""
    quiet = [
        file("pyproject.toml", b"[tool.ruff]\nexclude = ['*']\n[tool.vulture]\nexclude = ['*']\n"),
        file("ruff.toml", b"exclude = ['*']\n"),
        file(".bandit", b"[bandit]\nskips = B602\n"),
        file(".oxlintrc.json", b'{"ignorePatterns": ["**"]}'),
        file("sgconfig.yml", b"ruleDirs: [nowhere]\n"),
        file(".gitignore", b"*\n"),
        file("whitelizard.txt", b"f\n"),
        file("--exclude=x.py", b"x = 1\n"),
        file("bandit.py", b"raise SystemExit(9)\n"),
    ]
    reports = run_analyzers([*quiet, file("a.py", PYTHON), file("b.js", SCRIPT)], analyzers=ANALYZERS)
    assert {report.tool: report.state for report in reports} == {report.tool: "ran" for report in reports}
    found = {(hit.tool, hit.path) for report in reports for hit in report.hits}
    assert {("ruff", "a.py"), ("bandit", "a.py"), ("vulture", "a.py"), ("oxlint", "b.js")} <= found


def test_a_file_that_no_tool_can_parse_is_named_as_unread() -> None:
    report = look(RUFF, file("old.py", b"print 'x'\n"), file("new.py", b"x = undefined_thing\n"))
    assert report.unread == {"old.py"}
    assert brief(report.hits) == [("new.py", "F821", 1, 4)]


def test_a_tool_that_is_not_installed_is_said_to_be_so() -> None:
    absent = Analyzer(
        name="ruff",
        distribution="no-such-distribution",
        covers=RUFF.covers,
        build_argv=RUFF.build_argv,
        read_output=RUFF.read_output,
    )
    report = look(absent, file("a.py", PYTHON))
    assert (report.state, report.unread) == ("not_installed", frozenset({"a.py"}))


def _breaks_on_poison(folder: SourceFolder) -> list[str]:
    poisoned = any(b"poison" in path.read_bytes() for path, _ in folder.list_local())
    return [str(Path(sysconfig.get_path("scripts")) / "ruff"), "no-such-command"] if poisoned else _ruff_argv(folder)


def _ruff_argv(folder: SourceFolder) -> list[str]:
    return list(RUFF.build_argv(folder))


def test_a_file_on_which_a_tool_breaks_does_not_hide_what_others_hold() -> None:
    fragile = Analyzer(
        name="ruff",
        distribution="ruff",
        covers=RUFF.covers,
        build_argv=_breaks_on_poison,
        read_output=RUFF.read_output,
    )
    clean = [file(f"a{number}.py", b"x = undefined_thing\n") for number in range(5)]
    report = look(fragile, *clean[:2], file("bad.py", b"# poison\n"), *clean[2:])
    assert (report.state, report.unread, report.problems) == ("ran", {"bad.py"}, ("It ended with code 2.",))
    assert len(report.hits) == 5


def test_output_that_is_not_what_a_tool_promises_is_a_problem_and_no_crash() -> None:
    folder = SourceFolder(sources=Path("/nowhere/sources"), home=Path("/nowhere/home"), files={})
    bad = (b"", b"[", b"[1, 2]", b'{"results": 3}', b'{"results": {"x": [1]}}', b"[[[[", b"\xff\xfe", b'[{"code": 3}]')
    for analyzer in ANALYZERS:
        readings: list[Reading] = [analyzer.read_output(output, folder) for output in bad]
        assert not any(reading.hits for reading in readings)


def test_without_cpu_time_left_a_tool_is_cut_and_says_so() -> None:
    (report,) = run_analyzers([file("a.py", PYTHON)], analyzers=(RUFF,), cpu_s=0.5)
    assert (report.state, report.unread, report.hits) == ("cut", frozenset({"a.py"}), ())


def test_what_a_machine_wrote_is_not_shown_to_tools() -> None:
    told = {
        "big": find_unfit(file("a.py", b"x\n" * 300_000)),
        "binary": find_unfit(file("a.py", b"\0")),
        "minified": find_unfit(file("a.js", b"x;" * 1_000)),
        "generated": find_unfit(file("a.go", b"// Code generated by stringer; DO NOT EDIT.\n")),
        "plain": find_unfit(file("a.py", PYTHON)),
    }
    assert told == {
        "big": "larger than file_bytes_max",
        "binary": "binary",
        "minified": "minified",
        "generated": "generated",
        "plain": None,
    }

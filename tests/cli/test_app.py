import subprocess
import sys

import pytest

from repochat.cli.app import run_program
from repochat.cli.exits import report_error
from repochat.cli.terminal import clean, clean_line
from repochat.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    LimitError,
    NotFoundError,
    RepochatError,
    UnavailableError,
)
from tests.cli.program import Program

HEAVY = ("sqlalchemy", "psycopg", "numpy", "pydantic", "rich", "asyncio", "fastapi", "tree_sitter")


def test_help_imports_nothing_that_takes_long() -> None:
    code = "import sys, repochat.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name for name in done.stdout.split() if name in HEAVY}


def test_without_a_command_the_commands_are_listed(bare_program: Program) -> None:
    outcome = bare_program.run()
    assert outcome.code == 0
    for command in (
        "up",
        "down",
        "index",
        "ask",
        "search",
        "status",
        "model",
        "spend",
        "audit",
        "doctor",
        "eval",
        "bench",
    ):
        assert f"\n  {command} " in outcome.out


@pytest.mark.parametrize(
    "arguments", [["no-such-command"], ["search", "--no-such-option"], ["index"], ["search", "-k", "0", "x"]]
)
def test_wrong_usage_is_one_line_and_a_hint(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_program(arguments) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("error: ")
    assert lines[1].startswith("hint: `repochat ")
    assert "no-such-command --help" not in lines[1]
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidError("m", hint="h"), 2),
        (NotFoundError("m", hint="h"), 3),
        (ConflictError("m", hint="h"), 4),
        (ForbiddenError("m", hint="h"), 5),
        (LimitError("m", hint="h", limit="refs_max"), 6),
        (UnavailableError("m", hint="h"), 7),
    ],
)
def test_each_kind_of_error_has_its_exit_code(
    error: RepochatError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report_error(error, as_json=False) == code
    printed = capsys.readouterr()
    assert printed.err == "error: m\nhint: h\n"
    assert printed.out == ""


def test_a_wrong_setting_is_named(bare_program: Program) -> None:
    environment = {**bare_program.environment, "REPOCHAT_HOMES": "x"}
    outcome = Program(environment=environment, folder=bare_program.folder).run("status", "--json")
    assert outcome.code == 2
    assert "REPOCHAT_HOMES" in outcome.json["error"]["message"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain é 漢", "plain é 漢"),
        ("\x1b[2J", "\\x1b[2J"),
        ("a\rb", "a\\rb"),
        ("\x9b31m", "\\x9b31m"),
        ("half \udc80", "half \\udc80"),
    ],
)
def test_nothing_printed_can_drive_a_terminal(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_a_name_stays_on_its_line() -> None:
    assert clean_line("a\nb\tc") == "a\\nb\\tc"

"""The measurement of how well the check of statements tells true from false."""

import json
from pathlib import Path

import pytest
from evals.questions import DataError
from evals.statement_sets import STATEMENTS, TRUE, Claimed, Lines, read_set, read_sets
from evals.statements import measure, sum_up

from tests.git.repositories import make_repository

CODE = (
    'def find_loan(number: int, limit: int = 3, strict: bool = True) -> int:\n    """Finds a loan by its number.\n'
    '    """\n    if number < 0:\n        raise LookupError("no")\n    return open_loan(number)\n\n\n'
    "def open_loan(number: int) -> int:\n    total = number + 1\n    total += 1\n    total += 2\n    return total\n"
)


@pytest.fixture
def mirrors(tmp_path: Path) -> Path:
    """A folder of mirrors with one in it."""
    make_repository(tmp_path / "mirrors" / "lend", {"loans.py": CODE.encode()}, is_bare=True)
    return tmp_path / "mirrors"


def write_set(tmp_path: Path, mirrors: Path) -> Path:
    head = (mirrors / "lend" / "refs" / "heads" / "main").read_text("utf-8").strip()
    content = {
        "name": "lend",
        "address": "https://example.test/town/lend.git",
        "revision": head,
        "half": "held_out",
        "groups": [
            {
                "pieces": [{"path": "loans.py", "start": 1, "end": 6, "symbol": "find_loan"}],
                "true": ["`find_loan` calls `open_loan` [k1]."],
                "false": [{"kind": "reversed", "text": "`open_loan` calls `find_loan` [k1]."}],
            }
        ],
    }
    file = tmp_path / "lend.json"
    file.write_text(json.dumps(content), "utf-8")
    return file


def test_true_and_false_statements_are_told_apart_and_summed_up(tmp_path: Path, mirrors: Path) -> None:
    written, made = measure([read_set(write_set(tmp_path, mirrors))], mirrors)
    figures = sum_up(written)
    assert (figures["true"], figures["true_supported"], figures["false"], figures["false_supported"]) == (1, 1.0, 1, 0)
    assert figures["by_kind"] == {"reversed": [0, 1]}
    assert {each.claimed.kind for each in made} >= {TRUE, "call_of_another", "raise_denied", "default_changed"}
    assert sum_up(made)["false_supported"] == 0


def test_a_repository_without_a_mirror_is_told_with_what_to_do(tmp_path: Path, mirrors: Path) -> None:
    known = read_set(write_set(tmp_path, mirrors))
    with pytest.raises(DataError, match="git clone --mirror"):
        measure([known], tmp_path / "nowhere")


def test_a_file_that_holds_no_statements_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("[]", "utf-8")
    with pytest.raises(DataError, match=r"bad\.json"):
        read_sets(tmp_path)


def test_the_shipped_sets_cite_the_pieces_they_have_and_are_large_enough() -> None:
    sets = read_sets(STATEMENTS)
    statements = [statement for each in sets for statement in each.statements]
    assert len([s for s in statements if s.is_true]) >= 60
    assert len([s for s in statements if not s.is_true]) >= 100
    assert {each.half for each in sets} == {"tuned", "held_out", "adversarial", "fresh"}
    assert all(_cites_known(statement) for statement in statements)
    assert all(1 <= piece.start_line <= piece.end_line for s in statements for piece in s.pieces)


def _cites_known(statement: Claimed) -> bool:
    return any(f"[k{number}]" in statement.text for number, _ in enumerate(statement.pieces, start=1))


def test_a_piece_is_read_with_its_lines(tmp_path: Path, mirrors: Path) -> None:
    (first, _) = read_set(write_set(tmp_path, mirrors)).statements
    assert first.pieces == (Lines(path="loans.py", start_line=1, end_line=6, symbol="find_loan"),)

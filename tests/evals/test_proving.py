"""Citations are proven with git alone: every way in which one can be false is seen."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from evals.proving import Prover, split_lines

from tests.git.repositories import Repository, make_repository

CONTENT = b"first\r\nsecond\rstill second\nlast"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "repo", {"src/a.py": CONTENT})


def _cite(repository: Repository, **changed: Any) -> dict[str, Any]:
    blob = repository.git("rev-parse", "HEAD:src/a.py").decode().strip()
    return {
        "id": "c1",
        "commit": repository.sha(),
        "path": "src/a.py",
        "blob": blob,
        "start_line": 2,
        "end_line": 3,
        "snippet_sha256": hashlib.sha256(b"second\rstill second\nlast").hexdigest(),
        **changed,
    }


def test_a_true_citation_resolves_and_quotes_and_tells_its_lines(repository: Repository) -> None:
    proof = Prover(repository.path / ".git").prove(_cite(repository))
    assert (proof.resolves, proof.quotes, proof.why) == (True, True, "")
    assert proof.lines == ("second\rstill second", "last")


@pytest.mark.parametrize(
    "changed",
    [
        {"commit": "abc"},
        {"commit": "0" * 40},
        {"path": "src/b.py"},
        {"blob": "0" * 40},
        {"start_line": 0},
        {"start_line": 3, "end_line": 2},
        {"end_line": 4},
    ],
    ids=str,
)
def test_a_citation_of_what_is_not_there_does_not_resolve(repository: Repository, changed: dict[str, Any]) -> None:
    proof = Prover(repository.path / ".git").prove(_cite(repository, **changed))
    assert not proof.resolves
    assert not proof.quotes
    assert proof.why


def test_a_citation_with_another_hash_resolves_and_does_not_quote(repository: Repository) -> None:
    proof = Prover(repository.path / ".git").prove(_cite(repository, snippet_sha256="0" * 64))
    assert (proof.resolves, proof.quotes) == (True, False)


def test_lines_end_in_a_newline_and_nothing_else() -> None:
    assert split_lines(CONTENT) == [b"first\r\n", b"second\rstill second\n", b"last"]
    assert split_lines(b"") == []

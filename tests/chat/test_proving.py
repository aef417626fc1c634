"""Proofs of exported answers from git alone, and files that are no exports."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from repochat.chat.proving import LIMITS, ExportedAnswer, Proof, prove_export, read_export
from repochat.core.errors import InvalidError, LimitError, NotFoundError
from tests.git.repositories import Repository, make_repository

TEXT = b"one\r\ntwo\nthree"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A file whose lines end in three ways, changed in a second commit; and paths that no shell would like."""
    repository = make_repository(tmp_path_factory.mktemp("source") / "r", {"a b/\u00fc.txt": TEXT, "--help": b"x\n"})
    repository.commit({"a b/\u00fc.txt": b"changed\n"})
    return repository


def build_export(repository: Repository, **changes: Any) -> dict[str, Any]:
    commit = repository.sha("HEAD~1")
    citation: dict[str, Any] = {
        "id": "c1",
        "repo": "r",
        "commit": commit,
        "path": "a b/\u00fc.txt",
        "blob": repository.sha(f"{commit}:a b/\u00fc.txt"),
        "start_line": 1,
        "end_line": 2,
        "snippet_sha256": hashlib.sha256(b"one\r\ntwo\n").hexdigest(),
        "symbol": "",
        "url": "",
    }
    return {
        "schema": "repochat.answer",
        "version": 1,
        "question": "What?",
        "statements": [{"text": "This.", "status": "supported", "tier": 3, "citations": ["c1"]}],
        "citations": [{**citation, **changes}],
    }


def prove(repository: Repository, export: dict[str, Any]) -> list[Proof]:
    answer = ExportedAnswer.model_validate_json(json.dumps(export))
    return prove_export(answer, [repository.path / ".git"])


def test_lines_that_stood_there_are_proven_though_the_file_has_changed_since(repository: Repository) -> None:
    (proof,) = prove(repository, build_export(repository))
    assert (proof.citation, proof.problem) == ("c1", None)


def test_the_last_line_without_an_end_and_a_path_like_an_option_are_proven(repository: Repository) -> None:
    last = hashlib.sha256(b"three").hexdigest()
    (proof,) = prove(repository, build_export(repository, start_line=3, end_line=3, snippet_sha256=last))
    option = build_export(
        repository,
        path="--help",
        blob=repository.sha("HEAD:--help"),
        end_line=1,
        snippet_sha256=hashlib.sha256(b"x\n").hexdigest(),
    )
    assert [proof.problem, prove(repository, option)[0].problem] == [None, None]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"commit": "a" * 40}, "missing_commit"),
        ({"commit": "a" * 64}, "missing_commit"),
        ({"path": "gone.txt"}, "no_such_path"),
        ({"path": "../r/--help"}, "no_such_path"),
        ({"path": "a b"}, "no_such_path"),
        ({"blob": "b" * 40}, "blob_differs"),
        ({"path": "--help"}, "blob_differs"),
        ({"end_line": 4}, "out_of_range"),
        ({"start_line": 0}, "out_of_range"),
        ({"start_line": -1}, "out_of_range"),
        ({"start_line": 3}, "out_of_range"),
        ({"end_line": 1}, "hash_differs"),
        ({"snippet_sha256": "c" * 64}, "hash_differs"),
    ],
)
def test_what_is_broken_is_told_with_its_first_cause(
    repository: Repository, changes: dict[str, Any], problem: str
) -> None:
    (proof,) = prove(repository, build_export(repository, **changes))
    assert proof.problem == problem
    assert proof.detail


def test_a_blob_or_a_tree_is_no_commit(repository: Repository) -> None:
    for rev in ("HEAD~1:--help", "HEAD~1^{tree}"):
        (proof,) = prove(repository, build_export(repository, commit=repository.sha(rev)))
        assert proof.problem == "missing_commit"


def test_a_statement_that_cites_what_is_not_listed_is_broken(repository: Repository) -> None:
    export = build_export(repository)
    export["statements"][0]["citations"] += ["c7", "c7"]
    assert [(proof.citation, proof.problem) for proof in prove(repository, export)] == [
        ("c1", None), ("c7", "not_listed"),
    ]  # fmt: skip


def test_any_repository_that_has_the_commit_proves_it(repository: Repository, tmp_path: Path) -> None:
    """The first that is asked has another history, the second is the one."""
    other = make_repository(tmp_path / "other", {"a.py": b""})
    answer = ExportedAnswer.model_validate_json(json.dumps(build_export(repository)))
    (proof,) = prove_export(answer, [other.path / ".git", repository.path / ".git"])
    (alone,) = prove_export(answer, [other.path / ".git"])
    (nowhere,) = prove_export(answer, [])
    assert (proof.problem, alone.problem, nowhere.problem) == (None, "missing_commit", "missing_commit")


def test_too_many_repositories_are_a_named_limit(repository: Repository) -> None:
    answer = ExportedAnswer.model_validate_json(json.dumps(build_export(repository)))
    with pytest.raises(LimitError):
        prove_export(answer, [repository.path] * (LIMITS.repositories_max + 1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"schema":' * 5_000,
        b'{"schema": "repochat.answer", "version": 2}',
        b'{"schema": "other", "version": 1, "question": "", "statements": [], "citations": []}',
        b'{"schema": "repochat.answer", "version": 1, "question": "\\ud800", "statements": [], "citations": [1]}',
    ],
)
def test_a_file_that_is_no_export_is_refused_clearly(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(InvalidError) as raised:
        read_export(path)
    assert "is no exported answer" in raised.value.message
    assert len(raised.value.message) < 1_000


@pytest.mark.parametrize(
    "changes",
    [
        {"commit": "HEAD"},
        {"commit": "--upload-pack=x"},
        {"commit": "A" * 40},
        {"commit": "a" * 40 + "\n"},
        {"blob": ""},
        {"path": ""},
        {"path": 7},
        {"path": "x" * 10_000},
        {"start_line": "1"},
        {"start_line": 1.5},
        {"start_line": 10**30},
        {"end_line": None},
        {"snippet_sha256": "zz"},
        {"id": ["c1"]},
    ],
)
def test_a_citation_of_another_shape_is_refused(
    repository: Repository, tmp_path: Path, changes: dict[str, Any]
) -> None:
    path = tmp_path / "file.json"
    path.write_text(json.dumps(build_export(repository, **changes)))
    with pytest.raises(InvalidError, match=r"citations\.0[.:]"):
        read_export(path)


def test_a_file_that_is_too_large_or_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    with path.open("wb") as file:
        file.truncate(LIMITS.file_bytes_max + 1)
    with pytest.raises(LimitError):
        read_export(path)
    for missing in (tmp_path / "gone.json", tmp_path):
        with pytest.raises(NotFoundError):
            read_export(missing)

from dataclasses import replace
from pathlib import Path

import pytest

from repochat.thinking.insights.proving import prove_outcome
from repochat.thinking.model import Artifact, CommitQuote, Fact, Insight, Quote, Repro
from tests.git.repositories import Repository, make_repository
from tests.thinking.insights.claims import claim, outcome, quote

CODE = b"def work():\n    return 1\n\n\ndef rest():\n    return 2\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "mirror", {"a.py": CODE, "b.py": b"x = 1\n"}, is_bare=True)


def prove(repository: Repository, *insights: Insight) -> list[Insight]:
    return [each.insight for each in prove_outcome(repository.path, outcome(*insights)).insights]


def test_a_quote_that_git_agrees_with_is_kept(repository: Repository) -> None:
    proven = prove_outcome(repository.path, outcome(claim("i", [quote(repository, "a.py", 1, 2)])))
    assert [each.insight.identity for each in proven.insights] == ["i"]
    assert (proven.quotes_checked, proven.quotes_dropped) == (1, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"snippet_sha256": "0" * 64},
        {"start_line": 2},
        {"end_line": 99},
        {"start_line": 0},
        {"path": "b.py"},
        {"path": "gone.py"},
        {"path": "../a.py"},
        {"path": ""},
        {"blob": "0" * 40},
        {"sha": "0" * 40},
        {"sha": "HEAD"},
        {"sha": "--output=/x"},
    ],
)
def test_a_quote_that_differs_in_anything_is_dropped_with_what_leans_on_it(
    repository: Repository, changes: dict[str, str | int]
) -> None:
    wrong = replace(quote(repository, "a.py", 1, 2), **changes)  # type: ignore[arg-type]  by the name of the field
    proven = prove_outcome(repository.path, outcome(claim("i", [wrong])))
    assert proven.insights == ()
    assert (proven.quotes_checked, proven.quotes_dropped) == (1, 1)
    assert any(line.startswith("Dropped 1 evidence") for line in proven.log)
    assert "Dropped 1 insights: no evidence was left." in proven.log


def test_a_sentence_that_leans_on_a_dropped_quote_goes_and_the_rest_is_counted_anew(repository: Repository) -> None:
    good = quote(repository, "a.py", 5, 6)
    bad = replace(good, start_line=1)
    body = "First [1]. Second [2]. Both [1][2]. An index x[1] stays."
    (kept,) = prove(repository, claim("i", [bad, good], body=body))
    assert kept.body == "Second [1]. An index x[1] stays."
    assert kept.evidence == [good]


def test_a_commits_message_has_to_hold_the_words(repository: Repository) -> None:
    sha = repository.commit({"a.py": b""}, message="Fix the leak\n\nIt leaked.")
    said = [CommitQuote(sha=sha, text=text) for text in ("Fix the leak", "It leaked.", "Break it", " ")]
    said.append(CommitQuote(sha="0" * 40, text="Fix"))
    (kept,) = prove(repository, claim("i", said, body="Said [1]."))
    assert kept.evidence == said[:2]


def test_only_a_command_of_ours_may_be_what_repeats_it(repository: Repository) -> None:
    good = Repro(argv=("repochat", "think", "now", "SmellHunt"), artifact="log")
    bad = [
        Repro(argv=("make", "test")),
        Repro(argv=()),
        Repro(argv=("repochat", "\x1b[2J")),
        replace(good, artifact="x"),
    ]
    found = replace(
        outcome(claim("i", [good, *bad])), artifacts=(Artifact(name="log", media_type="text/plain", content=b""),)
    )
    (kept,) = prove_outcome(repository.path, found).insights
    assert kept.insight.evidence == [good]


def test_a_suspicion_is_not_proven_by_quotes_and_nobody_accepts_for_a_person(repository: Repository) -> None:
    lines = quote(repository, "a.py", 1, 2)
    suspicion = claim("a", [lines], kind="hypothesis", status="verified")
    accepted = claim("b", [lines], status="accepted")
    repeated = claim("c", [Repro(argv=("repochat", "runs"))], kind="hypothesis", status="reproduced")
    assert [each.status for each in prove(repository, suspicion, accepted, repeated)] == [
        "hypothesis",
        "hypothesis",
        "reproduced",
    ]


def test_code_that_is_only_reformatted_has_the_same_digest_and_a_secret_has_none(repository: Repository) -> None:
    before = quote(repository, "a.py", 1, 2)
    repository.commit({"a.py": b"def work():\n\treturn  1\n"})
    after = quote(repository, "a.py", 1, 2)
    repository.commit({"a.py": b"def work():\n    return 3\n"})
    other = quote(repository, "a.py", 1, 2)
    insights = [claim(name, [each]) for name, each in (("a", before), ("b", after), ("c", other))]
    secret = claim("d", [before], kind="secret")
    first, second, third, hidden = prove_outcome(repository.path, outcome(*insights, secret)).insights
    assert first.digest == second.digest != third.digest
    assert hidden.digest == hidden.evidence[0]["snippet_sha256"] == ""


def test_what_postgresql_cannot_hold_is_dropped_and_the_rest_goes_on(repository: Repository) -> None:
    lines = [quote(repository, "a.py", 1, 2)]
    bad = [
        claim("n", lines, title="a\0b"),
        claim("s", lines, body="\udcff"),
        claim("d", lines, details={"x": float("nan")}),
    ]
    facts = [Fact(kind="k", subject=name, digest="d", payload={"x": value}) for name, value in (("a", 1), ("b", "\0"))]
    proven = prove_outcome(repository.path, outcome(*bad, claim("good", lines), facts=facts))
    assert [each.insight.identity for each in proven.insights] == ["good"]
    assert [each.subject for each in proven.outcome.facts] == ["a"]


def test_of_two_with_one_identity_the_surer_is_kept(repository: Repository) -> None:
    lines: list[Quote] = [quote(repository, "a.py", 1, 2)]
    (kept,) = prove(repository, claim("i", lines, confidence=0.2), claim("i", lines, confidence=0.7))
    assert kept.confidence == 0.7


def test_many_files_of_one_commit_are_proven_through_its_tree(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "m", {f"f{n}.py": b"x = %d\n" % n for n in range(30)}, is_bare=True)
    assert len(prove(repository, *(claim(str(n), [quote(repository, f"f{n}.py", 1, 1)]) for n in range(30)))) == 30

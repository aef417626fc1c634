"""Words that stand where a revision would, and git's word on them."""

from pathlib import Path

import pytest

from repochat.chat.context import parse_scope, resolve_refs
from tests.git.repositories import Repository, make_repository


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = make_repository(tmp_path_factory.mktemp("refs") / "source", {"a.py": b"x = 1\n"})
    made.git("tag", "v1.0")
    made.git("tag", "lexer")
    made.commit({"a.py": b"x = 2\n"})
    made.git("tag", "2.0")
    made.commit({"a.py": b"x = 3\n"})
    made.git("branch", "next/try")
    return made


@pytest.fixture
def mirror(repository: Repository) -> Path:
    return repository.path / ".git"


@pytest.mark.parametrize(
    ("question", "pair", "text"),
    [
        ("what changed between v1.0 and 2.0 in a.py?", ("v1.0", "2.0"), "what changed between versions in a.py?"),
        ("what changed between 1.0 and v2.0?", ("v1.0", "2.0"), "what changed between versions?"),
        ("changes from tag v1.0 to main", ("v1.0", "main"), "changes between versions"),
        ("diff v1.0..2.0", ("v1.0", "2.0"), "diff between versions"),
        ("differences between releases 1.0 and 2.0", ("v1.0", "2.0"), "differences between versions"),
        ("compare: between main and next/try", ("main", "next/try"), "compare: between versions"),
    ],
)
def test_two_revisions_are_compared(
    repository: Repository, mirror: Path, question: str, pair: tuple[str, str], text: str
) -> None:
    refs = resolve_refs(mirror, parse_scope(question))
    assert refs.between is not None
    assert tuple(commit.sha for commit in refs.between) == tuple(repository.sha(f"{ref}^{{commit}}") for ref in pair)
    assert (refs.text, refs.rev) == (text, None)


@pytest.mark.parametrize(
    "question",
    [
        "what is the difference between the parser and the lexer?",
        "what is the difference between parser and lexer?",
        "how do bytes get from socket to lexer?",
        "sleep in 2.0 seconds",
        "what is in version control?",
        "which version of the file is read?",
        "what release notes exist?",
        "how is the branch name read?",
        "is x in 9.9?",
        "at 12345678 bytes",
        "what happened since version 7.7.7?",
    ],
)
def test_words_are_words_where_git_knows_no_such_revision(mirror: Path, question: str) -> None:
    refs = resolve_refs(mirror, parse_scope(question))
    assert (refs.between, refs.rev, refs.since, refs.since_date) == (None, None, None, "")
    assert refs.text == question


@pytest.mark.parametrize(
    ("question", "ref", "text"),
    [
        ("how does x work in v2.0?", "2.0", "how does x work?"),
        ("at tag v1.0 where is x?", "v1.0", "where is x?"),
        ("where is x on branch next/try?", "next/try", "where is x?"),
        ("where is x as of 1.0?", "v1.0", "where is x?"),
        ("what is x on main?", "main", "what is x?"),
    ],
)
def test_a_question_can_be_about_a_revision(
    repository: Repository, mirror: Path, question: str, ref: str, text: str
) -> None:
    refs = resolve_refs(mirror, parse_scope(question))
    assert refs.rev is not None
    assert (refs.rev.sha, refs.text) == (repository.sha(f"{ref}^{{commit}}"), text)


def test_a_short_sha_is_a_revision(repository: Repository, mirror: Path) -> None:
    sha = repository.sha("v1.0^{commit}")
    short = next(sha[:n] for n in range(7, 41) if any(c.isdigit() for c in sha[:n]))
    refs = resolve_refs(mirror, parse_scope(f"where is x at commit {short}?"))
    assert refs.rev is not None
    assert refs.rev.sha == sha


def test_since_takes_a_revision_or_a_date(repository: Repository, mirror: Path) -> None:
    refs = resolve_refs(mirror, parse_scope("what changed since v1.0?"))
    assert refs.since is not None
    assert (refs.since.sha, refs.text) == (repository.sha("v1.0^{commit}"), "what changed?")
    dated = resolve_refs(mirror, parse_scope("what changed in a.py since 2024-02-01?"))
    assert (dated.since, dated.since_date, dated.text) == (None, "2024-02-01", "what changed in a.py?")


def test_a_mirror_that_is_gone_resolves_nothing(tmp_path: Path) -> None:
    refs = resolve_refs(tmp_path / "gone", parse_scope("what changed between v1.0 and v2.0?"))
    assert refs.between is None
    assert refs.text == "what changed between v1.0 and v2.0?"

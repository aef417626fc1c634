"""Whatever is done to a file: what a verdict says still stands was read there, and stands there."""

import random
from pathlib import Path

import pytest

from repochat.git import cut_lines
from tests.chat.age.citing import CODE, cite, judge
from tests.git.repositories import Repository, make_repository

SYMBOLS = ("", "lend", "renew", "count", "nowhere")
EDITS_EACH = 4


@pytest.mark.parametrize("seed", range(12))
def test_a_verdict_never_says_that_lines_stand_where_others_do(tmp_path: Path, seed: int) -> None:
    """`judge` holds each told place against the citation's hash."""
    drawn = random.Random(seed)  # noqa: S311  a seed gives the same edits again
    repository = make_repository(tmp_path / "source", {"loans.py": CODE, "other.py": b"OTHER = 1\n"})
    lines = CODE.splitlines(keepends=True)
    cited = []
    for number in range(1, 7):
        start = drawn.randint(1, len(lines))
        end = min(len(lines), start + drawn.randint(0, 4))
        cited.append(cite(repository, "loans.py", (start, end), drawn.choice(SYMBOLS), number=number))
    path = push_edits(repository, drawn, lines)
    after = repository.git("cat-file", "blob", f"HEAD:{path}")
    for each in cited:
        verdict = judge(repository, each)
        if verdict.how == "text_differs":
            snippet = cut_lines(CODE, each.start_line, each.end_line)
            told = cut_lines(after, verdict.start_line, verdict.end_line) if verdict.path == path else b""
            assert told != snippet or each.symbol, "lines that stand are not told as changed"


@pytest.mark.parametrize("seed", range(4))
def test_at_its_own_commit_any_citation_is_still_true(tmp_path: Path, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311  as above
    repository = make_repository(tmp_path / "source", {"loans.py": CODE})
    push_edits(repository, drawn, CODE.splitlines(keepends=True))
    (path,) = (each for each in repository.git("ls-tree", "--name-only", "-r", "HEAD").decode().split())
    count = repository.git("cat-file", "blob", f"HEAD:{path}").count(b"\n")
    for start in range(1, max(2, count), 3):
        verdict = judge(repository, cite(repository, path, (start, start), drawn.choice(SYMBOLS)))
        assert (verdict.state, verdict.how) == ("still_true", "same_blob")


def push_edits(repository: Repository, drawn: random.Random, lines: list[bytes]) -> str:
    """Some commits that insert, drop, change and move lines, and at times rename the file; returns its last path."""
    path, lines = "loans.py", list(lines)
    for edit in range(EDITS_EACH):
        at = drawn.randrange(len(lines) or 1)
        kind = drawn.choice(("insert", "drop", "change", "move", "rename"))
        if kind == "insert":
            lines[at:at] = [b"# %d\n" % edit] * drawn.randint(1, 3)
        elif kind == "drop":
            del lines[at : at + drawn.randint(1, 3)]
        elif kind == "change":
            lines[at : at + 1] = [b"changed_%d = 1\n" % edit]
        elif kind == "move":
            moved, lines[at : at + 5] = lines[at : at + 5], []
            to = drawn.randrange(len(lines) + 1)
            lines[to:to] = moved
        new = f"loans_{edit}.py" if kind == "rename" else path
        repository.commit({new: b"".join(lines)}, remove=[path] if new != path else [])
        path = new
    return path

"""How far commits are apart, and what happened to a file between them."""

from pathlib import Path

from repochat.git.between import log_between, measure_distance
from tests.git.repositories import make_repository


def test_a_commit_is_behind_by_those_that_came_after_it(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", {"a.py": b"1\n"})
    first = repository.sha()
    for number in range(3):
        repository.commit({"b.py": b"%d\n" % number})
    distance = measure_distance(repository.path / ".git", first, repository.sha())
    assert (distance.behind, distance.ahead) == (3, 0)


def test_a_rewritten_history_shows_what_was_lost(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", {"a.py": b"1\n"})
    first = repository.sha()
    lost = repository.commit({"a.py": b"2\n"})
    repository.git("update-ref", "refs/heads/main", first)
    head = repository.commit({"a.py": b"3\n"})
    distance = measure_distance(repository.path / ".git", lost, head)
    assert (distance.behind, distance.ahead) == (1, 1)


def test_the_steps_of_a_file_come_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", {"a.py": b"1\n", "a*.py": b"never\n"})
    first = repository.sha()
    changed = repository.commit({"a.py": b"2\n"}, message="Change it")
    repository.commit({"b.py": b"\n"})
    ended = repository.commit({}, remove=["a.py"])
    steps = log_between(repository.path / ".git", first, repository.sha(), b"a.py", 10)
    assert [step.sha for step in steps] == [changed, ended]
    assert steps[0].subject == "Change it"
    assert steps[0].new_oid == steps[1].old_oid == repository.sha(f"{changed}:a.py")
    assert steps[1].new_oid is None
    assert log_between(repository.path / ".git", first, repository.sha(), b"a*.py", 10) == []


def test_a_change_that_a_merge_alone_made_is_the_merges(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", {"a.py": b"1\n"})
    first = repository.sha()
    repository.git("branch", "side")
    side = repository.commit({"c.py": b"\n"}, branch="side")
    repository.commit({"b.py": b"\n"})
    tree = repository.git(
        "mktree",
        stdin=b"100644 blob " + repository.git("hash-object", "-w", "--stdin", stdin=b"9\n").strip() + b"\ta.py\n",
    )
    parents = ("-p", repository.sha(), "-p", side)
    merge = repository.git("commit-tree", tree.decode().strip(), *parents, "-m", "Merge").decode().strip()
    steps = log_between(repository.path / ".git", first, merge, b"a.py", 10)
    assert [step.sha for step in steps] == [merge]

"""Suspicions of a repository with a past: fixes and their twins, and what becomes of them as insights."""

from pathlib import Path

from repochat.git import BlobReader
from repochat.thinking.hypotheses import build_insights, look_at_commit, read_fixes
from tests.git.repositories import Repository, make_repository

TWIN = """def load_{name}(path, limit):
    found = []
    for line in read(path):
        if len(found) {sign} limit:
            break
        if line.startswith('#'):
            continue
        found.append(parse_{name}(line.strip()))
    return found
"""
OPENED = b"def f(path):\n    handle = open(path)\n    return handle.read()\n"


def make_past(path: Path) -> Repository:
    """Two twins, of which a fix mended one."""
    repository = make_repository(
        path,
        {"a.py": TWIN.format(name="books", sign=">").encode(), "b.py": TWIN.format(name="loans", sign=">").encode()},
        is_bare=True,
    )
    mended = TWIN.format(name="books", sign=">=").encode()
    repository.commit({"a.py": mended}, message="Fix one book too many")
    return repository


def test_the_twin_that_a_fix_missed(tmp_path: Path) -> None:
    """It is found with the mended one beside it, and not shown; when it was mended too, nothing is found."""
    repository = make_past(tmp_path / "past")
    patterns = list(read_fixes(repository.path, repository.sha()))
    looked = look_at_commit(repository.path, repository.sha(), patterns)
    (found,) = looked.on_trial
    assert looked.suspicions == ()
    assert (found.detector, found.place.path, found.symbol) == ("fix-missed-in-twin", "b.py", "load_loans")
    assert (found.others[0].path, found.others[0].sha) == ("a.py", patterns[0].sha)
    head = repository.commit({"b.py": TWIN.format(name="loans", sign=">=").encode()}, message="Go on")
    assert look_at_commit(repository.path, head, list(read_fixes(repository.path, head))).on_trial == ()


def test_what_a_fix_took_apart_is_no_twin_that_it_missed(tmp_path: Path) -> None:
    """The new function has the old one's lines; it came with the mend, or stands beside it."""
    repository = make_past(tmp_path / "past")
    repository.commit({}, remove=["b.py"], message="Drop loans")
    twin = TWIN.format(name="books", sign=">").replace("def load_books", "def load_slowly")
    mended = TWIN.format(name="books", sign="==")
    made = {"a.py": mended.encode(), "c.py": twin.encode()}
    head = repository.commit(made, message="Fix the end of books")
    assert look_at_commit(repository.path, head, list(read_fixes(repository.path, head))).on_trial == ()
    beside = repository.commit({"a.py": (mended + twin).encode()}, remove=["c.py"], message="Move it")
    assert look_at_commit(repository.path, beside, list(read_fixes(repository.path, beside))).on_trial == ()


def test_only_some_files_are_looked_at(tmp_path: Path) -> None:
    """As of a push; a bound that left files out is told."""
    repository = make_repository(tmp_path / "some", {"a.py": OPENED, "b.py": OPENED}, is_bare=True)
    looked = look_at_commit(repository.path, repository.sha(), only={"b.py"})
    assert ([each.place.path for each in looked.suspicions], looked.files) == (["b.py"], 1)


def test_a_suspicion_is_the_same_wherever_its_lines_move(tmp_path: Path) -> None:
    """And equal ones of one function are told apart."""
    twice = b"def f():\n    'x'.strip()\n    'x'.strip()\n"
    repository = make_repository(tmp_path / "moves", {"a.py": OPENED, "b.py": twice}, is_bare=True)
    before = repository.sha()
    after = repository.commit({"a.py": b"# one\n# two\n\n" + OPENED})
    with BlobReader(repository.path) as blobs:
        told = [build_insights(look_at_commit(repository.path, sha).suspicions, blobs, sha) for sha in (before, after)]
    first, second = ({each.identity: each for each in insights} for insights in told)
    assert first.keys() == second.keys()
    assert len(first) == 3
    assert {each.status for each in first.values()} == {"hypothesis"}
    assert {each.start_line for each in second.values() if each.path == "a.py"} == {5}

"""Mirrors over the life of a source: made, brought up to date, interrupted, and refused."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from repochat.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    LimitError,
    NotFoundError,
    RepochatError,
    UnavailableError,
)
from repochat.git import (
    BlobReader,
    GitLimits,
    GitProgress,
    GitStoppedError,
    Source,
    list_refs,
    list_tree,
    parse_source,
    read_mirror_info,
    remove_mirror,
    resolve_revision,
    sync_mirror,
)
from repochat.git.mirror_lock import hold_lock

from .http_server import Behaviour, running_host
from .repositories import Repository, make_repository, run_plain_git


def _local(repository: Repository) -> Source:
    return parse_source(str(repository.path), may_reach_local=True)


def _names(mirror: Path) -> list[str]:
    return [ref.name for ref in list_refs(mirror)]


def _snapshot(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Every file with its mode, time and content: equal snapshots mean that nothing was written."""
    facts: dict[str, tuple[int, int, str]] = {}
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        facts[str(path)] = (stat.st_mode, stat.st_mtime_ns, hashlib.sha256(content).hexdigest())
    return facts


@pytest.fixture
def source(tmp_path: Path) -> Repository:
    """A repository of one commit."""
    return make_repository(tmp_path / "source", {"a.py": b"one\n"})


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """Where the mirror goes: a folder that does not exist yet."""
    return tmp_path / "data" / "mirrors" / "m.git"


def test_a_mirror_holds_all_branches_tags_and_history(source: Repository, mirror: Path) -> None:
    source.commit({"b.py": b"two\n"}, branch="feature/x")
    source.git("tag", "-a", "v1", "-m", "Release", "main")
    source.git("update-ref", "refs/stash", "main")
    sync_mirror(mirror, _local(source))
    assert _names(mirror) == ["refs/heads/feature/x", "refs/heads/main", "refs/tags/v1"]
    info = read_mirror_info(mirror)
    assert (info.default_branch, info.is_empty, info.is_shallow, info.is_partial) == ("main", False, False, False)
    assert not (mirror / "hooks").exists()


def test_a_second_sync_follows_new_moved_and_deleted_refs(source: Repository, mirror: Path) -> None:
    source.commit({"b": b""}, branch="old")
    source.git("tag", "t", "main")
    sync_mirror(mirror, _local(source))
    new = source.commit({"c": b""})
    source.git("branch", "-D", "old")
    source.git("branch", "old/er", "main")
    source.git("tag", "-f", "t", "main")
    sync_mirror(mirror, _local(source))
    assert _names(mirror) == ["refs/heads/main", "refs/heads/old/er", "refs/tags/t"]
    assert {ref.sha for ref in list_refs(mirror)} == {new}


def test_a_force_push_is_followed_and_what_was_indexed_stays_readable(source: Repository, mirror: Path) -> None:
    lost = source.commit({"gone.py": b"still cited\n"})
    sync_mirror(mirror, _local(source))
    source.git("update-ref", "refs/heads/main", "main~1")
    rewritten = source.commit({"new.py": b""}, message="Rewritten")
    source.git("reflog", "expire", "--expire=now", "--all")
    source.git("gc", "-q", "--prune=now")
    sync_mirror(mirror, _local(source))
    assert resolve_revision(mirror, None).sha == rewritten
    assert [entry.path for entry in list_tree(mirror, lost)] == [b"a.py", b"gone.py"]


def test_a_renamed_default_branch_is_followed(source: Repository, mirror: Path) -> None:
    sync_mirror(mirror, _local(source))
    source.git("branch", "-m", "main", "trunk")
    sync_mirror(mirror, _local(source))
    assert read_mirror_info(mirror).default_branch == "trunk"
    assert resolve_revision(mirror, None).ref == "refs/heads/trunk"


def test_a_detached_head_is_the_default_and_followed(source: Repository, mirror: Path) -> None:
    first = source.sha()
    second = source.commit({"b": b""})
    source.git("update-ref", "--no-deref", "HEAD", first)
    sync_mirror(mirror, _local(source))
    assert read_mirror_info(mirror).default_branch is None
    assert resolve_revision(mirror, None).sha == first
    loose = source.git("commit-tree", f"{second}^{{tree}}", "-p", first, "-m", "On no branch").decode().strip()
    source.git("update-ref", "--no-deref", "HEAD", loose)
    sync_mirror(mirror, _local(source))
    assert resolve_revision(mirror, None).sha == loose
    source.git("symbolic-ref", "HEAD", "refs/heads/main")
    sync_mirror(mirror, _local(source))
    assert resolve_revision(mirror, None).sha == second


def test_an_empty_repository_has_a_mirror_that_fills_later(tmp_path: Path, mirror: Path) -> None:
    empty = make_repository(tmp_path / "empty", branch="trunk")
    sync_mirror(mirror, _local(empty))
    assert read_mirror_info(mirror).is_empty
    with pytest.raises(NotFoundError, match="empty"):
        resolve_revision(mirror, None)
    sha = empty.commit({"a": b""})
    sync_mirror(mirror, _local(empty))
    assert (resolve_revision(mirror, None).sha, read_mirror_info(mirror).is_empty) == (sha, False)


def test_an_unborn_default_branch_is_an_error_that_names_others(source: Repository, mirror: Path) -> None:
    source.git("symbolic-ref", "HEAD", "refs/heads/unborn")
    for _ in range(2):
        sync_mirror(mirror, _local(source))
        assert read_mirror_info(mirror).default_branch == "unborn"
        with pytest.raises(NotFoundError, match="unborn") as caught:
            resolve_revision(mirror, None)
        assert "main" in caught.value.hint
    source.git("symbolic-ref", "HEAD", "refs/heads/main")
    sync_mirror(mirror, _local(source))
    source.git("symbolic-ref", "HEAD", "refs/heads/later")
    sync_mirror(mirror, _local(source))
    assert read_mirror_info(mirror).default_branch == "later"


def test_nothing_is_written_to_the_source_and_uncommitted_changes_are_not_read(
    source: Repository, mirror: Path
) -> None:
    source.checkout()
    (source.path / "a.py").write_bytes(b"uncommitted\n")
    (source.path / "new.py").write_bytes(b"untracked\n")
    source.git("add", "a.py")
    before = _snapshot(source.path)
    sync_mirror(mirror, _local(source))
    sync_mirror(mirror, _local(source))
    commit = resolve_revision(mirror, None)
    with BlobReader(mirror) as reader:
        contents = {entry.path: reader.read(entry.oid) for entry in list_tree(mirror, commit.sha)}
    assert contents == {b"a.py": b"one\n"}
    assert _snapshot(source.path) == before


def test_a_mirror_outlives_its_source(source: Repository, mirror: Path, tmp_path: Path) -> None:
    where = _local(source)
    sync_mirror(mirror, where)
    source.path.rename(tmp_path / "elsewhere")
    with pytest.raises(NotFoundError, match="gone"):
        sync_mirror(mirror, where)
    assert [entry.path for entry in list_tree(mirror, resolve_revision(mirror, None).sha)] == [b"a.py"]


def test_objects_that_the_source_borrows_are_copied(source: Repository, mirror: Path, tmp_path: Path) -> None:
    borrowing = tmp_path / "borrowing"
    run_plain_git("clone", "-q", "--bare", "--shared", str(source.path), str(borrowing))
    sync_mirror(mirror, parse_source(str(borrowing), may_reach_local=True))
    source.path.rename(tmp_path / "elsewhere")
    assert not (mirror / "objects" / "info" / "alternates").exists()
    assert [entry.path for entry in list_tree(mirror, resolve_revision(mirror, None).sha)] == [b"a.py"]


def test_a_linked_work_tree_is_a_source_with_its_own_head(source: Repository, mirror: Path, tmp_path: Path) -> None:
    sha = source.commit({"b": b""}, branch="side")
    source.git("worktree", "add", "-q", str(tmp_path / "tree"), "side")
    sync_mirror(mirror, parse_source(str(tmp_path / "tree"), may_reach_local=True))
    assert resolve_revision(mirror, None).sha == sha
    sync_mirror(mirror, parse_source(str(tmp_path / "tree"), may_reach_local=True))
    assert read_mirror_info(mirror).default_branch == "side"


def test_a_sha256_repository_works(tmp_path: Path, mirror: Path) -> None:
    repository = make_repository(tmp_path / "r", {"a": b"x\n"}, object_format="sha256")
    sync_mirror(mirror, _local(repository))
    second = repository.commit({"b": b"y\n"})
    sync_mirror(mirror, _local(repository))
    commit = resolve_revision(mirror, None)
    assert (commit.sha, len(commit.sha)) == (second, 64)
    with BlobReader(mirror) as reader:
        assert [reader.read(entry.oid) for entry in list_tree(mirror, second)] == [b"x\n", b"y\n"]


def test_a_shallow_source_gives_what_it_has_and_says_so(source: Repository, mirror: Path, tmp_path: Path) -> None:
    source.commit({"b": b""})
    shallow = tmp_path / "shallow"
    run_plain_git("clone", "-q", "--bare", "--depth=1", f"file://{source.path}", str(shallow))
    where = parse_source(str(shallow), may_reach_local=True)
    sync_mirror(mirror, where)
    assert read_mirror_info(mirror).is_shallow
    newest = source.commit({"c": b""})
    run_plain_git("-C", str(shallow), "fetch", "-q", "--depth=1", "origin", "+refs/heads/*:refs/heads/*")
    sync_mirror(mirror, where)
    assert resolve_revision(mirror, None).sha == newest
    with pytest.raises(NotFoundError):
        resolve_revision(mirror, "main~4")
    run_plain_git("-C", str(shallow), "fetch", "-q", "--unshallow", "origin", "+refs/heads/*:refs/heads/*")
    source.commit({"d": b""})
    run_plain_git("-C", str(shallow), "fetch", "-q", "origin", "+refs/heads/*:refs/heads/*")
    sync_mirror(mirror, where)
    assert not read_mirror_info(mirror).is_shallow
    assert resolve_revision(mirror, "main~3").subject == "Begin"


def test_a_partial_source_gives_what_it_has_without_asking_the_network(
    source: Repository, mirror: Path, tmp_path: Path
) -> None:
    source.git("config", "uploadpack.allowFilter", "true")
    source.commit({"big.bin": b"x" * 5_000, "small": b"x"})
    partial = tmp_path / "partial"
    options = ("--filter=blob:limit=1k", "--bare")
    run_plain_git("clone", "-q", *options, f"file://{source.path}", str(partial))
    where = parse_source(str(partial), may_reach_local=True)
    sync_mirror(mirror, where)
    newest = source.commit({"later.bin": b"y" * 5_000, "tiny": b"y"})
    run_plain_git("-C", str(partial), "fetch", "-q", "origin", "+refs/heads/*:refs/heads/*")
    sync_mirror(mirror, where)
    assert read_mirror_info(mirror).is_partial
    assert resolve_revision(mirror, None).sha == newest
    sizes = {entry.path: entry.size for entry in list_tree(mirror, newest)}
    assert sizes == {b"a.py": 4, b"big.bin": None, b"later.bin": None, b"small": 1, b"tiny": 1}
    with BlobReader(mirror) as reader:
        blobs = list(reader.iter_blobs(entry.oid for entry in list_tree(mirror, newest)))
    assert [blob.problem for blob in blobs] == [None, "missing", "missing", None, None]


def test_two_syncs_at_once_make_one_mirror(source: Repository, mirror: Path) -> None:
    for number in range(20):
        source.commit({f"{number}": b"x" * 1_000})
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(sync_mirror, mirror, _local(source)) for _ in range(4)]:
            done.result()
    assert sorted(path.name for path in mirror.parent.iterdir()) == ["m.git", "m.git.lock"]
    assert len(list_tree(mirror, resolve_revision(mirror, None).sha)) == 21


def test_waiting_for_another_sync_is_bounded_and_can_be_stopped(source: Repository, mirror: Path) -> None:
    mirror.parent.mkdir(parents=True)
    with hold_lock(mirror.with_name("m.git.lock"), wait_s=0, should_stop=None):
        with pytest.raises(ConflictError, match="Another process"):
            sync_mirror(mirror, _local(source), limits=GitLimits(lock_wait_s=0.1))
        with pytest.raises(GitStoppedError):
            sync_mirror(mirror, _local(source), should_stop=lambda: True)
    sync_mirror(mirror, _local(source))


def test_what_dead_processes_left_is_swept(source: Repository, mirror: Path) -> None:
    sync_mirror(mirror, _local(source))
    (mirror.with_name("m.git.partial-dead") / "mirror").mkdir(parents=True)
    (mirror / "packed-refs.lock").touch()
    (mirror / "HEAD.lock").touch()
    (mirror / "refs" / "heads" / "main.lock").touch()
    newest = source.commit({"b": b""})
    source.git("symbolic-ref", "HEAD", "refs/heads/main")
    sync_mirror(mirror, _local(source))
    assert resolve_revision(mirror, None).sha == newest
    assert sorted(path.name for path in mirror.parent.iterdir()) == ["m.git", "m.git.lock"]


def test_a_kill_in_the_middle_of_a_clone_leaves_nothing_that_the_next_does_not_heal(
    tmp_path: Path, mirror: Path
) -> None:
    make_repository(tmp_path / "served" / "a" / "b", {"a": b"x\n"}, is_bare=True)
    with running_host(tmp_path / "served", "hang") as host:
        url = f"{host.url}/a/b"
        script = (
            "import sys, pathlib; from repochat.git import parse_source, sync_mirror;"
            "sync_mirror(pathlib.Path(sys.argv[1]), parse_source(sys.argv[2], may_reach_local=True))"
        )
        child = subprocess.Popen([sys.executable, "-c", script, str(mirror), url])
        _wait_for_request(host.requests)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert not mirror.exists()
        assert list(mirror.parent.glob("m.git.partial-*"))
        host.behaviour = "serve"
        sync_mirror(mirror, parse_source(url, may_reach_local=True))
    assert resolve_revision(mirror, None).subject == "Begin"
    assert sorted(path.name for path in mirror.parent.iterdir()) == ["m.git", "m.git.lock"]


def _wait_for_request(requests: list[str]) -> None:
    deadline = time.monotonic() + 20
    while not requests:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_repository_over_http_is_cloned_fetched_and_reports_progress(tmp_path: Path, mirror: Path) -> None:
    served = make_repository(tmp_path / "served" / "a" / "b", {"a": b"x\n"}, is_bare=True, branch="trunk")
    heard: list[GitProgress] = []
    with running_host(tmp_path / "served") as host:
        where = parse_source(f"{host.url}/a/b", may_reach_local=True)
        sync_mirror(mirror, where, on_progress=heard.append)
        newest = served.commit({"b": b""})
        sync_mirror(mirror, where)
        before = len(host.requests)
        sync_mirror(mirror, where)
        # Nothing new: the listing alone (info/refs, then ls-refs), and no fetch.
        assert len(host.requests) - before == 2
    assert resolve_revision(mirror, None).sha == newest
    assert read_mirror_info(mirror).default_branch == "trunk"
    assert "Receiving objects" in {progress.stage for progress in heard}


@pytest.mark.parametrize(
    ("behaviour", "error", "words"),
    [
        ("unauthorized", ForbiddenError, "credentials"),
        ("forbidden", ForbiddenError, "credentials"),
        ("missing", NotFoundError, "No repository"),
        ("broken", UnavailableError, "reached"),
        ("close", UnavailableError, "reached"),
    ],
)
def test_a_host_that_refuses_is_told_apart_and_leaves_nothing(
    tmp_path: Path, mirror: Path, behaviour: Behaviour, error: type[RepochatError], words: str
) -> None:
    with running_host(tmp_path, behaviour) as host, pytest.raises(error, match=words) as caught:
        sync_mirror(mirror, parse_source(f"{host.url}/a/b", may_reach_local=True))
    assert caught.value.hint
    assert [path.name for path in mirror.parent.iterdir()] == ["m.git.lock"]


def test_an_unknown_host_and_a_closed_port_are_unavailable(mirror: Path) -> None:
    with pytest.raises(UnavailableError, match="not known"):
        sync_mirror(mirror, parse_source("https://no-such-host.invalid/a/b", may_reach_local=True))
    with pytest.raises(UnavailableError, match="not known"):
        sync_mirror(mirror, parse_source("https://no-such-host.invalid/a/b", may_reach_local=False))
    with pytest.raises(UnavailableError):
        sync_mirror(mirror, parse_source("ssh://no-such-host.invalid/a/b", may_reach_local=True))
    with pytest.raises(UnavailableError, match="reached"):
        sync_mirror(mirror, parse_source("http://127.0.0.1:1/a/b", may_reach_local=True))


def test_a_hanging_host_meets_the_time_limit_and_a_stop(tmp_path: Path, mirror: Path) -> None:
    with running_host(tmp_path, "hang") as host:
        where = parse_source(f"{host.url}/a/b", may_reach_local=True)
        with pytest.raises(LimitError) as caught:
            sync_mirror(mirror, where, limits=GitLimits(clone_timeout_s=0.3))
        assert caught.value.limit == "clone_timeout_s"
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        with pytest.raises(GitStoppedError):
            sync_mirror(mirror, where, should_stop=stop.is_set)
    assert [path.name for path in mirror.parent.iterdir()] == ["m.git.lock"]


def test_a_repository_above_the_size_bound_is_refused(tmp_path: Path, mirror: Path) -> None:
    served = make_repository(tmp_path / "served" / "a" / "b", {"a": os.urandom(3_000_000)}, is_bare=True)
    assert served.sha()
    with running_host(tmp_path / "served") as host, pytest.raises(LimitError) as caught:
        sync_mirror(
            mirror,
            parse_source(f"{host.url}/a/b", may_reach_local=True),
            limits=GitLimits(mirror_bytes_max=1_000_000),
        )
    assert caught.value.limit == "mirror_bytes_max"
    assert not mirror.exists()


def test_more_refs_than_the_bound_are_refused(source: Repository, mirror: Path) -> None:
    source.git("branch", "second", "main")
    with pytest.raises(LimitError) as caught:
        sync_mirror(mirror, _local(source), limits=GitLimits(refs_max=1))
    assert caught.value.limit == "refs_max"
    sync_mirror(mirror, _local(source))
    with pytest.raises(LimitError):
        sync_mirror(mirror, _local(source), limits=GitLimits(refs_max=1))


def test_an_old_mirror_stays_as_it_was_when_the_source_breaks(source: Repository, mirror: Path) -> None:
    where = _local(source)
    sync_mirror(mirror, where)
    (source.path / ".git" / "HEAD").unlink()
    with pytest.raises(InvalidError, match="not a git repository"):
        sync_mirror(mirror, where)
    assert resolve_revision(mirror, None).subject == "Begin"


def test_a_folder_that_cannot_hold_mirrors_is_an_error(source: Repository, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InvalidError, match="cannot be written"):
        sync_mirror(tmp_path / "file" / "m.git", _local(source))


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    make_repository(tmp_path / "served" / "a" / "b", {"a": os.urandom(3_000_000)}, is_bare=True)
    small = tmp_path / "small"
    small.mkdir()
    script = (
        "import sys, pathlib\n"
        "from repochat.git import DiskFullError, parse_source, sync_mirror\n"
        "source = parse_source(sys.argv[2], may_reach_local=True)\n"
        "try:\n"
        "    sync_mirror(pathlib.Path(sys.argv[1]) / 'm.git', source)\n"
        "except DiskFullError as error:\n"
        "    print(error.message, [path.name for path in pathlib.Path(sys.argv[1]).iterdir()])\n"
    )
    mount = 'mount -t tmpfs -o size=1m none "$1" && shift && exec "$@"'
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh", str(small)]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    for source in (str(tmp_path / "served" / "a" / "b"), None):
        with running_host(tmp_path / "served") as host:
            arguments = [sys.executable, "-c", script, str(small), source or f"{host.url}/a/b"]
            done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
        assert "The disk is full" in done.stdout, done.stderr
        assert done.stdout.endswith("['m.git.lock']\n")


def test_many_fetches_do_not_pile_up_packs(source: Repository, mirror: Path) -> None:
    limits = GitLimits(packs_max=3)
    sync_mirror(mirror, _local(source), limits=limits)
    lost = source.commit({"lost": b""})
    sync_mirror(mirror, _local(source), limits=limits)
    source.git("update-ref", "refs/heads/main", "main~1")
    for number in range(6):
        source.commit({f"{number}": b"x"})
        sync_mirror(mirror, _local(source), limits=limits)
    assert len(list((mirror / "objects" / "pack").glob("*.pack"))) <= 3
    assert list_tree(mirror, lost)


def test_a_mirror_is_removed_whole(source: Repository, mirror: Path) -> None:
    remove_mirror(mirror)
    sync_mirror(mirror, _local(source))
    remove_mirror(mirror)
    assert [path.name for path in mirror.parent.iterdir()] == ["m.git.lock"]
    with pytest.raises(NotFoundError):
        read_mirror_info(mirror)

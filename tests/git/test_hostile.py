"""Repositories made to run something, or to mislead: nothing of theirs runs, and what they say is only data.

Each trap is shown to work on a careless git first, so that these tests can fail.
"""

import os
import subprocess
from pathlib import Path

import pytest

from repochat.git import (
    BlobReader,
    blame_lines,
    diff_trees,
    is_ancestor,
    list_changes,
    list_ignored,
    list_tree,
    log_path,
    parse_source,
    read_attributes,
    read_commit,
    read_history,
    read_patch,
    resolve_revision,
    sync_mirror,
    trace_lines,
    trace_path,
)

from .repositories import Repository, make_repository, run_plain_git

_NOBODY = 65534
_HOOKS = (
    "post-checkout",
    "reference-transaction",
    "pre-auto-gc",
    "post-rewrite",
    "fsmonitor-watchman",
    "post-index-change",
)


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file that exists once anything of the repository has run."""
    return tmp_path / "canary"


@pytest.fixture
def trapped(tmp_path: Path, canary: Path) -> Repository:
    """A repository full of every setting by which git starts programs."""
    repository = make_repository(
        tmp_path / "trapped",
        {
            "a.py": b"one\ntwo\n",
            "b.txt": b"text\n",
            ".gitattributes": b"*.py diff=evil filter=evil merge=evil\n",
            ".lfsconfig": b"[lfs]\n\turl = ext::touch\n",
            ".repochatignore": b"b.txt\n",
        },
    )
    repository.commit({"a.py": b"one\n2\n"}, message="Second")
    repository.checkout()
    spring = tmp_path / "spring.sh"
    spring.write_text(f"#!/bin/sh\ntouch '{canary}'\nexit 1\n")
    spring.chmod(0o755)
    _set_traps(repository, spring)
    return repository


def _set_traps(repository: Repository, spring: Path) -> None:
    hooks = repository.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in _HOOKS:
        (hooks / name).symlink_to(spring)
    included = repository.path / ".git" / "more"
    included.write_text(f"[core]\n\tfsmonitor = {spring}\n\tpager = {spring}\n\teditor = {spring}\n")
    settings = {
        "include.path": str(included),
        "core.hooksPath": str(hooks),
        "core.fsmonitor": str(spring),
        "core.sshCommand": str(spring),
        "core.gitProxy": str(spring),
        "core.askPass": str(spring),
        "core.alternateRefsCommand": str(spring),
        "core.pager": str(spring),
        "uploadpack.packObjectsHook": str(spring),
        "credential.helper": f"!{spring}",
        "diff.external": str(spring),
        "diff.evil.textconv": str(spring),
        "diff.evil.command": str(spring),
        "filter.evil.smudge": str(spring),
        "filter.evil.clean": str(spring),
        "filter.evil.process": str(spring),
        "merge.evil.driver": str(spring),
        "alias.rev-parse": f"!{spring}",
        "alias.upload-pack": f"!{spring}",
        "protocol.ext.allow": "always",
        "remote.origin.url": f"ext::{spring}",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": str(spring),
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "gc.auto": "1",
    }
    for name, value in settings.items():
        repository.git("config", name, value)


def _read_everything(mirror: Path) -> None:
    commit = resolve_revision(mirror, None)
    entries = list_tree(mirror, commit.sha)
    with BlobReader(mirror) as reader:
        list(reader.iter_blobs(entry.oid for entry in entries))
    read_attributes(mirror, entries)
    list_ignored(mirror, entries)
    read_history(mirror, commit.sha)
    log_path(mirror, commit.sha, b"a.py", 5)
    blame_lines(mirror, commit.sha, b"a.py", 1, 2)
    before = resolve_revision(mirror, "main~1").sha
    diff_trees(mirror, before, commit.sha)
    list_changes(mirror, before, commit.sha)
    read_patch(mirror, before, commit.sha)
    read_commit(mirror, commit.sha)
    is_ancestor(mirror, before, commit.sha)
    trace_path(mirror, commit.sha, b"a.py", 5)
    trace_lines(mirror, commit.sha, b"a.py", 1, 2, 5)


def test_the_traps_work_on_a_careless_git(trapped: Repository, canary: Path) -> None:
    subprocess.run(["git", "-C", str(trapped.path), "status"], capture_output=True, check=False)
    assert canary.exists()


def test_the_trap_of_missing_objects_works_on_a_careless_git(trapped: Repository, canary: Path) -> None:
    _remove_object(trapped, trapped.sha("HEAD:b.txt"))
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(trapped.path), "cat-file", "-p", "HEAD:b.txt"]
    subprocess.run(command, capture_output=True, check=False)
    assert canary.exists()


def test_no_setting_or_hook_of_a_repository_runs(trapped: Repository, canary: Path, tmp_path: Path) -> None:
    source = parse_source(str(trapped.path), may_reach_local=True)
    sync_mirror(tmp_path / "m.git", source)
    _read_everything(tmp_path / "m.git")
    newest = _commit_past_the_traps(trapped)
    sync_mirror(tmp_path / "m.git", source)
    assert resolve_revision(tmp_path / "m.git", None).sha == newest
    _read_everything(tmp_path / "m.git")
    assert not canary.exists()


def _commit_past_the_traps(repository: Repository) -> str:
    careful = ("-C", str(repository.path), "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
    made = run_plain_git(*careful, "commit-tree", "main^{tree}", "-p", "main", "-m", "Third").decode().strip()
    run_plain_git(*careful, "update-ref", "refs/heads/main", made)
    return made


def test_nothing_runs_when_objects_come_through_upload_pack(trapped: Repository, canary: Path, tmp_path: Path) -> None:
    # A symbolic link among the objects is why git refuses to link them.
    (trapped.path / ".git" / "objects" / "link").symlink_to("/etc")
    sync_mirror(tmp_path / "m.git", parse_source(str(trapped.path), may_reach_local=True))
    assert not canary.exists()
    assert not (tmp_path / "m.git" / "objects" / "link").exists()
    _read_everything(tmp_path / "m.git")
    assert not canary.exists()


def test_a_missing_object_never_makes_git_fetch_it(trapped: Repository, canary: Path, tmp_path: Path) -> None:
    oid = trapped.sha("HEAD:b.txt")
    _remove_object(trapped, oid)
    canary.unlink(missing_ok=True)
    source = parse_source(str(trapped.path), may_reach_local=True)
    sync_mirror(tmp_path / "m.git", source)
    _read_everything(tmp_path / "m.git")
    with BlobReader(tmp_path / "m.git") as reader:
        assert [blob.problem for blob in reader.iter_blobs([oid])] == ["missing"]
    assert not canary.exists()


def _remove_object(repository: Repository, oid: str) -> None:
    objects = repository.path / ".git" / "objects"
    for pack in list((objects / "pack").glob("*.pack")):
        moved = repository.path / pack.name
        pack.rename(moved)
        pack.with_suffix(".idx").unlink()
        run_plain_git("-C", str(repository.path), "unpack-objects", "-q", stdin=moved.read_bytes())
    (objects / oid[:2] / oid[2:]).unlink()


def test_a_pack_that_lies_about_a_blob_is_found_out(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r", {"a": b"honest\n", "b": b"forged\n"})
    honest, forged = repository.sha("HEAD:a"), repository.sha("HEAD:b")
    objects = repository.path / ".git" / "objects"
    for pack in list((objects / "pack").glob("*.pack")):
        moved = repository.path / pack.name
        pack.rename(moved)
        pack.with_suffix(".idx").unlink()
        run_plain_git("-C", str(repository.path), "unpack-objects", "-q", stdin=moved.read_bytes())
    target = objects / honest[:2] / honest[2:]
    target.unlink()
    target.write_bytes((objects / forged[:2] / forged[2:]).read_bytes())
    sync_mirror(tmp_path / "m.git", parse_source(str(repository.path), may_reach_local=True))
    with BlobReader(tmp_path / "m.git") as reader:
        blobs = list(reader.iter_blobs([honest, forged]))
    assert blobs[0].content is None
    assert blobs[1].content == b"forged\n"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files to another account")
def test_a_repository_of_another_account_can_be_read(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "r", {"a": b"x\n"})
    source = parse_source(str(repository.path), may_reach_local=True)
    for content in (b"y\n", b"z\n"):
        newest = repository.commit({"b": content})
        for path in (repository.path, *repository.path.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY)
        sync_mirror(tmp_path / "m.git", source)
        assert resolve_revision(tmp_path / "m.git", None).sha == newest
        for path in (repository.path, *repository.path.rglob("*")):
            os.chown(path, 0, 0)

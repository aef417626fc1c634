"""Objects that are brought over file by file."""

import shutil
import tempfile
from pathlib import Path

import pytest

from repochat.git import list_tree
from repochat.git.object_links import link_objects

from .repositories import make_repository


def test_only_objects_are_linked_and_symbolic_links_are_left_alone(tmp_path: Path) -> None:
    source = make_repository(tmp_path / "source", {"a": b"x\n"})
    objects = source.path / ".git" / "objects"
    (objects / "ab").symlink_to("/etc")
    (objects / "pack" / "pack-00.pack").symlink_to("/etc/passwd")
    (objects / "pack" / "notes.txt").write_bytes(b"")
    (objects / "info" / "alternates").write_bytes(b"/elsewhere\n")
    mirror = make_repository(tmp_path / "mirror", is_bare=True).path
    link_objects(source.path / ".git", mirror)
    link_objects(source.path / ".git", mirror)
    assert len(list_tree(mirror, source.sha())) == 1
    names = {path.name for path in (mirror / "objects").rglob("*")}
    assert not names & {"ab", "pack-00.pack", "notes.txt", "alternates"}
    sha = source.sha()
    assert (mirror / "objects" / sha[:2] / sha[2:]).stat().st_nlink == 2


def test_across_file_systems_objects_are_copied(tmp_path: Path) -> None:
    memory = Path("/dev/shm")  # noqa: S108  another file system is the point
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has one file system")
    source = make_repository(tmp_path / "source", {"a": b"x\n"})
    elsewhere = Path(tempfile.mkdtemp(dir=memory))
    try:
        mirror = make_repository(elsewhere / "mirror", is_bare=True).path
        link_objects(source.path / ".git", mirror)
        assert len(list_tree(mirror, source.sha())) == 1
    finally:
        shutil.rmtree(elsewhere)

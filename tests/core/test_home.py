import os
import stat
from pathlib import Path

import pytest

from repochat.core.errors import ForbiddenError, InvalidError
from repochat.core.home import open_home

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def test_every_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    home = open_home(tmp_path / "deep" / "home")
    for folder in (home.root, *home.folders()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    (home.cache / "file").write_text("kept")
    assert open_home(tmp_path / "home") == home
    assert (home.cache / "file").read_text() == "kept"


def test_a_file_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(InvalidError, match="is not a folder"):
        open_home(tmp_path / "home")


def test_a_place_that_cannot_be_written_is_named() -> None:
    with pytest.raises(ForbiddenError, match="cannot be created") as caught:
        open_home(Path("/proc/repochat-home"))
    assert "REPOCHAT_HOME" in caught.value.hint


@needs_root
def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "home"
    root.mkdir()
    os.chown(root, 65534, 65534)
    with pytest.raises(ForbiddenError, match="another user") as caught:
        open_home(root)
    assert "chown" in caught.value.hint

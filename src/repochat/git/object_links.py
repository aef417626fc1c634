"""Objects of a local repository, brought into a mirror by hard links, for sources that cannot serve a pack."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

_FOLDER = re.compile(r"[0-9a-f]{2}|pack")
_WANTED = re.compile(r"[0-9a-f]{38,62}|pack-[0-9a-f]+\.(?:pack|idx|rev|promisor)")


def link_objects(git_dir: Path, mirror: Path) -> None:
    """Links every object file that `mirror` lacks; copies across file systems. Symbolic links are left alone."""
    objects = _common_dir(git_dir) / "objects"
    for folder in sorted(objects.iterdir()):
        if _FOLDER.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink():
            _link_folder(folder, mirror / "objects" / folder.name)


def _common_dir(git_dir: Path) -> Path:
    """A linked work tree keeps its objects with the repository it belongs to."""
    try:
        return (git_dir / (git_dir / "commondir").read_text().strip()).resolve()
    except FileNotFoundError:
        return git_dir


def _link_folder(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    # An index makes its pack visible, so it comes last.
    for entry in sorted(os.scandir(source), key=lambda entry: (entry.name.endswith(".idx"), entry.name)):
        if _WANTED.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
            with suppress(FileExistsError):
                _link_file(Path(entry.path), target / entry.name)


def _link_file(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        temporary = target.with_name(f"tmp_{target.name}")
        shutil.copyfile(source, temporary, follow_symlinks=False)
        temporary.rename(target)

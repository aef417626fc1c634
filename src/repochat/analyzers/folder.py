"""Files of a revision on a disk, for tools that read nothing else: under names of ours, private, gone afterwards."""

import os
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from repochat.analyzers.languages import find_suffix
from repochat.analyzers.model import SourceFile

__all__ = ["SourceFolder", "open_folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFolder:
    """`sources` holds a folder for each file, `home` is where tools run; `files` names what is below `sources`.

    A file is called `main` with its own suffix, but Python's `__init__.py`, which tools read in another way. A name of
    the repository never reaches the disk: so none is a configuration, an option, a link or a plugin.
    """

    sources: Path
    home: Path
    files: Mapping[str, SourceFile]

    def list_local(self) -> list[tuple[Path, SourceFile]]:
        return [(self.sources / name, file) for name, file in self.files.items()]

    def find_file(self, reported: str) -> SourceFile | None:
        """The file that a tool speaks of, by an absolute path or one from where it ran."""
        path = PurePath(os.path.normpath(self.home / reported))
        return self.files.get(path.relative_to(self.sources).as_posix()) if self._holds(path) else None

    def _holds(self, path: PurePath) -> bool:
        return path.is_relative_to(self.sources)


@contextmanager
def open_folder(files: Sequence[SourceFile]) -> Generator[SourceFolder]:
    """Blocks: it writes. Everything is gone when the block is left."""
    with tempfile.TemporaryDirectory(prefix="repochat-analyzers-") as name:
        root = Path(name).resolve()
        folder = SourceFolder(
            sources=root / "sources",
            home=root / "home",
            files={_name_locally(index, file.path): file for index, file in enumerate(files)},
        )
        folder.home.mkdir()
        for path, file in folder.list_local():
            path.parent.mkdir(parents=True)
            path.write_bytes(file.content)
        yield folder


def _name_locally(index: int, path: str) -> str:
    name = "__init__.py" if PurePosixPath(path).name == "__init__.py" else f"main{find_suffix(path)}"
    return f"f{index:06d}/{name}"

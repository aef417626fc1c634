"""The folder that holds everything repochat keeps: `REPOCHAT_HOME`."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import ForbiddenError, InvalidError, LimitError

PRIVATE_FOLDER = 0o700


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeLimits:
    """`free_bytes_min` is what a start needs: an index and PostgreSQL's write-ahead log must fit."""

    free_bytes_min: int = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The folders below `REPOCHAT_HOME`; build it with `open_home`, which creates them."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def mirrors(self) -> Path:
        return self.root / "mirrors"

    @property
    def artifacts(self) -> Path:
        return self.root / "artifacts"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def snapshots(self) -> Path:
        return self.cache / "hot"

    @property
    def grammars(self) -> Path:
        return self.cache / "grammars"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        return self.root / "run"

    def folders(self) -> tuple[Path, ...]:
        return (self.postgres, self.mirrors, self.artifacts, self.cache, self.logs, self.run)


def open_home(root: Path, limits: HomeLimits | None = None) -> Home:
    """Create what is missing, readable by its owner only.

    Raises ForbiddenError when the folder belongs to someone else or cannot be written, InvalidError when it is not
    a folder, LimitError when its disk is nearly full.
    """
    home = Home(root=root.expanduser().absolute())
    _create_private(home.root)
    _check_owner(home.root)
    check_free_space(home, limits or HomeLimits())
    for folder in home.folders():
        _create_private(folder)
    return home


def check_free_space(home: Home, limits: HomeLimits) -> None:
    """Raises LimitError when fewer than `limits.free_bytes_min` bytes are free where `home` lies."""
    free_bytes = shutil.disk_usage(home.root).free
    if free_bytes < limits.free_bytes_min:
        raise LimitError(
            f"The disk of {home.root} is nearly full: {_megabytes(free_bytes)} free,"
            f" {_megabytes(limits.free_bytes_min)} needed.",
            hint="Free some space, or point REPOCHAT_HOME at a folder on another disk.",
            limit="free_bytes_min",
        )


def _megabytes(count_bytes: int) -> str:
    return f"{count_bytes / 1_000_000:.0f} MB"


def _create_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise InvalidError(
            f"{folder} is not a folder.", hint="Move that file, or set REPOCHAT_HOME elsewhere."
        ) from error
    except OSError as error:
        raise ForbiddenError(
            f"{folder} cannot be created: {error.strerror}.",
            hint="Set REPOCHAT_HOME to a folder that you may write to.",
        ) from error


def _check_owner(root: Path) -> None:
    owner_id = root.stat().st_uid
    if owner_id != os.geteuid():
        raise ForbiddenError(
            f"{root} belongs to another user of this machine (uid {owner_id}, you are {os.geteuid()}).",
            hint=f"Run as that user, set REPOCHAT_HOME to a folder of your own, or hand it over: chown -R $USER {root}",
        )
    if not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        raise ForbiddenError(
            f"{root} cannot be written to.",
            hint=f"Give yourself the right (chmod u+rwx {root}), or set REPOCHAT_HOME to another folder.",
        )

"""Where the embedded server keeps its things, all below `REPOCHAT_HOME/postgres` but for a long socket's folder."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

from repochat.core.errors import ForbiddenError
from repochat.core.home import PRIVATE_FOLDER, Home
from repochat.core.postgres.account import Account

PORT = 5432  # names the socket file; no TCP port is ever opened
SOCKET_NAME = f".s.PGSQL.{PORT}"
SOCKET_FOLDER_PREFIX = "repochat-"  # of a folder that is the socket's alone
SOCKET_PATH_BYTES_MAX = 103  # sun_path holds 104 bytes on macOS, 108 on Linux, one of them the final zero


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresFolders:
    home: Home

    @property
    def data(self) -> Path:
        return self.home.postgres / "data"

    @property
    def building(self) -> Path:
        """A data folder that is being made; it becomes `data` by one rename."""
        return self.home.postgres / "data.building"

    @property
    def credentials(self) -> Path:
        return self.home.postgres / "credentials.json"

    @property
    def lifecycle_lock(self) -> Path:
        return self.home.run / "postgres.lifecycle.lock"

    @property
    def users_lock(self) -> Path:
        return self.home.run / "postgres.users.lock"

    @property
    def keep_marker(self) -> Path:
        return self.home.run / "postgres.keep"

    @property
    def log(self) -> Path:
        return self.home.logs / "postgres.log"


def prepare_socket_folder(folders: PostgresFolders, account: Account) -> Path:
    """A folder for the socket that only its owner can enter, with a path short enough for the kernel.

    The temporary folder is preferred to XDG_RUNTIME_DIR, which vanishes at logout while the server stays.
    """
    socket_folder = _choose_socket_folder(folders, account)
    owner_id = os.geteuid() if account.user_id is None else account.user_id
    socket_folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    found = socket_folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner_id, os.geteuid()):
        raise ForbiddenError(
            f"{socket_folder}, where the database's socket belongs, was made by another user of this machine.",
            hint="Remove it, or set TMPDIR to a folder of your own.",
        )
    socket_folder.chmod(PRIVATE_FOLDER)
    account.own(socket_folder)
    return socket_folder


def _choose_socket_folder(folders: PostgresFolders, account: Account) -> Path:
    beside_data = folders.home.run
    if account.user_id is None and fits_socket(beside_data):
        return beside_data
    digest = hashlib.sha256(os.fsencode(folders.data)).hexdigest()[:12]
    name = f"{SOCKET_FOLDER_PREFIX}{os.geteuid()}-{digest}"
    candidates = (Path(gettempdir()) / name, Path("/tmp") / name)  # noqa: S108 - only its owner can enter the folder
    return next((candidate for candidate in candidates if fits_socket(candidate)), candidates[-1])


def fits_socket(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES_MAX

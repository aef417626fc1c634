"""The token of this machine's owner: a file that nobody else may read."""

from hmac import compare_digest
from pathlib import Path

from repochat.accounts.tokens import LOCAL_PREFIX, create_token, hash_token
from repochat.core.home import Home
from repochat.core.private_files import find_private, read_or_create_private, write_private

FILE = "token"


def load_local_token(home: Home) -> str:
    """The token, made when there is none yet. Raises ForbiddenError when others may read its file."""
    return read_or_create_private(_path_of(home), _create).strip()


def replace_local_token(home: Home) -> str:
    """A new token. The old one lets nobody in any more; what it has logged in stays so until it is logged out."""
    write_private(_path_of(home), _create())
    return load_local_token(home)


def is_local_token(home: Home, token: str) -> bool:
    """In a time that tells nothing of the token. The file is read each time, so a new token counts at once."""
    known = (find_private(_path_of(home)) or "").strip()
    return known != "" and compare_digest(hash_token(token), hash_token(known))


def _path_of(home: Home) -> Path:
    return home.root / FILE


def _create() -> str:
    return create_token(LOCAL_PREFIX)

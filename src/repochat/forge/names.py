"""Names that become part of a path: what is none never reaches the forge."""

import re
from urllib.parse import quote

from repochat.core.errors import InvalidError

_FULL_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})(?:\[bot\])?")


def check_name(full_name: str) -> str:
    """`owner/name`, or InvalidError."""
    if not _FULL_NAME.fullmatch(full_name):
        raise InvalidError("That is not a repository's name on GitHub.", hint="Write owner/name.")
    return full_name


def check_login(login: str) -> str:
    """An account's name, or InvalidError."""
    if not _LOGIN.fullmatch(login):
        raise InvalidError("That is not an account's name on GitHub.", hint="Write the name as its profile shows it.")
    return login


def quote_ref(name: str) -> str:
    """A branch's name as part of a path; its slashes stay."""
    return quote(name, safe="/")

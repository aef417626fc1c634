"""What makes a finding the same one: its rule, its code without its layout, the name around it, and which of equals.

Never the line number. The path is a part of the exact identity; a finding that moves is known by the rest (`matching`).
"""

import hashlib
import re

_BLANK = re.compile(r"\s+")
_CONTINUATION = re.compile(r"\\\r?\n")
_LAST_COMMA = re.compile(r",(?=[)\]}])")
_ASSIGNED = re.compile(r"^\W*(?P<name>[\w.\-\[\]'\" ]{1,80}?)\s*(?::=|=>|=|:)")
_DIGEST_CHARS = 32


def normalise_text(text: str) -> str:
    """The code without its layout: blanks, line ends, the kind of quotes, and commas that only a formatter adds."""
    joined = _BLANK.sub("", _CONTINUATION.sub("", text))
    return _LAST_COMMA.sub("", joined.replace("'", '"'))


def mask_line(line: str) -> str:
    """Of a line that holds a secret: the name that it is given to, and nothing of its value; "" when there is none."""
    found = _ASSIGNED.match(line)
    return normalise_text(found["name"]) if found else ""


def build_identity(*, path: str, rule: str, text: str, qualified_name: str, ordinal: int) -> str:
    """Of one finding in a repository. `ordinal` counts from 0 among those that are equal in all the rest."""
    return _digest(path, rule, text, qualified_name, str(ordinal))


def build_fingerprint(*, rule: str, text: str, qualified_name: str, ordinal: int) -> str:
    """The same wherever the file stands: what other tools are told (SARIF `partialFingerprints`)."""
    return _digest(rule, text, qualified_name, str(ordinal))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]

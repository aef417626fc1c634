"""What reaches standard output and standard error. Names from repositories are cleaned first: they hold anything."""

import json
import re
import sys
from typing import Any

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def write_json(value: Any) -> None:
    """One line of ASCII, so that no locale and no odd path can break it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True, allow_nan=False) + "\n")
    sys.stdout.flush()


def write(text: str = "") -> None:
    """A line on standard output; what its encoding lacks is escaped."""
    _write(sys.stdout, text)


def warn(text: str) -> None:
    """A line on standard error."""
    _write(sys.stderr, text)


def clean(text: str) -> str:
    """`text` without characters that could drive a terminal: escapes, returns, halves of surrogate pairs."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


def clean_line(text: str) -> str:
    r"""As `clean`, on one line: paths may hold `\n` too."""
    return clean(text).replace("\n", "\\n").replace("\t", "\\t")


def is_watched() -> bool:
    """Whether a person sees standard error as it is written."""
    return sys.stderr.isatty()


def _write(stream: Any, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()

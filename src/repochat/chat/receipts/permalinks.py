"""Where a known host shows cited lines at their commit."""

import re
from urllib.parse import quote

_SOURCE = re.compile(
    r"(?:https?://(?:[^@/]+@)?|ssh://(?:[^@/]+@)?|(?:[\w.-]+@)?)(?P<host>[\w.-]+)(?::\d+)?[:/](?P<path>[\w.~/-]+?)(?:\.git)?/?"
)
_FORMS = {
    "github.com": "https://github.com/{repo}/blob/{commit}/{path}#L{start}-L{end}",
    "gitlab.com": "https://gitlab.com/{repo}/-/blob/{commit}/{path}#L{start}-{end}",
    "codeberg.org": "https://codeberg.org/{repo}/src/commit/{commit}/{path}#L{start}-L{end}",
    "bitbucket.org": "https://bitbucket.org/{repo}/src/{commit}/{path}#lines-{start}:{end}",
}


def build_permalink(source: str, *, commit: str, path: str, start_line: int, end_line: int) -> str:
    """The address of the lines, or "" when the host of `source` is not known."""
    match = _SOURCE.fullmatch(source)
    form = _FORMS.get(match["host"].lower()) if match else None
    if match is None or form is None or match["path"].count("/") < 1:
        return ""
    return form.format(repo=match["path"].strip("/"), commit=commit, path=quote(path), start=start_line, end=end_line)

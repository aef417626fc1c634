"""Where a known host shows cited lines at their commit."""

import re
from collections.abc import Mapping
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
_COMMIT_FORMS = {
    "github.com": "https://github.com/{repo}/commit/{commit}",
    "gitlab.com": "https://gitlab.com/{repo}/-/commit/{commit}",
    "codeberg.org": "https://codeberg.org/{repo}/commit/{commit}",
    "bitbucket.org": "https://bitbucket.org/{repo}/commits/{commit}",
}
_PULL_FORMS = {
    "github.com": "https://github.com/{repo}/pull/{number}",
    "gitlab.com": "https://gitlab.com/{repo}/-/merge_requests/{number}",
    "codeberg.org": "https://codeberg.org/{repo}/pulls/{number}",
    "bitbucket.org": "https://bitbucket.org/{repo}/pull-requests/{number}",
}
_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w.~%-]*)*")


def build_permalink(source: str, *, commit: str, path: str, start_line: int, end_line: int) -> str:
    """The address of the lines, or "" when the host of `source` is not known."""
    return _build(_FORMS, source, commit=commit, path=quote(path), start=start_line, end=end_line)


def build_commit_link(source: str, commit: str) -> str:
    """The address of a commit, or "" when the host of `source` is not known."""
    return _build(_COMMIT_FORMS, source, commit=commit)


def build_pull_link(source: str, number: int, told: str) -> str:
    """The address of a pull request; where the host is not known, the one that its forge `told`, if it is one."""
    return _build(_PULL_FORMS, source, number=number) or (told if _ADDRESS.fullmatch(told) else "")


def _build(forms: Mapping[str, str], source: str, **parts: str | int) -> str:
    match = _SOURCE.fullmatch(source)
    form = forms.get(match["host"].lower()) if match else None
    if match is None or form is None or match["path"].count("/") < 1:
        return ""
    return form.format(repo=match["path"].strip("/"), **parts)

"""Real bugs of Python projects (BugsInPy): each with the commit before its fix, and the files that the fix changed."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from repochat.core.errors import RepochatError
from repochat.git import GitLimits, list_changes, resolve_revision
from repochat.git.process import Invocation, run_git
from repochat.thinking.risk.features import build_table, rank_within
from repochat.thinking.risk.population import find_language

Floats = NDArray[np.float64]

BUGS_IN_PY = "soarsmu/BugsInPy"
_FIELD = re.compile(r'^(\w+)\s*=\s*"([^"\n]*)"', re.MULTILINE)
_ADDRESS = re.compile(r"github\.com/([^/\s]+/[^/\s]+?)(?:\.git)?/?$")
_MOVED = {
    "tiangolo/fastapi": "fastapi/fastapi",
    "jakubroztocil/httpie": "httpie/cli",
    "huge-success/sanic": "sanic-org/sanic",
    "explosion/spaCy": "explosion/spaCy",
}
_FIXED_FILES_MAX = 20
BUG_REPOSITORIES = (
    "cool-RR/PySnooper", "ansible/ansible", "psf/black", "cookiecutter/cookiecutter", "fastapi/fastapi", "httpie/cli",
    "keras-team/keras", "spotify/luigi", "sanic-org/sanic", "scrapy/scrapy", "explosion/spaCy", "nvbn/thefuck",
    "tornadoweb/tornado", "tqdm/tqdm", "ytdl-org/youtube-dl",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Bug:
    """`sha` is the revision with the bug; `fixed` are its files of code that the fix changed."""

    project: str
    repository: str
    number: int
    sha: str
    fixed: tuple[str, ...]


def list_bugs(catalogue: Path, mirrors: dict[str, Path]) -> tuple[list[Bug], dict[str, int]]:
    """The bugs whose commits a mirror has, and how many of each reason could not be taken. `mirrors` by repository."""
    names = _show(catalogue, "ls-tree", "-r", "--name-only", "HEAD", "projects/").split("\n")
    infos = sorted(name for name in names if name.endswith("/bug.info"))
    bugs: list[Bug] = []
    left_out: dict[str, int] = {}
    for info in infos:
        found = _read_bug(catalogue, info, mirrors)
        if isinstance(found, Bug):
            bugs.append(found)
        else:
            left_out[found] = left_out.get(found, 0) + 1
    return bugs, left_out


def _read_bug(catalogue: Path, info: str, mirrors: dict[str, Path]) -> "Bug | str":
    _, project, _, number, _ = info.split("/")
    facts = dict(_FIELD.findall(_show(catalogue, "cat-file", "blob", f"HEAD:{info}")))
    address = dict(_FIELD.findall(_show(catalogue, "cat-file", "blob", f"HEAD:projects/{project}/project.info")))
    match = _ADDRESS.search(address.get("github_url", ""))
    repository = _MOVED.get(match[1], match[1]) if match else project
    mirror = mirrors.get(repository)
    if mirror is None:
        return f"no mirror of {repository}"
    try:
        buggy = resolve_revision(mirror, facts["buggy_commit_id"].strip()).sha
        fixed = resolve_revision(mirror, facts["fixed_commit_id"].strip()).sha
        changes = list_changes(mirror, buggy, fixed)
    except RepochatError:
        return f"{repository} has not its commits"
    paths = [change.old_path.decode("utf-8", "replace") for change in changes if change.status != "added"]
    mended = tuple(path for path in paths if path.endswith(".py") and find_language(path))
    if not mended:
        return "its fix changed no file of code that was there"
    if len(mended) > _FIXED_FILES_MAX:
        return "the two commits are far apart"
    return Bug(project=project, repository=repository, number=int(number), sha=buggy, fixed=mended)


def _show(git_dir: Path, *args: str) -> str:
    return run_git(Invocation(args=args, git_dir=git_dir, timeout_s=GitLimits.read_timeout_s)).decode(
        "utf-8", "replace"
    )


@dataclass(frozen=True, kw_only=True)
class BugTable:
    """The files of code that the revision with the bug had, as scores see them, and which of them the fix changed."""

    bug: Bug
    lines: Floats  # (n,)
    raw: Floats  # (n, features)
    ranks: Floats  # (n, features)
    is_fixed: NDArray[np.bool_]  # (n,)


def read_bug_table(bug: Bug, mirror: Path) -> BugTable:
    """Reads nothing after the revision with the bug but the names of the files that its fix changed."""
    table = build_table(mirror, bug.sha)
    return BugTable(
        bug=bug,
        lines=table.lines,
        raw=table.raw,
        ranks=rank_within(table.raw),
        is_fixed=np.array([path in bug.fixed for path in table.paths]),
    )

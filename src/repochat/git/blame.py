"""Which commit last wrote each line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import LimitError
from repochat.git.history import check_path
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, run_git
from repochat.git.revision import check_sha


@dataclass(frozen=True, kw_only=True, slots=True)
class BlameLine:
    """`line` counts from 1 in the file as it is at the asked commit."""

    line: int
    sha: str
    committed_at: int
    author: str
    subject: str


def blame_lines(
    mirror: Path, sha: str, path: bytes, start_line: int, end_line: int, *, limits: GitLimits | None = None
) -> list[BlameLine]:
    """One BlameLine for each line from `start_line` to `end_line`, both included.

    Raises NotFoundError (no such path), InvalidError (no such lines), LimitError (`blame_lines_max`, or time).
    """
    bounds = limits or GitLimits()
    if end_line - start_line >= bounds.blame_lines_max:
        raise LimitError(
            f"More than {bounds.blame_lines_max} lines were asked for.",
            hint="Ask for fewer lines at a time.",
            limit="blame_lines_max",
        )
    # The end is cut at the file's last line by git; a start beyond it is an error.
    args = ("blame", "--porcelain", "--encoding=UTF-8", f"-L{max(1, start_line)},{end_line}")
    output = run_git(
        Invocation(
            args=(*args, check_sha(sha), "--", check_path(path)),
            git_dir=mirror,
            timeout_s=bounds.blame_timeout_s,
            timeout_name="blame_timeout_s",
        )
    )
    return list(_parse_porcelain(output))


def _parse_porcelain(output: bytes) -> Iterator[BlameLine]:
    """A commit's facts stand only before its first line; every line's content follows a tab."""
    facts: dict[str, dict[str, str]] = {}
    sha, line = "", 0
    for raw in output.split(b"\n"):
        if raw.startswith(b"\t"):
            known = facts[sha]
            yield BlameLine(
                line=line,
                sha=sha,
                committed_at=int(known.get("committer-time", "0")),
                author=known.get("author", ""),
                subject=known.get("summary", ""),
            )
            sha = ""
        elif not sha and raw:
            sha, _, final_line, *_ = raw.decode().split(" ")
            line = int(final_line)
            facts.setdefault(sha, {})
        elif raw:
            key, _, value = raw.decode("utf-8", "replace").partition(" ")
            facts[sha][key] = value

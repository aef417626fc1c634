"""Where a line of history stood at a moment."""

from pathlib import Path

from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, run_git
from repochat.git.revision import check_sha


def find_commit_at(mirror: Path, sha: str, at_s: int, *, limits: GitLimits | None = None) -> str | None:
    """The newest commit on the first-parent line of `sha` that was made until `at_s`; None when there was none yet."""
    bounds = limits or GitLimits()
    args = ("rev-list", "--first-parent", "--max-count=1", f"--before={at_s}", check_sha(sha), "--")
    found = run_git(
        Invocation(args=args, git_dir=mirror, timeout_s=bounds.read_timeout_s, timeout_name="read_timeout_s")
    )
    return found.decode().strip() or None

"""What the source has now: its branches, its tags, and where its HEAD points."""

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import InvalidError, LimitError
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, ShouldStop, run_git
from repochat.git.reach import open_reach
from repochat.git.source import Source, find_git_dir

REQUEST_REFS = ("refs/pull/", "refs/merge-requests/")  # where forges keep pull requests
_REQUEST_REF = re.compile(r"refs/(?:pull|merge-requests)/[1-9][0-9]{0,17}/(?:head|merge)")


@dataclass(frozen=True, kw_only=True)
class RemoteState:
    """`refs` maps full names to object ids. Of `head_ref` and `detached_sha` at most one is set."""

    refs: dict[str, str]
    head_ref: str | None
    detached_sha: str | None


def is_request_ref(name: str) -> bool:
    """Whether `name` is the full name of a pull request's head, or of its trial merge."""
    return _REQUEST_REF.fullmatch(name) is not None


def check_request_ref(name: str) -> str:
    """`name` itself. Raises InvalidError unless `is_request_ref`: nothing else may reach git's command line."""
    if not is_request_ref(name):
        raise InvalidError(f"{name[:80]!r} is no ref of a pull request.", hint="Name it like refs/pull/7/head.")
    return name


def read_remote_state(
    source: Source, *, limits: GitLimits, should_stop: ShouldStop | None, further: Collection[str] = ()
) -> RemoteState:
    """Asks the source once: for branches, tags, and those of `further` that it has.

    Raises the RepochatError that fits, LimitError above `refs_max`.
    """
    patterns = ("HEAD", "refs/heads/*", "refs/tags/*", *sorted(further))
    with open_reach(source) as reach:
        listed = run_git(
            Invocation(
                args=(*reach.options, "ls-remote", "--symref", "--", source.url, *patterns),
                timeout_s=limits.fetch_timeout_s,
                timeout_name="fetch_timeout_s",
                protocols=reach.protocols,
                environment=reach.environment,
                should_stop=should_stop,
            )
        )
    return _with_unborn_head(_parse_listing(listed, limits), source)


def _parse_listing(listed: bytes, limits: GitLimits) -> RemoteState:
    refs: dict[str, str] = {}
    head_ref = head_sha = None
    for line in listed.decode("utf-8", "surrogateescape").split("\n"):
        value, _, name = line.partition("\t")
        if name == "HEAD" and value.startswith("ref: "):
            head_ref = value.removeprefix("ref: ")
        elif name == "HEAD":
            head_sha = value
        elif name.startswith(("refs/heads/", "refs/tags/", *REQUEST_REFS)) and not name.endswith("^{}"):
            refs[name] = value
    if len(refs) > limits.refs_max:
        raise LimitError(
            f"The repository has more than {limits.refs_max} branches and tags.",
            hint="Remove stale branches at the source, or raise the limit.",
            limit="refs_max",
        )
    is_branch = head_ref is not None and head_ref.startswith("refs/heads/")
    return RemoteState(
        refs=refs, head_ref=head_ref if is_branch else None, detached_sha=None if is_branch else head_sha
    )


def _with_unborn_head(state: RemoteState, source: Source) -> RemoteState:
    """A listing leaves out a HEAD whose branch has no commit yet; a local source can be asked directly."""
    if not source.is_local or state.head_ref is not None or state.detached_sha is not None:
        return state
    git_dir = find_git_dir(Path(source.url))
    found = run_git(Invocation(args=("symbolic-ref", "-q", "HEAD"), git_dir=git_dir, good_codes=frozenset({0, 1})))
    name = os.fsdecode(found.removesuffix(b"\n"))
    return RemoteState(refs=state.refs, head_ref=name or None, detached_sha=None)

"""Branches, tags and pull requests that a revision can be chosen from."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from repochat.accounts import Viewer
from repochat.catalog.pull_request_store import PullRequestStore
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import RevisionStore
from repochat.core.errors import InvalidError, NotFoundError
from repochat.git import RefHead, RefKind, list_ref_heads, read_default_branch, read_message, resolve_revision
from repochat.indexing.connect import mirror_of
from repochat.workspace.code.limits import LIMITS, CodeLimits
from repochat.workspace.code.paths import show_path
from repochat.workspace.resources import Resources

ShownRefKind = Literal["branch", "tag", "pull", "commit"]

_PULL = re.compile(r"refs/(?:pull|merge-requests)/(\d+)/head")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRef:
    """`name` is for people, `rev` names it wherever a revision is asked for. Times are Unix seconds.

    `title` is that of a pull request, or the subject of the commit.
    """

    name: str
    rev: str
    kind: ShownRefKind
    sha: str
    committed_at: int
    title: str
    is_indexed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRefs:
    """The newest first; where the query names a commit, that one stands before all."""

    default_branch: str | None
    refs: tuple[ShownRef, ...]
    is_cut: bool


async def list_shown_refs(
    resources: Resources,
    viewer: Viewer,
    repo: Repo,
    *,
    query: str = "",
    kind: RefKind | None = None,
    limits: CodeLimits = LIMITS,
) -> ShownRefs:
    """Those whose name or title holds `query`, at most `refs_listed_max`."""
    mirror = mirror_of(resources.home.mirrors, repo)
    asked = query.strip()
    async with resources.database.read(viewer.scope) as session:
        pulls = await PullRequestStore(session).list_pull_requests(repo.id)
    titles = {str(pull.number): pull.title for pull in pulls}
    default, heads, commit = await asyncio.to_thread(_look, mirror, asked, kind)
    found = [ref for ref in _show(heads, titles, default) if not asked or _fits(ref, asked)]
    shown = [*([commit] if commit else []), *found[: limits.refs_listed_max]]
    async with resources.database.read(viewer.scope) as session:
        indexed = await RevisionStore(session).list_indexed(repo.id, [ref.sha for ref in shown])
    return ShownRefs(
        default_branch=default,
        refs=tuple(replace(ref, is_indexed=ref.sha in indexed) for ref in shown),
        is_cut=len(found) > limits.refs_listed_max,
    )


def _look(mirror: Path, asked: str, kind: RefKind | None) -> tuple[str | None, list[RefHead], ShownRef | None]:
    heads = [head for head in list_ref_heads(mirror) if kind is None or head.kind == kind]
    return read_default_branch(mirror), heads, _find_commit(mirror, asked) if asked and kind is None else None


def _find_commit(mirror: Path, asked: str) -> ShownRef | None:
    """What the query names by itself, unless that is a branch or a tag: those are listed anyway."""
    with suppress(NotFoundError, InvalidError):
        commit = resolve_revision(mirror, asked)
        if commit.ref is None or re.search(r"[~^@]", asked):
            told = read_message(mirror, commit.sha)
            return ShownRef(
                name=asked if len(asked) < len(commit.sha) else commit.sha[:12],
                rev=commit.sha,
                kind="commit",
                sha=commit.sha,
                committed_at=told.committed_at,
                title=told.subject,
                is_indexed=False,
            )
    return None


def _show(heads: Iterable[RefHead], titles: dict[str, str], default: str | None) -> Iterator[ShownRef]:
    """The default branch before all others: it is what is looked for most."""
    listed = sorted(heads, key=lambda head: head.ref != f"refs/heads/{default}")
    branches = {_shorten(head.ref) for head in listed if head.kind == "branch"}
    for head in listed:
        pull = _PULL.fullmatch(head.ref)
        name = f"#{pull[1]}" if pull else _shorten(head.ref)
        is_plain = head.kind == "branch" or (head.kind == "tag" and name not in branches)
        shown = show_path(name.encode("utf-8", "surrogateescape"))
        rev = name if is_plain else head.ref
        yield ShownRef(
            name=shown,
            rev=rev if shown == name else head.sha,  # a name that is no text cannot be asked for
            kind=head.kind,
            sha=head.sha,
            committed_at=head.committed_at,
            title=titles.get(pull[1], head.subject) if pull else head.subject,
            is_indexed=False,
        )


def _shorten(ref: str) -> str:
    return ref.split("/", 2)[2]


def _fits(ref: ShownRef, asked: str) -> bool:
    wanted = asked.casefold()
    return wanted in ref.name.casefold() or wanted in ref.title.casefold() or ref.sha.startswith(wanted)

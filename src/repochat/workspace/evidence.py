"""The lines that insights lean on, read from git when they are shown: nothing of them is stored."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo, RepoStore
from repochat.catalog.thinking.insight_list_store import ListedInsight
from repochat.chat.receipts.permalinks import build_commit_link, build_permalink
from repochat.core.errors import RepochatError
from repochat.git import BlobReader
from repochat.indexing.connect import mirror_of
from repochat.llm.masking import mask_secrets
from repochat.workspace.limits import LIMITS
from repochat.workspace.resources import Resources

Shown = Mapping[str, Any]


async def show_evidence(resources: Resources, viewer: Viewer, insights: Sequence[ListedInsight]) -> list[list[Shown]]:
    """For each insight its evidence with `url` and, of a quote, `text`. What git no longer has has no text."""
    async with resources.database.read(viewer.scope) as session:
        store = RepoStore(session)
        repos = {repo_id: await store.get(repo_id) for repo_id in {each.repo_id for each in insights}}
    return await asyncio.to_thread(_read_all, resources.home.mirrors, repos, insights)


def _read_all(mirrors: Path, repos: Mapping[UUID, Repo], insights: Sequence[ListedInsight]) -> list[list[Shown]]:
    readers: dict[UUID, BlobReader] = {}
    try:
        shown: list[list[Shown]] = []
        for insight in insights:
            repo = repos[insight.repo_id]
            if repo.id not in readers:
                readers[repo.id] = BlobReader(mirror_of(mirrors, repo))
            is_secret = insight.kind == "secret"
            shown.append([_show(readers[repo.id], repo, piece, is_secret=is_secret) for piece in insight.evidence])
        return shown
    finally:
        for reader in readers.values():
            reader.close()


def _show(reader: BlobReader, repo: Repo, piece: Shown, *, is_secret: bool) -> Shown:
    match piece["kind"]:
        case "quote":
            start, end = piece["start_line"], piece["end_line"]
            link = build_permalink(repo.source, commit=piece["sha"], path=piece["path"], start_line=start, end_line=end)
            return {**piece, "url": link or None, "text": _read_text(reader, piece, is_secret=is_secret)}
        case "commit":
            return {**piece, "url": build_commit_link(repo.source, piece["sha"]) or None}
        case _:
            return {**piece, "url": None}


def _read_text(reader: BlobReader, piece: Shown, *, is_secret: bool) -> str | None:
    """At most `evidence_lines_max` lines; of a secret, its place without itself. None when git has it no more."""
    start = piece["start_line"]
    end = min(piece["end_line"], start + LIMITS.evidence_lines_max - 1)
    try:
        lines = reader.read_lines(piece["blob"], start, end)
    except RepochatError:
        return None
    text = lines.decode("utf-8", "replace").rstrip("\r\n")[: LIMITS.evidence_chars_max]
    return mask_secrets(text).text if is_secret else text

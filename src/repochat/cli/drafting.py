"""`repochat drafts`: who allowed draft pull requests, which were opened, and opening one by hand."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from repochat.catalog.draft_store import StoredDraft
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError, LimitError
from repochat.forge import ForgeLimits
from repochat.workspace.draft_proposal import DraftProposal
from repochat.workspace.drafts import DraftAccess

ORIGIN = "a person, by `repochat drafts open`"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """`files` are PATH=FILE, `deleted` are paths."""

    title: str
    files: Sequence[str]
    deleted: Sequence[str]
    summary: str
    rerun: str
    base: str | None
    key: str | None


async def decide(repo: str, *, is_allowed: bool, as_json: bool) -> None:
    """Allow or forbid, and print what then holds."""
    async with open_workspace() as workspace:
        found = await workspace.find_repo(repo)
        access = await (workspace.allow_drafts(found) if is_allowed else workspace.forbid_drafts(found))
    if as_json:
        write_json(access.as_json())
    else:
        write(_tell_access(access))


async def show(repo: str, *, as_json: bool) -> None:
    """Print the permission and the drafts."""
    async with open_workspace() as workspace:
        found = await workspace.find_repo(repo)
        access, drafts = await workspace.draft_access(found), await workspace.list_drafts(found)
    if as_json:
        write_json({**access.as_json(), "drafts": [_as_json(each) for each in drafts]})
        return
    write(_tell_access(access))
    for each in drafts:
        write(_tell_draft(each))


async def open_draft(repo: str, request: OpenRequest, *, as_json: bool) -> None:
    """Open it, and print where it is. Raises InvalidError for files that cannot be read."""
    files: dict[str, bytes | None] = dict(_read_pair(pair) for pair in request.files)
    proposal = DraftProposal(
        key=request.key or request.title,
        title=request.title,
        summary=request.summary,
        files={**files, **dict.fromkeys(request.deleted)},
        origin=ORIGIN,
        base=request.base,
        rerun=request.rerun,
    )
    async with open_workspace() as workspace:
        draft = await workspace.open_draft(repo, proposal)
    if as_json:
        write_json(_as_json(draft))
    else:
        write(_tell_draft(draft))


def _read_pair(pair: str) -> tuple[str, bytes]:
    path, _, file = pair.partition("=")
    if not path or not file:
        raise InvalidError(f"--file {pair} is no pair.", hint="Write --file PATH=FILE: a path there, a file here.")
    most = ForgeLimits().draft_bytes_max
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InvalidError(f"{file} cannot be read: {reason}.", hint="Name a file of this machine after `=`.") from None
    if len(content) > most:
        raise LimitError(f"{file} is above {most} bytes.", hint="Make the draft smaller.", limit="draft_bytes_max")
    return path, content


def _tell_access(access: DraftAccess) -> str:
    name = clean_line(access.repo.name)
    where = f" ({clean_line(access.full_name)} on {clean_line(access.forge)})" if access.full_name else ""
    if access.permission is None:
        return f"{name}{where}: drafts may not be opened"
    by, at = clean_line(access.permission.granted_by), access.permission.granted_at
    return f"{name}{where}: drafts may be opened, {by}, {at:%Y-%m-%d %H:%M} UTC"


def _tell_draft(draft: StoredDraft) -> str:
    number = "" if draft.number is None else f"#{draft.number} "
    told = f"  {draft.state}  {number}{clean_line(draft.title)}  {clean_line(draft.url)}"
    return f"{told.rstrip()}  {clean_line(draft.problem['message'])}" if draft.problem else told.rstrip()


def _as_json(draft: StoredDraft) -> dict[str, Any]:
    told = {name: value for name, value in asdict(draft).items() if name != "digest"}
    return {**told, "created_at": draft.created_at.isoformat()}

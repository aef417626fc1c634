"""What somebody would like to see as a draft pull request, and how it reads there."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from repochat.catalog.draft_store import DraftPermission
from repochat.catalog.link_store import RepoLink
from repochat.forge.draft import DraftRequest, EvidenceLink

FILES_LISTED_MAX = 50
_SHA_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEvidence:
    """Lines of a commit that the draft rests on; `title` says what they show."""

    path: str
    start_line: int
    end_line: int
    commit: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProposal:
    """`files` maps paths to their new bytes, None for one to delete.

    `key` says which draft this is: the same key never opens a second one. `base` is the branch that it is for (None:
    the default one), `base_sha` the commit that the files were made on (None: where the branch stood at the last
    fetch). `summary` and `rerun` (commands) are for its reader, `origin` says what made it.
    """

    key: str
    title: str
    summary: str
    files: Mapping[str, bytes | None]
    origin: str
    base: str | None = None
    base_sha: str | None = None
    evidence: tuple[DraftEvidence, ...] = ()
    rerun: str = ""


def digest_proposal(proposal: DraftProposal) -> str:
    """Two proposals with one digest ask for the same."""
    files = {path: _digest_content(content) for path, content in proposal.files.items()}
    evidence = [[each.path, each.start_line, each.end_line, each.commit, each.title] for each in proposal.evidence]
    told = [proposal.title, proposal.summary, proposal.base, proposal.base_sha, proposal.rerun, files, evidence]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def build_request(
    proposal: DraftProposal, link: RepoLink, permission: DraftPermission, *, base: str, base_sha: str
) -> DraftRequest:
    """The proposal as the forge is asked for it."""
    return DraftRequest(
        repo=link.full_name,
        base=base,
        base_sha=base_sha,
        title=proposal.title,
        body=_write_body(proposal, permission),
        files=proposal.files,
        key=proposal.key,
        evidence=tuple(_link_lines(each, link) for each in proposal.evidence),
        rerun=proposal.rerun,
    )


def _write_body(proposal: DraftProposal, permission: DraftPermission) -> str:
    changes = [_tell_file(path, content) for path, content in sorted(proposal.files.items())]
    if len(changes) > FILES_LISTED_MAX:
        changes = [*changes[:FILES_LISTED_MAX], f"- and {len(changes) - FILES_LISTED_MAX} more"]
    allowed = f"Drafts were allowed here by {permission.granted_by} on {permission.granted_at:%Y-%m-%d}."
    parts = [
        proposal.summary.strip(),
        "## What it changes\n\n" + "\n".join(changes),
        f"Opened by {proposal.origin}. {allowed}",
    ]
    return "\n\n".join(part for part in parts if part)


def _digest_content(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _tell_file(path: str, content: bytes | None) -> str:
    shown = path.replace("`", "'")
    return f"- `{shown}` is deleted" if content is None else f"- `{shown}`"


def _link_lines(evidence: DraftEvidence, link: RepoLink) -> EvidenceLink:
    lines = f"L{evidence.start_line}-L{evidence.end_line}"
    place = f"{evidence.path}:{evidence.start_line}-{evidence.end_line} @ {evidence.commit[:_SHA_SHOWN]}"
    return EvidenceLink(
        title=f"{place}: {evidence.title}" if evidence.title else place,
        url=f"{link.forge}/{link.full_name}/blob/{evidence.commit}/{quote(evidence.path)}#{lines}",
    )

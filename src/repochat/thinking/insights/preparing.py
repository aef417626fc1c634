"""All that takes time before an outcome is stored: its evidence proven, and git asked about what it did not find."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.thinking.insight_store import OPEN, InsightStore, KnownInsight
from repochat.core.database import Database
from repochat.core.errors import RepochatError
from repochat.git import is_ancestor, list_tree, resolve_revision
from repochat.git.process import ShouldStop
from repochat.thinking.insights.fixing import FixFinder
from repochat.thinking.insights.limits import LIMITS
from repochat.thinking.insights.matching import match_insights
from repochat.thinking.insights.model import GitFacts, OutcomeRun, Proven
from repochat.thinking.insights.proving import prove_outcome
from repochat.thinking.model import InsightKind, Outcome

NOTE: InsightKind = "review"


async def prepare_outcome(
    database: Database,
    viewer: Viewer,
    mirror: Path,
    run: OutcomeRun,
    outcome: Outcome,
    *,
    should_stop: ShouldStop | None = None,
) -> Proven:
    """For `store_outcome`. No connection is held while git is read."""
    proven = await asyncio.to_thread(prove_outcome, mirror, outcome)
    identities = [each.insight.identity for each in proven.insights]
    async with database.read(viewer.scope) as session:
        stored = await InsightStore(session).list_known(run.repo_id, run.thought, identities, LIMITS.stored_max)
    git = await asyncio.to_thread(read_git_facts, mirror, run, proven, stored, should_stop)
    return replace(proven, git=git)


def read_git_facts(
    mirror: Path, run: OutcomeRun, proven: Proven, stored: Sequence[KnownInsight], should_stop: ShouldStop | None = None
) -> GitFacts:
    """Blocks on git; never raises. An outcome that could not tell settles nothing."""
    if not stored:
        return GitFacts(is_aside=_is_aside(mirror, run))
    if _is_aside(mirror, run):
        return GitFacts(is_aside=True)
    finder = FixFinder(mirror, run.target.sha, should_stop)
    seen = {each.sha: finder.is_outdated(each.sha) for each in stored}
    outdated = frozenset(each.id for each in stored if seen[each.sha])
    scope = find_scope(proven.outcome)
    current = [each for each in stored if each.id not in outdated]
    if scope is not None and not scope:
        return GitFacts(gone=_find_touched(finder, run, proven, current), outdated=outdated)
    missing = _find_missing(mirror, run.target.sha, current)
    renames = finder.find_renames([each.sha for each in current if each.path in missing])
    match = match_insights(current, proven.insights, thought=run.thought, scope=scope, renames=renames, missing=missing)
    gone = {each.id: finder.find(each.sha, each.path, each.start_line, each.end_line) for each in match.gone}
    return GitFacts(gone=gone, renames=renames, missing=missing, outdated=outdated)


def _find_touched(
    finder: FixFinder, run: OutcomeRun, proven: Proven, current: Sequence[KnownInsight]
) -> dict[UUID, str]:
    """Notes on a change are looked for once; the commit that touches their lines later settles them."""
    found = {each.insight.identity for each in proven.insights}
    notes = [
        each
        for each in current
        if each.thought == run.thought and each.kind == NOTE and each.state in OPEN and each.identity not in found
    ]
    touched = {each.id: finder.find(each.sha, each.path, each.start_line, each.end_line) for each in notes}
    return {insight_id: sha for insight_id, sha in touched.items() if sha}


def find_scope(outcome: Outcome) -> Sequence[str] | None:
    """What the outcome looked for again. What could not tell did not look."""
    return () if outcome.ending == "unknown" else outcome.scope


def _is_aside(mirror: Path, run: OutcomeRun) -> bool:
    """Whether the run looked at a pull request, or at a commit that the default branch does not have."""
    if run.target.pull_number is not None:
        return True
    try:
        return not is_ancestor(mirror, run.target.sha, resolve_revision(mirror, None).sha)
    except RepochatError:
        return True


def _find_missing(mirror: Path, sha: str, stored: Sequence[KnownInsight]) -> frozenset[str]:
    """Paths where insights stand and the commit has no file; none when git cannot say."""
    paths = {each.path for each in stored if each.path}
    if not paths:
        return frozenset()
    try:
        there = {entry.path.decode("utf-8", "surrogateescape") for entry in list_tree(mirror, sha)}
    except RepochatError:
        return frozenset()
    return frozenset(paths - there)

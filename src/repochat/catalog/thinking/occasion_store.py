"""Where thinking is on, and since when nobody looked: what cron and idle time are proposed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from repochat.core.database import ReadSession

_PLACES = text(
    """
    SELECT path, bug_percentile, coalesce((features->>'recent_commits')::float8, review_percentile) AS commits
    FROM risks WHERE map_id = (
        SELECT id FROM risk_maps WHERE repo_id = :repo_id ORDER BY committed_at DESC, created_at DESC LIMIT 1)
    ORDER BY bug_percentile DESC, path LIMIT :limit
    """
)
_ON = text(
    """
    SELECT s.repo_id, s.thoughts, s.cpu_seconds_day, coalesce(i.sha, n.sha) AS sha,
        coalesce(f.served_s, 0) AS served_s,
        (SELECT coalesce(json_object_agg(c.thought, c.at), '{}') FROM (
            SELECT t.thought, (SELECT max(p.proposed_at) FROM proposals AS p
                WHERE p.repo_id = s.repo_id AND p.trigger = 'cron' AND p.thought = t.thought) AS at
            FROM unnest(CAST(:thoughts AS text[])) AS t (thought)) AS c WHERE c.at IS NOT NULL) AS last_cron,
        EXISTS (SELECT 1 FROM proposals AS p WHERE p.repo_id = s.repo_id AND p.state = 'waiting'
            AND NOT p.is_urgent AND p.not_before <= now()) AS is_busy
    FROM thinking_settings AS s JOIN repos AS r ON r.id = s.repo_id
    LEFT JOIN fair_shares AS f ON f.repo_id = s.repo_id
    LEFT JOIN indexed_refs AS i ON i.repo_id = s.repo_id AND i.ref = 'refs/heads/' || r.default_branch
    LEFT JOIN LATERAL (SELECT v.sha FROM revisions AS v WHERE v.repo_id = s.repo_id
                       ORDER BY v.ordinal DESC LIMIT 1) AS n ON true
    WHERE s.is_on AND NOT s.is_stopped AND coalesce(i.sha, n.sha) IS NOT NULL
    ORDER BY served_s, s.repo_id LIMIT :limit
    """
)
_IDLE_COUNT = text(
    """
    SELECT thought, count(*) FROM proposals
    WHERE repo_id = :repo_id AND trigger = 'idle' AND target->>'sha' = :sha GROUP BY thought
    """
)
_SERVABLE = text("SELECT clock_timestamp(), EXISTS (SELECT 1 FROM thinking_settings WHERE is_on)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkingRepo:
    """One where thinking is on and something is indexed: `sha` is where its default branch stands.

    `last_cron` is when cron proposed each Thought last; `is_busy`: something waits in the background already.
    """

    repo_id: UUID
    thoughts: Sequence[str]
    cpu_seconds_day: int
    sha: str
    last_cron: Mapping[str, datetime]
    is_busy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file, with what an offline model says of it (percentile) and how often it changed lately."""

    path: str
    bug_percentile: float
    commits: float


class OccasionStore:
    """Reads for cron and idle proposals."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def read_clock(self) -> tuple[datetime, bool]:
        """The database's time, and whether thinking is on anywhere in the session's tenant."""
        row = (await self._session.execute(_SERVABLE)).one()
        return row[0], row[1]

    async def list_on(self, thoughts: Sequence[str], limit: int) -> list[ThinkingRepo]:
        """Those that were served least first; `thoughts` are those whose last cron is told."""
        rows = await self._session.execute(_ON, {"thoughts": list(thoughts), "limit": limit})
        return [_repo(row) for row in rows]

    async def count_idle(self, repo_id: UUID, sha: str) -> dict[str, int]:
        """How often each Thought was proposed to look at `sha` in idle time."""
        rows = await self._session.execute(_IDLE_COUNT, {"repo_id": repo_id, "sha": sha})
        return {row[0]: row[1] for row in rows}

    async def list_places(self, repo_id: UUID, limit: int) -> list[Place]:
        """Files of the newest map of risks; none where none was made."""
        rows = await self._session.execute(_PLACES, {"repo_id": repo_id, "limit": limit})
        return [Place(path=row[0], bug_percentile=row[1], commits=row[2]) for row in rows]


def _repo(row: Any) -> ThinkingRepo:
    return ThinkingRepo(
        repo_id=row.repo_id,
        thoughts=tuple(row.thoughts),
        cpu_seconds_day=row.cpu_seconds_day,
        sha=row.sha,
        last_cron={thought: datetime.fromisoformat(at) for thought, at in row.last_cron.items()},
        is_busy=row.is_busy,
    )

"""An outcome becomes true: facts, insights new and known, what is fixed, and who is told, in the run's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from repochat.catalog.thinking.attention_store import AttentionWriter
from repochat.catalog.thinking.fact_store import FactWriter, NewFact
from repochat.catalog.thinking.insight_store import OPEN, InsightWriter, KnownInsight, NewEvent
from repochat.catalog.thinking.risk_store import RiskWriter
from repochat.catalog.thinking.rule_store import RuleStore
from repochat.core.clock import read_clock
from repochat.core.database import WriteSession
from repochat.core.ids import create_id
from repochat.thinking.insights.alerting import alert_identity, find_alert
from repochat.thinking.insights.attending import ENGINE, give_places, revalue_waiting
from repochat.thinking.insights.limits import LIMITS
from repochat.thinking.insights.matching import Match, match_insights
from repochat.thinking.insights.model import OutcomeRun, Proven, ProvenInsight
from repochat.thinking.insights.preparing import find_scope
from repochat.thinking.insights.rewarding import Earned, reward_outcome
from repochat.thinking.insights.states import renew_insight
from repochat.thinking.insights.valuing import Worth, value_insight
from repochat.thinking.insights.weighing import PRIORITIES, read_worth

_OFF = "off"


async def store_outcome(
    session: WriteSession, run: OutcomeRun, proven: Proven, *, now: datetime | None = None
) -> float:
    """The run's reward, 0 or more. `proven` comes of `prepare_outcome`; nothing here waits for anything but rows.

    The caller's transaction also finishes the run: all of it becomes true, or nothing.
    """
    at = now or read_clock()
    await AttentionWriter(session).lock(run.repo_id)
    written = await _store_facts(session, run, proven) + await _store_risks(session, run, proven)
    storing = _Storing(session, run, proven, at)
    match = await storing.match()
    found = [each.insight for each in (*match.fresh, *(again for _, again in match.known))]
    storing.worth = await read_worth(session, run.repo_id, [(each.rule, each.path) for each in found])
    added = await storing.add(match.fresh)
    await storing.renew(match)
    await storing.fix(match)
    await InsightWriter(session).expire(
        run.repo_id, at, after_days=LIMITS.expire_after_days, aside_after_days=LIMITS.expire_aside_after_days
    )
    if any(each.kind == PRIORITIES for each in proven.outcome.facts):
        await revalue_waiting(session, run.repo_id, at)
    told = await give_places(session, run.repo_id, at)
    return reward_outcome(proven.outcome, added, frozenset(told), written)


async def _store_risks(session: WriteSession, run: OutcomeRun, proven: Proven) -> int:
    """Only a run makes them."""
    if run.id is None:
        return 0
    for each in proven.outcome.risk_maps:
        await RiskWriter(session).put(run.repo_id, run.id, each)
    return len(proven.outcome.risk_maps)


async def _store_facts(session: WriteSession, run: OutcomeRun, proven: Proven) -> int:
    facts = FactWriter(session)
    new = [
        NewFact(kind=each.kind, subject=each.subject, digest=each.digest, payload=each.payload)
        for each in proven.outcome.facts
    ]
    removed = await facts.remove(run.repo_id, proven.outcome.removed_facts)
    return removed + await facts.put(run.repo_id, run.target.sha, run.id, new)


@dataclass
class _Storing:
    """The insights of one outcome, on their way into one transaction."""

    session: WriteSession
    run: OutcomeRun
    proven: Proven
    now: datetime
    worth: Worth = Worth()  # noqa: RUF009  it is frozen, and read once it is known what was found

    async def match(self) -> Match:
        """Again, under the lock: another run may have stored something since git was read."""
        writer, git = InsightWriter(self.session), self.proven.git
        alert = await find_alert(writer, self.run, self.proven.outcome)
        states = await RuleStore(self.session).list_states()
        found = [each for each in self.proven.insights if states.get(each.insight.rule) != _OFF]
        found += [alert] if alert else []
        identities = [*(each.insight.identity for each in found), alert_identity(self.run.thought)]
        stored = await writer.list_known(self.run.repo_id, self.run.thought, identities, LIMITS.stored_max)
        match = match_insights(
            stored,
            found,
            thought=self.run.thought,
            scope=() if git.is_aside else find_scope(self.proven.outcome),
            renames=git.renames,
            missing=git.missing,
        )
        return replace(match, gone=(*match.gone, *self._list_settled(stored, match)))

    def _list_settled(self, stored: Sequence[KnownInsight], match: Match) -> list[KnownInsight]:
        """What is settled though nobody looked for it: notes whose lines were touched, and an answered alert."""
        seen = {known.id for known, _ in match.known} | {each.id for each in match.gone}
        named = None if self.proven.outcome.ending == "unknown" else alert_identity(self.run.thought)
        left = [each for each in stored if each.id not in seen and each.state in OPEN]
        return [each for each in left if each.id in self.proven.git.gone or each.identity == named]

    async def add(self, fresh: Sequence[ProvenInsight]) -> list[Earned]:
        rows = [self._build_row(each) for each in fresh]
        await InsightWriter(self.session).add(rows)
        return [
            Earned(id=row["id"], value=row["value"], status=row["status"], is_baseline=row["is_baseline"])
            for row in rows
        ]

    async def renew(self, match: Match) -> None:
        """An outcome that comes from aside, or too late, says nothing of what is stored."""
        git, writer = self.proven.git, InsightWriter(self.session)
        rows: list[dict[str, Any]] = []
        events: list[NewEvent] = []
        for known, found in match.known:
            if git.is_aside or known.id in git.outdated:
                continue
            renewal = renew_insight(known, found, sha=self.run.target.sha, now=self.now)
            value = self._value(found, known.first_seen_at)
            seen = {"identity": found.insight.identity, "value": value, "last_seen_at": self.now}
            rows.append({"id": known.id, **self._describe(found), **seen, **renewal.values})
            if renewal.event:
                events.append(NewEvent(insight_id=known.id, kind=renewal.event, made_by=ENGINE))
        await writer.change(rows)
        await writer.add_events(events)

    async def fix(self, match: Match) -> None:
        """Only what git was asked about; the rest is settled by the next run."""
        named, gone = alert_identity(self.run.thought), self.proven.git.gone
        fixed = {each.id: gone.get(each.id, "") for each in match.gone if each.id in gone or each.identity == named}
        rows = [
            {"id": insight_id, "state": "fixed", "fixed_by": sha, "last_seen_at": self.now}
            for insight_id, sha in fixed.items()
        ]
        writer = InsightWriter(self.session)
        await writer.change(rows)
        await writer.add_events([self._tell_fixed(insight_id, sha) for insight_id, sha in fixed.items()])

    def _tell_fixed(self, insight_id: UUID, sha: str) -> NewEvent:
        detail = {"fixed_by": sha, "run_id": str(self.run.id)}
        return NewEvent(insight_id=insight_id, kind="fixed", made_by=ENGINE, detail=detail)

    def _build_row(self, found: ProvenInsight) -> dict[str, Any]:
        insight, target = found.insight, self.run.target
        row = self._describe(found)
        if self.proven.git.is_aside:
            row["details"] = {**row["details"], "aside": {"pull_number": target.pull_number}}
        return {
            **row,
            "id": create_id(),
            "repo_id": self.run.repo_id,
            "identity": insight.identity,
            "thought": self.run.thought,
            "status": insight.status,
            "state": "new",
            "value": self._value(found, self.now),
            "is_baseline": insight.is_baseline,
            "run_id": self.run.id,
            "first_sha": target.sha,
            "first_seen_at": self.now,
            "last_seen_at": self.now,
        }

    def _describe(self, found: ProvenInsight) -> dict[str, Any]:
        insight = found.insight
        return {
            "kind": insight.kind,
            "rule": insight.rule,
            "title": insight.title,
            "body": insight.body,
            "severity": insight.severity,
            "confidence": insight.confidence,
            "cwe": insight.cwe,
            "falsifier": insight.falsifier,
            "sha": self.run.target.sha,
            "path": insight.path,
            "symbol": insight.symbol,
            "start_line": insight.start_line,
            "end_line": insight.end_line,
            "evidence": [dict(each) for each in found.evidence],
            "details": dict(insight.details),
            "evidence_digest": found.digest,
        }

    def _value(self, found: ProvenInsight, first_seen_at: datetime) -> float:
        insight = found.insight
        value, _ = value_insight(
            severity=insight.severity,
            confidence=insight.confidence,
            rule=insight.rule,
            path=insight.path,
            first_seen_at=first_seen_at,
            now=self.now,
            worth=self.worth,
        )
        return value

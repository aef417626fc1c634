"""Rules of findings: what people voted on them, and whether what they find is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from repochat.accounts import Viewer
from repochat.accounts.audit_store import AuditWriter
from repochat.catalog.thinking.insight_models import InsightRow, RuleRow
from repochat.core.database import ReadSession, WriteSession

LIST_MAX = 2_000
VOTES_MIN = 20
NOT_USEFUL_SHARE_MAX = 0.1  # more than one in ten, over VOTES_MIN votes

RuleState = Literal["active", "shadow", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`shadow`: what it finds is stored and not shown. `off`: it is not stored either."""

    rule: str
    useful: int = 0
    not_useful: int = 0
    state: RuleState = "active"
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def is_noisy(self) -> bool:
        votes = self.useful + self.not_useful
        return votes >= VOTES_MIN and self.not_useful > NOT_USEFUL_SHARE_MAX * votes


class RuleStore:
    """Reads the rules of the session's tenant; one that nobody voted on has no row and is active."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def get(self, rule: str) -> Rule:
        row = await self._session.scalar(select(RuleRow).where(RuleRow.rule == rule))
        return Rule(rule=rule) if row is None else _rule(row)

    async def list_rules(self, repo_id: UUID | None = None) -> list[tuple[Rule, int]]:
        """Every rule that found something (in one repository) or was voted on, with how much is open; by name."""
        query = select(InsightRow.rule, func.count()).where(InsightRow.state.in_(("new", "persisting", "moved")))
        if repo_id is not None:
            query = query.where(InsightRow.repo_id == repo_id)
        rows = await self._session.execute(query.group_by(InsightRow.rule).order_by(InsightRow.rule).limit(LIST_MAX))
        counts = dict(rows.all())
        voted = await self._session.scalars(select(RuleRow).order_by(RuleRow.rule).limit(LIST_MAX))
        rules = {rule: Rule(rule=rule) for rule in counts} | {row.rule: _rule(row) for row in voted}
        return [(rules[name], counts.get(name, 0)) for name in sorted(rules)[:LIST_MAX]]

    async def list_states(self) -> dict[str, RuleState]:
        """Of those that are not active."""
        query = select(RuleRow.rule, RuleRow.state).where(RuleRow.state != "active").limit(LIST_MAX)
        return {rule: cast("RuleState", state) for rule, state in await self._session.execute(query)}

    async def list_votes(self, rules: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Rule -> useful and not useful; one without votes is absent."""
        query = select(RuleRow.rule, RuleRow.useful, RuleRow.not_useful).where(RuleRow.rule.in_(rules))
        return {rule: (useful, not_useful) for rule, useful, not_useful in await self._session.execute(query)}


class RuleWriter(RuleStore):
    """Counts votes and turns rules; needs a session that may write."""

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def vote(self, viewer: Viewer, rule: str, *, useful: int, not_useful: int) -> Rule:
        """Adds to the counts (a changed vote takes one back). A rule that became noisy goes to shadow, on record."""
        values = {"tenant_id": viewer.tenant_id, "rule": rule}
        statement = insert(RuleRow).values(**values, useful=max(0, useful), not_useful=max(0, not_useful))
        row = await self._session.scalar(
            statement.on_conflict_do_update(
                index_elements=["tenant_id", "rule"],
                set_={
                    "useful": func.greatest(0, RuleRow.useful + useful),
                    "not_useful": func.greatest(0, RuleRow.not_useful + not_useful),
                },
            )
            .returning(RuleRow)
            .execution_options(populate_existing=True)
        )
        voted = _rule(cast("RuleRow", row))
        if voted.state == "active" and voted.is_noisy:
            return await self._turn(viewer, voted, "shadow", action="rule.shadowed")
        return voted

    async def put(self, viewer: Viewer, rule: str, state: RuleState) -> Rule:
        """Turns it by hand, on record. One that is brought back begins its count anew: it is on trial again."""
        before = await self.get(rule)
        return await self._turn(viewer, before, state, action="rule.changed", is_anew=state == "active")

    async def _turn(self, viewer: Viewer, rule: Rule, state: RuleState, *, action: str, is_anew: bool = False) -> Rule:
        counts = {"useful": 0, "not_useful": 0} if is_anew else {}
        values = {"state": state, "changed_by": viewer.name, **counts}
        statement = insert(RuleRow).values(tenant_id=viewer.tenant_id, rule=rule.rule, **values)
        row = await self._session.scalar(
            statement.on_conflict_do_update(
                index_elements=["tenant_id", "rule"], set_={**values, "changed_at": func.now()}
            )
            .returning(RuleRow)
            .execution_options(populate_existing=True)
        )
        told = {"from": rule.state, "to": state, "useful": rule.useful, "not_useful": rule.not_useful}
        await AuditWriter(self._session).add(viewer, action=action, subject=rule.rule, detail=told)
        return _rule(cast("RuleRow", row))


def _rule(row: RuleRow) -> Rule:
    return Rule(
        rule=row.rule,
        useful=row.useful,
        not_useful=row.not_useful,
        state=cast("RuleState", row.state),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )

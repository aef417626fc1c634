"""The feed of insights over all repositories that a session sees, the worthiest first."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Select, case, cast, func, literal, or_, select, tuple_

from repochat.catalog.models import RepoRow
from repochat.catalog.thinking.attention_store import may_be_told
from repochat.catalog.thinking.insight_models import InsightRow, RuleRow
from repochat.catalog.thinking.insight_store import OPEN
from repochat.core.database import ReadSession
from repochat.core.errors import NotFoundError

LIST_MAX = 1_000
InsightFilter = Literal["open", "notified", "waiting", "fixed", "dismissed", "shadow", "all"]
_AHEAD = 10.0  # what puts all that is new before what was there before anybody looked


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedInsight:
    """An insight as it is stored, with the name of its repository."""

    repo: str
    repo_id: UUID
    id: UUID
    identity: str
    thought: str
    kind: str
    rule: str
    title: str
    body: str
    severity: str
    confidence: float
    cwe: str
    status: str
    state: str
    falsifier: str
    sha: str
    path: str
    symbol: str
    start_line: int
    end_line: int
    evidence: list[dict[str, Any]]
    details: dict[str, Any]
    evidence_digest: str
    value: float
    is_baseline: bool
    notified_at: datetime | None
    suppression: dict[str, Any] | None
    fixed_by: str
    run_id: UUID | None
    first_sha: str
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightQuery:
    """What is empty does not matter. `path` is a file, or a folder with all below; `text` stands in title or body.

    `in_drawer`: only what nobody was told of (True), or only the rest (False).
    """

    repo_id: UUID | None = None
    filter: InsightFilter = "open"
    kinds: Sequence[str] = ()
    severities: Sequence[str] = ()
    states: Sequence[str] = ()
    statuses: Sequence[str] = ()
    thoughts: Sequence[str] = ()
    rule: str = ""
    path: str = ""
    text: str = ""
    in_drawer: bool | None = None


@dataclass(frozen=True, slots=True)
class InsightAfter:
    """Where a list goes on: after this one."""

    rank: float
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightCounts:
    """Of all that a query finds, however long the page is."""

    by_severity: dict[str, int] = field(default_factory=dict[str, int])
    by_kind: dict[str, int] = field(default_factory=dict[str, int])
    by_state: dict[str, int] = field(default_factory=dict[str, int])
    shown: int = 0
    waiting: int = 0


class InsightListStore:
    """Reads insights of every repository that the session sees: row-level security hides the others."""

    def __init__(self, session: ReadSession, *, value_min: float) -> None:
        """`value_min` is what an insight has to be worth to be told."""
        self._session = session
        self._value_min = value_min

    async def get(self, insight_id: UUID) -> ListedInsight:
        """Raises NotFoundError."""
        row = (await self._session.execute(_select().where(InsightRow.id == insight_id))).mappings().first()
        if row is None:
            hint = "`repochat insights` lists what there is."
            raise NotFoundError(f"No insight has the id {insight_id}.", hint=hint)
        return ListedInsight(**row)

    async def list_insights(
        self, query: InsightQuery, *, after: InsightAfter | None = None, limit: int = 50
    ) -> list[ListedInsight]:
        """By rank: what is new before what was there before anybody looked, each by value; at most LIST_MAX."""
        rank = _rank()
        listed = _select().where(*self._conditions(query))
        if after is not None:
            place = (cast(literal(after.rank), Float(53)), literal(after.id))
            listed = listed.where(tuple_(rank, InsightRow.id) < tuple_(*place))
        ordered = listed.order_by(rank.desc(), InsightRow.id.desc()).limit(max(0, min(limit, LIST_MAX)))
        return [ListedInsight(**row) for row in (await self._session.execute(ordered)).mappings()]

    async def count(self, query: InsightQuery) -> InsightCounts:
        conditions = self._conditions(query)
        columns = (InsightRow.severity, InsightRow.kind, InsightRow.state)
        grouped = select(*columns, func.count()).where(*conditions).group_by(*columns)
        totals: tuple[dict[str, int], ...] = ({}, {}, {})
        for *names, count in await self._session.execute(grouped):
            for total, name in zip(totals, names, strict=True):
                total[name] = total.get(name, 0) + count
        shown = select(func.count()).where(*conditions, InsightRow.notified_at.is_not(None))
        waiting = select(func.count()).where(*conditions, *may_be_told(self._value_min))
        return InsightCounts(
            by_severity=totals[0],
            by_kind=totals[1],
            by_state=totals[2],
            shown=await self._session.scalar(shown) or 0,
            waiting=await self._session.scalar(waiting) or 0,
        )

    def _conditions(self, query: InsightQuery) -> list[ColumnElement[bool]]:
        found = self._filter(query.filter)
        if query.repo_id is not None:
            found.append(InsightRow.repo_id == query.repo_id)
        chosen = (
            (InsightRow.kind, query.kinds),
            (InsightRow.severity, query.severities),
            (InsightRow.state, query.states),
            (InsightRow.status, query.statuses),
            (InsightRow.thought, query.thoughts),
        )
        found += [column.in_(values) for column, values in chosen if values]
        if query.rule:
            found.append(InsightRow.rule == query.rule)
        if query.path:
            folder = query.path.rstrip("/") + "/"
            found.append(or_(InsightRow.path == query.path, InsightRow.path.startswith(folder, autoescape=True)))
        if query.text:
            columns = (InsightRow.title, InsightRow.body, InsightRow.path, InsightRow.rule)
            found.append(or_(*(column.icontains(query.text, autoescape=True) for column in columns)))
        if query.in_drawer is not None:
            told = InsightRow.notified_at
            found.append(told.is_(None) if query.in_drawer else told.is_not(None))
        return found

    def _filter(self, name: InsightFilter) -> list[ColumnElement[bool]]:
        quiet = InsightRow.rule.in_(select(RuleRow.rule).where(RuleRow.state != "active"))
        is_open = InsightRow.state.in_(OPEN)
        filters: dict[InsightFilter, list[ColumnElement[bool]]] = {
            "open": [is_open, ~quiet],
            "notified": [is_open, ~quiet, InsightRow.notified_at.is_not(None)],
            "waiting": [*may_be_told(self._value_min)],
            "fixed": [InsightRow.state == "fixed"],
            "dismissed": [InsightRow.state == "suppressed"],
            "shadow": [is_open, quiet],
            "all": [],
        }
        return filters[name]


def rank_of(insight: ListedInsight) -> float:
    """As the list is ordered."""
    return insight.value + (0.0 if insight.is_baseline else _AHEAD)


def _rank() -> ColumnElement[float]:
    ahead = case((InsightRow.is_baseline, literal(0.0)), else_=literal(_AHEAD))
    return cast(InsightRow.value + cast(ahead, Float(53)), Float(53))


def _select() -> Select[Any, *tuple[Any, ...]]:
    own = [getattr(InsightRow, each.name) for each in fields(ListedInsight) if each.name != "repo"]
    return select(RepoRow.name.label("repo"), *own).join(RepoRow, RepoRow.id == InsightRow.repo_id)

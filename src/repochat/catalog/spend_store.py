"""What models used: reserved before one is asked, settled by what it took, so that no budget is passed.

Days are those of UTC, by the database's clock. What counts against a budget is what settled answers used, and of the
others what they reserved, until a reservation is so old that its process must be dead.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, insert, select, update

from repochat.accounts import Viewer
from repochat.catalog.budget import Budget
from repochat.catalog.consent_store import ConsentStore
from repochat.catalog.models import ModelUsageRow, RepoRow
from repochat.core.database import ReadSession, WriteSession
from repochat.core.ids import create_id
from repochat.core.settings import Settings

ZERO_USD = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendLimits:
    """`reservation_age` must be longer than any answer takes: an older one is unsettled because its process died."""

    reservation_age: timedelta = timedelta(minutes=15)
    lock_wait_s: int = 10
    days_max: int = 366
    rows_max: int = 5_000


LIMITS = SpendLimits()
SETTLING = timedelta(minutes=5)  # an answer that has ended is settled within


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What counts against a budget today: used, or reserved by answers that are being written."""

    tokens: int
    usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Of all repositories of the tenant, and of one of them."""

    tenant: Spent
    repo: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The most that an answer may use of `model`; `usd` is None when nobody knows the price."""

    repo_id: UUID
    answer_id: UUID
    model: str
    tokens: int
    usd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What an answer used; `cost_usd` is None when nobody knows the price."""

    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """Why nothing was reserved: `bound` of the tenant or the repository would be passed.

    With `price`, nobody knows whether: the bound is in dollars, and the model has no known price.
    """

    scope: Literal["tenant", "repository"]
    unit: Literal["tokens", "usd", "price"]
    bound: int | Decimal
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendLine:
    """One day, repository and model. `unpriced` of the `answers` have no known price; `cost_usd` is of the others."""

    day: date
    repo: str
    model: str
    answers: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal
    unpriced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendReport:
    """The newest day first, then the most tokens; `is_cut` when there was more than `rows_max`."""

    lines: tuple[SpendLine, ...]
    is_cut: bool


class SpendStore:
    """Reads what models used for the session's tenant."""

    def __init__(self, session: ReadSession, *, limits: SpendLimits = LIMITS) -> None:
        self._session = session
        self._limits = limits

    async def sum_today(self, repo_id: UUID | None = None) -> Today:
        """What counts against the budgets of the tenant and of a repository."""
        tokens, usd = self._counted()
        own = ModelUsageRow.repo_id == repo_id
        sums = (func.sum(tokens), func.sum(usd), func.sum(tokens).filter(own), func.sum(usd).filter(own))
        query = select(*(func.coalesce(each, 0) for each in sums)).where(ModelUsageRow.day == _today())
        row = (await self._session.execute(query)).one()
        return Today(
            tenant=Spent(tokens=int(row[0]), usd=Decimal(row[1])), repo=Spent(tokens=int(row[2]), usd=Decimal(row[3]))
        )

    async def list_spend(self, days: int) -> SpendReport:
        """The last `days` days, at most `days_max`, today among them."""
        first = _today() - (min(days, self._limits.days_max) - 1)
        used = ModelUsageRow.input_tokens + ModelUsageRow.output_tokens
        query = (
            select(
                ModelUsageRow.day,
                RepoRow.name,
                ModelUsageRow.model,
                func.count(),
                func.sum(ModelUsageRow.input_tokens),
                func.sum(ModelUsageRow.output_tokens),
                func.sum(ModelUsageRow.cost_usd),
                func.count().filter(and_(ModelUsageRow.cost_usd.is_(None), used > 0)),
            )
            .join(RepoRow, RepoRow.id == ModelUsageRow.repo_id)
            .where(ModelUsageRow.day >= first)
            .group_by(ModelUsageRow.day, RepoRow.name, ModelUsageRow.model)
            .order_by(ModelUsageRow.day.desc(), func.sum(used).desc(), RepoRow.name, ModelUsageRow.model)
            .limit(self._limits.rows_max + 1)
        )
        rows = (await self._session.execute(query)).all()
        lines = tuple(
            SpendLine(
                day=day,
                repo=repo,
                model=model,
                answers=answers,
                input_tokens=int(input_tokens),
                output_tokens=int(output_tokens),
                cost_usd=cost_usd or ZERO_USD,
                unpriced=unpriced,
            )
            for day, repo, model, answers, input_tokens, output_tokens, cost_usd, unpriced in rows
        )
        return SpendReport(lines=lines[: self._limits.rows_max], is_cut=len(lines) > self._limits.rows_max)

    def _counted(self) -> tuple[ColumnElement[int], ColumnElement[Decimal]]:
        """Tokens and dollars of a row as they count against a budget."""
        row = ModelUsageRow
        is_open = and_(~row.is_settled, row.created_at > func.now() - self._limits.reservation_age)
        used = row.input_tokens + row.output_tokens
        tokens = case((is_open, func.greatest(row.reserved_tokens, used)), else_=used)
        unknown = case(
            (row.is_settled, row.reserved_usd), else_=ZERO_USD
        )  # used, for an unknown price: what was feared
        paid = func.coalesce(row.cost_usd, unknown)
        return tokens, case((is_open, func.greatest(row.reserved_usd, paid)), else_=paid)


class SpendWriter(SpendStore):
    """Reserves and settles; needs a session that may write."""

    def __init__(self, session: WriteSession, *, limits: SpendLimits = LIMITS) -> None:
        super().__init__(session, limits=limits)
        self._session = session

    async def reserve(self, viewer: Viewer, wanted: Wanted, tenant_budget: Budget) -> UUID | Overrun:
        """The reservation's id, or why it would pass a budget. One reservation of a tenant is made after the other.

        The tenant stays locked until the transaction ends: end it at once. Raises UnavailableError after `lock_wait_s`.
        """
        await self._lock(viewer.tenant_id)
        today = await self.sum_today(wanted.repo_id)
        own_budget = await ConsentStore(self._session).get_budget(wanted.repo_id)
        overrun = _find_overrun("tenant", tenant_budget, today.tenant, wanted)
        overrun = overrun or _find_overrun("repository", own_budget, today.repo, wanted)
        return overrun or await self._add(viewer, wanted)

    async def settle(self, reservation_id: UUID, used: Used) -> None:
        """Puts what was used in the place of what was reserved, once; however late."""
        statement = update(ModelUsageRow).where(ModelUsageRow.id == reservation_id, ~ModelUsageRow.is_settled)
        await self._session.execute(
            statement.values(
                is_settled=True,
                input_tokens=used.input_tokens,
                output_tokens=used.output_tokens,
                cost_usd=used.cost_usd,
            )
        )

    async def _lock(self, tenant_id: UUID) -> None:
        await self._session.execute(select(func.set_config("lock_timeout", f"{self._limits.lock_wait_s}s", True)))
        await self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"spend/{tenant_id}", 0))))

    async def _add(self, viewer: Viewer, wanted: Wanted) -> UUID:
        reservation_id = create_id()
        await self._session.execute(
            insert(ModelUsageRow).values(
                id=reservation_id,
                tenant_id=viewer.tenant_id,
                repo_id=wanted.repo_id,
                answer_id=wanted.answer_id,
                model=wanted.model,
                day=_today(),
                reserved_tokens=wanted.tokens,
                reserved_usd=wanted.usd or ZERO_USD,
            )
        )
        return reservation_id


def choose_limits(settings: Settings) -> SpendLimits:
    """A reservation outlives the longest answer that the settings allow."""
    return SpendLimits(reservation_age=timedelta(seconds=settings.llm_timeout_s) + SETTLING)


def _find_overrun(
    scope: Literal["tenant", "repository"], budget: Budget, spent: Spent, wanted: Wanted
) -> Overrun | None:
    tokens, usd = budget.tokens_per_day, budget.usd_per_day
    if tokens is not None and spent.tokens + wanted.tokens > tokens:
        return Overrun(scope=scope, unit="tokens", bound=tokens, spent=spent)
    if usd is None:
        return None
    if wanted.usd is None:  # the tenant's tokens are bounded in any case; dollars for one repository were asked for
        is_bound = scope == "repository" or usd == ZERO_USD
        return Overrun(scope=scope, unit="price", bound=usd, spent=spent) if is_bound else None
    return Overrun(scope=scope, unit="usd", bound=usd, spent=spent) if spent.usd + wanted.usd > usd else None


def _today() -> ColumnElement[date]:
    return cast(func.timezone("UTC", func.now()), Date)

"""Whether a model may be asked: the kill switch is off, an owner said yes to where code goes, and budget is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import structlog

from repochat.accounts import Viewer
from repochat.accounts.kill_switch_store import KillSwitchStore
from repochat.catalog.budget import read_tenant_budget, round_usd
from repochat.catalog.consent_store import ConsentStore
from repochat.catalog.repo_store import Repo
from repochat.catalog.spend_store import ZERO_USD, SpendWriter, Used, Wanted, choose_limits
from repochat.chat.refusal import Refusal, refuse_budget, refuse_consent, refuse_stopped
from repochat.core.database import Database
from repochat.core.settings import Settings
from repochat.llm.chat_model import ChatModel, Usage

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """The most that an answer may use, until it is settled; `usd` is None when nobody knows the price."""

    id: UUID
    tokens: int
    usd: Decimal | None


class Guardrails:
    """Asked before a model is. Build one per process; safe for concurrent use."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._budget = read_tenant_budget(settings)
        self._limits = choose_limits(settings)

    async def check(self, viewer: Viewer, repos: Sequence[Repo], model: ChatModel) -> Refusal | None:
        """Whether code of all `repos` may go to the model's host now; None means that it may.

        Two indexed queries, and one for a local model: cheap enough to be asked before each request of an answer, so
        that a yes that is taken back, and the kill switch, hold from the next one on.
        """
        async with self._database.read(viewer.scope) as session:
            stop = await KillSwitchStore(session).find()
            if stop is not None:
                log.info("guardrails.model_stopped")
                return refuse_stopped(stop)
            if model.is_local:
                return None
            hosts = await ConsentStore(session).list_hosts([repo.id for repo in repos])
        host = model.host.lower()
        lacking = next((repo for repo in repos if (repo.id, host) not in hosts), None)
        if lacking is None:
            return None
        log.info("guardrails.consent_missed", repo_id=str(lacking.id), host=host)
        return refuse_consent(lacking, host, sorted(other for repo_id, other in hosts if repo_id == lacking.id))

    async def reserve(
        self, viewer: Viewer, repo: Repo, model: ChatModel, tokens: int, usd: float | None, answer_id: UUID
    ) -> Reservation | Refusal:
        """Sets aside the most that an answer may use, input and output, or says which budget of the day forbids it.

        `usd` is None when nobody knows the model's price; a local model costs none. Settle every reservation.
        """
        price = ZERO_USD if model.is_local and usd is None else _read_usd(usd)
        wanted = Wanted(repo_id=repo.id, answer_id=answer_id, model=model.name, tokens=tokens, usd=price)
        async with self._database.write(viewer.scope) as session:
            reserved = await SpendWriter(session, limits=self._limits).reserve(viewer, wanted, self._budget)
        if isinstance(reserved, UUID):
            return Reservation(id=reserved, tokens=tokens, usd=price)
        log.info("guardrails.budget_reached", repo_id=str(repo.id), scope=reserved.scope, unit=reserved.unit)
        return refuse_budget(repo, wanted, reserved)

    async def settle(self, viewer: Viewer, reservation: Reservation, usage: Usage) -> None:
        """Counts what was used in the place of what was reserved. Call it however the answer ended, cancelled too."""
        is_free = reservation.usd == ZERO_USD or usage.input_tokens + usage.output_tokens == 0
        cost = ZERO_USD if usage.cost_usd is None and is_free else _read_usd(usage.cost_usd)
        used = Used(input_tokens=usage.input_tokens, output_tokens=usage.output_tokens, cost_usd=cost)
        async with self._database.write(viewer.scope) as session:
            await SpendWriter(session).settle(reservation.id, used)


def _read_usd(usd: float | None) -> Decimal | None:
    return None if usd is None else round_usd(usd)

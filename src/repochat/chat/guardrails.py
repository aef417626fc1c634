"""Whether a model may be asked: has the owner said yes to where code would go, and is there budget left."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal
from urllib.parse import quote
from uuid import UUID

import structlog

from repochat.accounts import Viewer
from repochat.catalog.consent_store import Budget, ConsentStore
from repochat.catalog.repo_store import Repo
from repochat.catalog.spend_store import ZERO_USD, Overrun, SpendWriter, Used, Wanted
from repochat.core.database import Database
from repochat.core.settings import Settings
from repochat.llm.chat_model import ChatModel, Usage

log = structlog.get_logger(__name__)

USD_STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why the model is not asked, and what to do about it by command and by API."""

    kind: Literal["consent", "budget"]
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What an answer may use until it is settled."""

    id: UUID
    tokens: int
    usd: Decimal


class Guardrails:
    """Asked before a model is. Build one per process; safe for concurrent use."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._budget = read_tenant_budget(settings)

    async def check(self, viewer: Viewer, repos: Sequence[Repo], model: ChatModel) -> Refusal | None:
        """Whether code of all `repos` may go to the model's host now. None: it may.

        One indexed query, none for a local model: cheap enough to be asked before each request of an answer, so that a
        yes that is taken back holds for the next one.
        """
        if model.is_local:
            return None
        async with self._database.read(viewer.tenant_id) as session:
            hosts = await ConsentStore(session).list_hosts([repo.id for repo in repos])
        host = model.host.lower()
        lacking = next((repo for repo in repos if (repo.id, host) not in hosts), None)
        if lacking is None:
            return None
        log.info("guardrails.consent_missing", repo_id=str(lacking.id), host=host)
        return _refuse_consent(lacking, host, sorted(allowed for repo_id, allowed in hosts if repo_id == lacking.id))

    async def reserve(
        self, viewer: Viewer, repo: Repo, model: ChatModel, tokens: int, usd: float | None, answer_id: UUID
    ) -> Reservation | Refusal:
        """Sets aside the most that an answer may use, input and output, or says why the day's budget forbids it.

        `usd` is None when nobody knows the model's price; a local model costs none. Every reservation is settled.
        """
        price = ZERO_USD if model.is_local and usd is None else _to_usd(usd)
        wanted = Wanted(repo_id=repo.id, answer_id=answer_id, model=model.name, tokens=tokens, usd=price)
        async with self._database.write(viewer.tenant_id) as session:
            reserved = await SpendWriter(session).reserve(viewer, wanted, self._budget)
        if isinstance(reserved, UUID):
            return Reservation(id=reserved, tokens=tokens, usd=price or ZERO_USD)
        log.info("guardrails.budget_reached", repo_id=str(repo.id), scope=reserved.scope, unit=reserved.unit)
        return _refuse_budget(repo, model, wanted, reserved)

    async def settle(self, viewer: Viewer, reservation: Reservation, usage: Usage) -> None:
        """Counts what was used, in the place of what was reserved. Call it however the answer ended, cancelled too."""
        used_none = usage.input_tokens + usage.output_tokens == 0
        cost = ZERO_USD if used_none and usage.cost_usd is None else _to_usd(usage.cost_usd)
        used = Used(input_tokens=usage.input_tokens, output_tokens=usage.output_tokens, cost_usd=cost)
        async with self._database.write(viewer.tenant_id) as session:
            await SpendWriter(session).settle(reservation.id, used)


def read_tenant_budget(settings: Settings) -> Budget:
    """What all repositories together may use in a day."""
    return Budget(tokens_per_day=settings.llm_budget_tokens_day, usd_per_day=_to_usd(settings.llm_budget_usd_day))


def _to_usd(usd: float | None) -> Decimal | None:
    """To the millionth, upwards: what is spent is never understated."""
    return None if usd is None else Decimal(str(usd)).quantize(USD_STEP, ROUND_CEILING)


def _refuse_consent(repo: Repo, host: str, allowed: Sequence[str]) -> Refusal:
    so_far = f" It may go to {', '.join(allowed)} only." if allowed else ""
    return Refusal(
        kind="consent",
        message=f"Nobody has allowed code of {repo.name} to be sent to {host}.{so_far}",
        hint=f"To allow it: `repochat model allow {shlex.quote(repo.name)} --host {host}`,"
        f' or PUT {_address(repo)} with {{"allowed": true, "host": "{host}"}}.',
    )


def _refuse_budget(repo: Repo, model: ChatModel, wanted: Wanted, overrun: Overrun) -> Refusal:
    whose = "of this installation" if overrun.scope == "tenant" else f"of {repo.name}"
    if overrun.unit == "price":
        message = f"The budget {whose} is in dollars, and the price of {model.name} is not known."
    else:
        message = f"The answer could pass today's budget {whose}: {_tell_sums(wanted, overrun)}."
    return Refusal(kind="budget", message=message, hint=_advise(repo, overrun))


def _tell_sums(wanted: Wanted, overrun: Overrun) -> str:
    if overrun.unit == "tokens":
        return (
            f"{overrun.spent.tokens:,} of {overrun.bound:,} tokens are used or reserved,"
            f" and it may need {wanted.tokens:,}"
        )
    return f"{_money(overrun.spent.usd)} of {_money(overrun.bound)} are used or reserved, and it may need {_money(wanted.usd or 0)}"


def _advise(repo: Repo, overrun: Overrun) -> str:
    if overrun.scope == "tenant":
        key = "LLM_BUDGET_TOKENS_DAY" if overrun.unit == "tokens" else "LLM_BUDGET_USD_DAY"
        remedy = f"Raise {key}" if overrun.unit != "price" else f"Use LLM_BUDGET_TOKENS_DAY in the place of {key}"
        wait = "" if overrun.unit == "price" else ", or ask again after midnight UTC"
        return f"{remedy}{wait}; `repochat spend` or GET /spend shows where it went."
    option, field = ("--tokens", "tokens_per_day") if overrun.unit != "usd" else ("--usd", "usd_per_day")
    off = " --usd none" if overrun.unit == "price" else ""
    off_json = ', "usd_per_day": null' if overrun.unit == "price" else ""
    return (
        f"Set another one: `repochat model budget {shlex.quote(repo.name)} {option} N{off}`,"
        f' or PUT {_address(repo)} with {{"{field}": N{off_json}}}; `repochat spend` shows where it went.'
    )


def _money(usd: Decimal | int) -> str:
    return f"${usd:.4f}".rstrip("0").rstrip(".") if usd % 1 else f"${usd:.0f}"


def _address(repo: Repo) -> str:
    return f"/repos/{quote(repo.name)}/model"

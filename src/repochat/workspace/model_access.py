"""Which model is configured, whether code of a repository may go to it, and what it may cost: read and decided."""

import re
from dataclasses import dataclass, field
from typing import Any

from repochat.accounts import Viewer
from repochat.catalog.budget import Budget, BudgetChange, read_tenant_budget
from repochat.catalog.consent_store import Consent, ConsentStore, ConsentWriter
from repochat.catalog.repo_store import Repo
from repochat.catalog.spend_store import SpendStore, Spent, Today, choose_limits
from repochat.core.errors import InvalidError
from repochat.core.settings import Settings
from repochat.llm.endpoint import find_endpoint
from repochat.workspace.resources import Resources

HOST_CHARS_MAX = 255
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::[1-9][0-9]{0,4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfiguredModel:
    """The model of the settings. All empty when there is none."""

    provider: str = "none"
    model: str = ""
    host: str = ""
    is_local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAccess:
    """`is_allowed` is of the configured model: its host is this machine, or one of the `consents`."""

    repo: Repo
    model: ConfiguredModel
    is_allowed: bool
    consents: tuple[Consent, ...]
    budget: Budget
    installation_budget: Budget
    today: Today

    def as_json(self) -> dict[str, Any]:
        consent = next((each for each in self.consents if each.host == self.model.host), None)
        return {
            "repo": self.repo.name,
            "provider": self.model.provider,
            "model": self.model.model,
            "host": self.model.host,
            "is_local": self.model.is_local,
            "allowed": self.is_allowed,
            "allowed_by": consent.granted_by if consent else None,
            "allowed_at": consent.granted_at.isoformat() if consent else None,
            "hosts": [each.host for each in self.consents],
            "budget": budget_as_json(self.budget),
            "spent_today": spent_as_json(self.today.repo),
            "installation": {
                "budget": budget_as_json(self.installation_budget),
                "spent_today": spent_as_json(self.today.tenant),
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChange:
    """What to decide; None stays as it is. `host` None: the configured model's to allow, every one to deny."""

    is_allowed: bool | None = None
    host: str | None = None
    budget: BudgetChange = field(default_factory=BudgetChange)


async def read_model_access(resources: Resources, viewer: Viewer, repo: Repo) -> ModelAccess:
    """As it is now. Raises InvalidError when LLM_BASE_URL is not an address."""
    model = find_configured(resources.settings)
    async with resources.database.read(viewer.scope) as session:
        decisions = ConsentStore(session)
        consents = tuple(await decisions.list_consents(repo.id))
        budget = await decisions.get_budget(repo.id)
        today = await SpendStore(session, limits=choose_limits(resources.settings)).sum_today(repo.id)
    return ModelAccess(
        repo=repo,
        model=model,
        is_allowed=model.is_local or any(each.host == model.host for each in consents),
        consents=consents,
        budget=budget,
        installation_budget=read_tenant_budget(resources.settings),
        today=today,
    )


async def change_model_access(resources: Resources, viewer: Viewer, repo: Repo, change: AccessChange) -> ModelAccess:
    """Decides in one transaction, audit entries included, and returns what then holds. Raises InvalidError."""
    host = None if change.host is None else check_host(change.host)
    if change.is_allowed and host is None:
        host = _get_configured_host(resources.settings)
    async with resources.database.write(viewer.scope) as session:
        decisions = ConsentWriter(session)
        if change.is_allowed and host is not None:
            await decisions.allow(viewer, repo, host)
        elif change.is_allowed is False:
            await decisions.deny(viewer, repo, host)
        await decisions.set_budget(viewer, repo, change.budget)
    return await read_model_access(resources, viewer, repo)


def find_configured(settings: Settings) -> ConfiguredModel:
    """Raises InvalidError when LLM_BASE_URL is not an address."""
    endpoint = find_endpoint(settings)
    if endpoint is None:
        return ConfiguredModel()
    host = endpoint.host.lower()
    return ConfiguredModel(provider=endpoint.provider, model=endpoint.model, host=host, is_local=endpoint.is_local)


def check_host(text: str) -> str:
    """The host as consents name it: in lower case, with its port when it is not the scheme's own."""
    host = text.strip().lower()
    if len(host) > HOST_CHARS_MAX or not _HOST.fullmatch(host):
        raise InvalidError(
            f"{text[:HOST_CHARS_MAX]!r} is not a host.",
            hint="Write it without scheme and path, such as api.openai.com or models.example:8443.",
        )
    return host


def budget_as_json(budget: Budget) -> dict[str, Any]:
    usd = budget.usd_per_day
    return {"tokens_per_day": budget.tokens_per_day, "usd_per_day": None if usd is None else float(usd)}


def spent_as_json(spent: Spent) -> dict[str, Any]:
    return {"tokens": spent.tokens, "usd": float(spent.usd)}


def _get_configured_host(settings: Settings) -> str:
    host = find_configured(settings).host
    if not host:
        raise InvalidError(
            "No language model is configured, so there is no host to allow.",
            hint="Set LLM_PROVIDER first, or name the host, such as api.openai.com.",
        )
    return host

"""`repochat model`: the configured model, who said that code may go to it, and the budgets."""

from decimal import Decimal, InvalidOperation

from repochat.catalog.budget import Budget, BudgetChange, round_usd
from repochat.catalog.repo_store import Repo
from repochat.catalog.spend_store import Spent
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError
from repochat.workspace import Workspace
from repochat.workspace.model_access import (
    AccessChange,
    ModelAccess,
    budget_as_json,
    change_model_access,
    find_configured,
    read_model_access,
)

TOKENS_DIGITS_MAX = 15
USD_MAX = 999_999


async def status(repo: str | None, *, as_json: bool) -> None:
    """Print what holds for `repo`, or for every repository."""
    async with open_workspace() as workspace:
        repos = [await workspace.find_repo(repo)] if repo is not None else await workspace.list_repos()
        found = [await _read(workspace, each) for each in repos]
        configured = find_configured(workspace.settings)
    if as_json:
        listed = [access.as_json() for access in found]
        write_json(listed[0] if repo is not None else {"repos": listed})
        return
    write(f"{configured.provider}:{configured.model} at {configured.host}" if configured.host else "no language model")
    for access in found:
        _show(access)


async def decide(repo: str, *, is_allowed: bool, host: str | None, as_json: bool) -> None:
    """Allow or deny, and print what then holds."""
    await _change(repo, AccessChange(is_allowed=is_allowed, host=host), as_json=as_json)


async def set_budget(repo: str, *, tokens: str | None, usd: str | None, as_json: bool) -> None:
    """Set the bounds that are given. Raises InvalidError when there is none, or one is no number."""
    change = BudgetChange()
    if tokens is not None:
        change["tokens_per_day"] = _read_tokens(tokens)
    if usd is not None:
        change["usd_per_day"] = _read_usd(usd)
    if not change:
        raise InvalidError("No budget is given.", hint="Add --tokens N, --usd X or both; `none` takes a bound away.")
    await _change(repo, AccessChange(budget=change), as_json=as_json)


async def _change(repo: str, change: AccessChange, *, as_json: bool) -> None:
    async with open_workspace() as workspace:
        found = await workspace.find_repo(repo)
        access = await change_model_access(workspace.resources, workspace.viewer, found, change)
    if as_json:
        write_json(access.as_json())
    else:
        _show(access)


async def _read(workspace: Workspace, repo: Repo) -> ModelAccess:
    return await read_model_access(workspace.resources, workspace.viewer, repo)


def _show(access: ModelAccess) -> None:
    write(f"{clean_line(access.repo.name)}: {_tell_consent(access)}")
    for consent in access.consents:
        write(
            f"  {clean_line(consent.host)}: {clean_line(consent.granted_by)}, {consent.granted_at:%Y-%m-%d %H:%M} UTC"
        )
    write(f"  today: {tell_budget(access.today.repo, access.budget)}")


def _tell_consent(access: ModelAccess) -> str:
    if not access.model.host:
        return "no model is configured"
    if access.model.is_local:
        return "the model is on this machine, no code leaves it"
    return f"code {'may' if access.is_allowed else 'may not'} be sent to {access.model.host}"


def tell_budget(spent: Spent, budget: Budget) -> str:
    """What is used or reserved, of how much."""
    bounds = budget_as_json(budget)
    tokens, usd = bounds["tokens_per_day"], bounds["usd_per_day"]
    return (
        f"{spent.tokens:,}{'' if tokens is None else f' of {tokens:,}'} tokens,"
        f" ${spent.usd:.2f}{'' if usd is None else f' of ${usd:.2f}'}"
    )


def _read_tokens(text: str) -> int | None:
    if text == "none":
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= TOKENS_DIGITS_MAX):
        raise InvalidError(f"--tokens {text} is not a number of tokens.", hint="Give a whole number, or none.")
    return int(text)


def _read_usd(text: str) -> Decimal | None:
    if text == "none":
        return None
    try:
        usd = Decimal(text)
    except InvalidOperation:
        usd = Decimal("NaN")
    if not (usd.is_finite() and 0 <= usd <= USD_MAX):
        raise InvalidError(f"--usd {text} is not an amount in dollars.", hint="Give a number such as 2.50, or none.")
    return round_usd(usd)

"""Why a model is not asked, in words that say what to do about it: by command and by API."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from urllib.parse import quote

from repochat.accounts.kill_switch_store import Stop
from repochat.catalog.repo_store import Repo
from repochat.catalog.spend_store import ZERO_USD, Overrun, Wanted

_SETTINGS = {"tokens": "LLM_BUDGET_TOKENS_DAY", "usd": "LLM_BUDGET_USD_DAY"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """`message` says why, `hint` what to do."""

    kind: Literal["stopped", "consent", "budget"]
    message: str
    hint: str


def refuse_stopped(stop: Stop) -> Refusal:
    """For the kill switch."""
    return Refusal(
        kind="stopped",
        message=f"{stop.tell()} So no model was asked, and the answer quotes the code itself.",
        hint="An owner turns it off in the settings, or with `repochat kill-switch off`.",
    )


def refuse_consent(repo: Repo, host: str, allowed: Sequence[str]) -> Refusal:
    """`allowed` are the hosts that the repository's code may go to."""
    so_far = f" It may go to {', '.join(allowed)} only." if allowed else ""
    return Refusal(
        kind="consent",
        message=f"Nobody has allowed code of {repo.name} to be sent to {host}.{so_far}",
        hint=f"To allow it: `repochat model allow {shlex.quote(repo.name)} --host {host}`,"
        f' or PUT {_address(repo)} with {{"allowed": true, "host": "{host}"}}.',
    )


def refuse_budget(repo: Repo, wanted: Wanted, overrun: Overrun) -> Refusal:
    """For the bound that the answer could pass, or whose unit the model has no price in."""
    whose = "of this installation" if overrun.scope == "tenant" else f"of {repo.name}"
    if overrun.unit == "price":
        message = f"The budget {whose} is in dollars, and nobody knows the price of {wanted.model}."
    else:
        message = f"The answer could pass today's budget {whose}: {_tell_sums(wanted, overrun)}."
    hint = _advise_tenant(overrun) if overrun.scope == "tenant" else _advise_repo(repo, overrun)
    return Refusal(kind="budget", message=message, hint=hint)


def _tell_sums(wanted: Wanted, overrun: Overrun) -> str:
    if overrun.unit == "tokens":
        spent, bound, more = f"{overrun.spent.tokens:,}", f"{overrun.bound:,} tokens", f"{wanted.tokens:,}"
    else:
        spent, bound, more = (_show_usd(usd) for usd in (overrun.spent.usd, overrun.bound, wanted.usd or ZERO_USD))
    return f"{spent} of {bound} are used or reserved, and it may need {more}"


def _advise_tenant(overrun: Overrun) -> str:
    if overrun.unit == "price":
        return f"Set {_SETTINGS['usd']} above 0: such a model then counts against {_SETTINGS['tokens']} alone."
    return (
        f"Raise {_SETTINGS[overrun.unit]}, or ask again after midnight UTC;"
        " `repochat spend` or GET /spend shows where it went."
    )


def _advise_repo(repo: Repo, overrun: Overrun) -> str:
    options, body = {
        "tokens": ("--tokens N", '"tokens_per_day": N'),
        "usd": ("--usd N", '"usd_per_day": N'),
        "price": ("--usd none --tokens N", '"usd_per_day": null, "tokens_per_day": N'),
    }[overrun.unit]
    return (
        f"Set another one: `repochat model budget {shlex.quote(repo.name)} {options}`,"
        f" or PUT {_address(repo)} with {{{body}}}; `repochat spend` or GET /spend shows where it went."
    )


def _show_usd(usd: Decimal | int) -> str:
    """To the cent, or as exactly as it is known."""
    shown = f"{usd:.6f}".rstrip("0")
    whole, _, parts = shown.partition(".")
    return f"${whole}.{parts.ljust(2, '0')}"


def _address(repo: Repo) -> str:
    return f"/repos/{quote(repo.name)}/model"

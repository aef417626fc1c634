"""What owners allow, as buckets: of a repository by its settings, of the tenant by those of the installation."""

from datetime import datetime

from repochat.catalog.thinking.bucket_store import RESOURCES, Bucket, Buckets, Resource
from repochat.catalog.thinking.settings import ThinkingBudgets
from repochat.core.settings import Settings
from repochat.thinking.scheduling.buckets import Quantities, refill_all, reserve
from repochat.thinking.scheduling.verdicts import Purse
from repochat.thinking.spec import Amounts


def bounds_of_repo(budgets: ThinkingBudgets) -> Quantities:
    """Per day."""
    return {
        "cpu_s": float(budgets.cpu_seconds_day),
        "gpu_s": float(budgets.gpu_seconds_day),
        "model_tokens": float(budgets.model_tokens_day),
        "io_bytes": float(budgets.io_bytes_day),
        "usd": float(budgets.usd_day),
    }


def bounds_of_tenant(settings: Settings) -> Quantities:
    """Per day; tokens and dollars are those that answers are bounded by, too."""
    return {
        "cpu_s": float(settings.thinking_cpu_seconds_day),
        "gpu_s": float(settings.thinking_gpu_seconds_day),
        "model_tokens": float(settings.llm_budget_tokens_day),
        "io_bytes": float(settings.thinking_io_bytes_day),
        "usd": settings.llm_budget_usd_day,
    }


def open_purse(stored: Buckets, per_day: Quantities, now: datetime) -> Purse:
    """As it is at `now`."""
    return Purse(buckets=refill_all(stored, per_day, now), per_day=per_day)


def take_from(purse: Purse, asked: Amounts, allowed: Amounts) -> Purse:
    """With what a run reserves taken out."""
    buckets: dict[Resource, Bucket] = {
        name: reserve(purse.buckets[name], float(getattr(asked, name)), float(getattr(allowed, name)))
        for name in RESOURCES
    }
    return Purse(buckets=buckets, per_day=purse.per_day)

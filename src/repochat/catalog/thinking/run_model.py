"""A run as values: what it was for, where it stands, what it used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

RunStatus = Literal["queued", "running", "done", "failed", "cancelled", "lost"]
FINAL: frozenset[RunStatus] = frozenset(("done", "failed", "cancelled", "lost"))
CHANNEL = "repochat_thinking"  # NOTIFY carries {"repo": id, "run": id}

Quantities = Mapping[str, float]  # cpu_s, gpu_s, memory_bytes, io_bytes, model_tokens, usd


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStoreLimits:
    """Bounds of what is kept and listed; a log that reaches its bound says so in its last line."""

    listed_max: int = 200
    log_lines_max: int = 2_000
    log_line_chars_max: int = 500
    summary_chars_max: int = 500
    kept_of_repo_max: int = 2_000  # the newest
    swept_at_once_max: int = 500


LIMITS = RunStoreLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One attempt at a proposal; see `run_models.RunRow` for the words."""

    id: UUID
    tenant_id: UUID
    repo_id: UUID
    proposal_id: UUID
    attempt: int
    thought: str
    version: int
    identity: str
    trigger: str
    target: dict[str, Any]
    inputs: dict[str, Any]
    level: str
    status: RunStatus
    outcome: str | None
    reused_from: UUID | None
    cancel_requested: bool
    fence: int
    worker: str
    lease_until: datetime | None
    asked: dict[str, float]
    used: dict[str, float] | None
    is_charged: bool
    policy: str
    propensity: float
    context: dict[str, Any]
    reward: float | None
    progress: dict[str, Any]
    summary: str
    error: dict[str, Any] | None
    exit_code: int | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRun:
    """A run with the name of its repository."""

    repo: str
    run: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAfter:
    """Where a list goes on: after this one, the newest first."""

    created_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to write a run's results, until somebody else claims it."""

    tenant_id: UUID
    run_id: UUID
    fence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """Numbers count from 1."""

    number: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLines:
    """Lines to add after the line `after`, in order."""

    after: int
    texts: Sequence[str]

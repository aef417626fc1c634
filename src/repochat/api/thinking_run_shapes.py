"""The JSON of runs of Thoughts."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from repochat.api.shapes import Shape
from repochat.catalog.thinking.run_model import ListedRun, LogLine, Run

RunStatusName = Literal["queued", "running", "done", "failed", "cancelled", "lost"]


class AmountsShape(Shape):
    """Memory is a peak, the others are sums."""

    cpu_s: float = 0
    gpu_s: float = 0
    memory_bytes: int = 0
    io_bytes: int = 0
    model_tokens: int = 0
    usd: float = 0


class ThinkingRunShape(Shape):
    """One attempt at a proposal. `outcome` of a done one is changed, nothing, or unknown: it could not tell.

    `reused_from` is the run whose outcome stands for this one's, because both read the same. `propensity` is how
    likely the policy was to choose this. `error` is {kind, message, hint}, `progress` {done, total, what}.
    """

    id: UUID
    repo: str
    repo_id: UUID
    proposal_id: UUID
    attempt: int
    thought: str
    version: int
    trigger: str
    target: dict[str, Any]
    level: str
    status: RunStatusName
    outcome: str | None
    reused_from: UUID | None
    summary: str
    asked: AmountsShape
    used: AmountsShape | None
    policy: str
    propensity: float
    reward: float | None
    progress: dict[str, Any]
    error: dict[str, Any] | None
    worker: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None = Field(description="From its start to its end, or to now.")
    cancel_requested: bool

    @classmethod
    def of(cls, listed: ListedRun, now: datetime) -> "ThinkingRunShape":
        return cls.model_validate(_tell(listed, now))


class ThinkingRunList(Shape):
    runs: list[ThinkingRunShape]
    next_after: str | None = Field(description="Continues a list that reached its limit.")


class LogLineShape(Shape):
    """Numbers count from 1."""

    number: int
    at: datetime
    text: str


class RunArtifactShape(Shape):
    """`url` opens it for some minutes, to whoever has it."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str
    url: str


class ThinkingRunDetail(ThinkingRunShape):
    """A run with what it read, why it was chosen, its log and what it left."""

    inputs: dict[str, Any]
    context: dict[str, Any]
    exit_code: int | None
    log: list[LogLineShape]
    log_is_cut: bool
    artifacts: list[RunArtifactShape]

    @classmethod
    def of_all(
        cls, listed: ListedRun, now: datetime, *, log: list[LogLine], is_cut: bool, artifacts: list[RunArtifactShape]
    ) -> "ThinkingRunDetail":
        run = listed.run
        more = {"inputs": run.inputs, "context": run.context, "exit_code": run.exit_code}
        lines = [LogLineShape.model_validate(line) for line in log]
        return cls.model_validate(
            {**_tell(listed, now), **more, "log": lines, "log_is_cut": is_cut, "artifacts": artifacts}
        )


class Reproposed(Shape):
    """What waits to be admitted now."""

    proposal_id: UUID


def _tell(listed: ListedRun, now: datetime) -> dict[str, Any]:
    run = listed.run
    told = {name: getattr(run, name) for name in ThinkingRunShape.model_fields if hasattr(run, name)}
    return {**told, "repo": listed.repo, "seconds": _count_seconds(run, now)}


def _count_seconds(run: Run, now: datetime) -> float | None:
    if run.started_at is None:
        return None
    return max(0.0, ((run.ended_at or now) - run.started_at).total_seconds())

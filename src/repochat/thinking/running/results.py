"""How a run ends in the catalog: all that it leaves in one transaction, and only while its claim is good."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from repochat.catalog.thinking.artifact_store import NewArtifact
from repochat.catalog.thinking.proposal_store import ProposalWriter
from repochat.catalog.thinking.run_model import Claim, Run
from repochat.catalog.thinking.run_writer import RunWriter
from repochat.core.database import Database, WriteSession
from repochat.core.errors import LimitError, RepochatError
from repochat.thinking.insights import Proven, RunOfOutcome, store_outcome
from repochat.thinking.keeping import keep_artifacts
from repochat.thinking.running.failing import Failure, settle_failure
from repochat.thinking.running.stopping import Stop
from repochat.thinking.scheduling.charging import charge
from repochat.thinking.scheduling.tasks import request_admission
from repochat.thinking.spec import Amounts, read_target


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stood the proof, with its artifacts put away already: bytes that no row names are swept."""

    proven: Proven
    ending: str
    summary: str
    reward: float | None
    artifacts: Sequence[NewArtifact] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reused:
    """An earlier run's outcome stands for this one's."""

    earlier: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """It broke, was killed, or reached a bound."""

    failure: Failure
    error: Mapping[str, Any]
    exit_code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """Somebody stopped it."""

    stop: Stop


Ending = Found | Reused | Failed | Interrupted


async def store_ending(
    database: Database, claim: Claim, ending: Ending, used: Amounts, last_lines: Sequence[str]
) -> bool:
    """All of it or nothing. False: the claim was no longer good, and nothing was written. Raises UnavailableError."""
    async with database.write(claim.tenant_id) as session:
        match ending:
            case Found():
                run = await _store_found(session, claim, ending, used)
            case Reused():
                run = await _store_reused(session, claim, ending, used)
            case Failed():
                run = await _store_failed(session, claim, ending, used)
            case Interrupted():
                run = await _store_interrupted(session, claim, ending, used)
        if run is None:
            return False
        if last_lines:
            await RunWriter(session).log(run.id, list(last_lines))
        if run.status != "queued":
            await charge(session, run, used)
            with suppress(LimitError):  # the queue is full; the next minute asks again
                await request_admission(session, run.tenant_id)
        return True


def describe_run(run: Run) -> RunOfOutcome:
    """What insights need to know of it."""
    return RunOfOutcome(id=run.id, repo_id=run.repo_id, thought=run.thought, target=read_target(run.target))


def describe_error(error: RepochatError) -> Failed:
    """A failure of ours around the run."""
    failure = Failure(kind=f"{error.kind}:{type(error).__name__}", message=error.message)
    return Failed(failure=failure, error=error.as_json())


async def _store_found(session: WriteSession, claim: Claim, found: Found, used: Amounts) -> Run | None:
    runs = RunWriter(session)
    run = await runs.end(
        claim, status="done", outcome=found.ending, used=used.as_json(), summary=found.summary, exit_code=0
    )
    if run is None:
        return None
    reward = await store_outcome(session, describe_run(run), found.proven)
    await runs.set_reward(run.id, found.reward if found.reward is not None else reward)
    await keep_artifacts(session, run.repo_id, run.id, found.artifacts)
    await ProposalWriter(session).settle(run.proposal_id, "done")
    return run


async def _store_reused(session: WriteSession, claim: Claim, reused: Reused, used: Amounts) -> Run | None:
    earlier = reused.earlier
    run = await RunWriter(session).end(
        claim,
        status="done",
        outcome=earlier.outcome,
        used=used.as_json(),
        summary=f"As before, from the same inputs: {earlier.summary}",
        reused_from=earlier.id,
        exit_code=0,
    )
    if run is not None:
        await ProposalWriter(session).settle(run.proposal_id, "done")
    return run


async def _store_failed(session: WriteSession, claim: Claim, failed: Failed, used: Amounts) -> Run | None:
    runs = RunWriter(session)
    run = await runs.end(
        claim,
        status="failed",
        used=used.as_json(),
        summary=failed.failure.message,
        error=failed.error,
        exit_code=failed.exit_code,
    )
    if run is not None:
        await settle_failure(session, run, failed.failure)
    return run


async def _store_interrupted(session: WriteSession, claim: Claim, ending: Interrupted, used: Amounts) -> Run | None:
    """A worker that stops gives the same run to another; what may not run now is proposed again."""
    runs, stop = RunWriter(session), ending.stop
    if stop.kind == "shutdown":
        return await runs.give_back(claim, used=used.as_json())
    run = await runs.end(claim, status="cancelled", used=used.as_json(), summary=stop.reason)
    if run is None:
        return None
    proposals = ProposalWriter(session)
    if stop.kind == "cancelled":
        await proposals.settle(run.proposal_id, "withdrawn", reason_code="cancelled", reason=stop.reason)
    else:
        await proposals.postpone(run.proposal_id)
    return run

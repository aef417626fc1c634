"""What `repochat runs` does."""

import asyncio
from typing import Any
from uuid import UUID

from repochat.catalog.thinking.run_model import FINAL, ListedRun, LogLine, Run
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.workspace.runs import cancel_run, list_runs, read_run, rerun

FOLLOW_EVERY_S = 0.3


async def list_all(repo: str | None, *, thought: str | None, limit: int, as_json: bool) -> None:
    """The newest first."""
    async with open_workspace() as workspace:
        repo_id = (await workspace.find_repo(repo)).id if repo else None
        found = await list_runs(workspace.resources, workspace.viewer, repo_id=repo_id, thought=thought, limit=limit)
    if as_json:
        write_json({"runs": [_describe(each) for each in found]})
        return
    for each in found:
        write(_line(each))
    if not found:
        write("Nothing was run. `repochat think on REPO` lets the background work begin.")


async def show(run_id: UUID, *, as_json: bool) -> None:
    async with open_workspace() as workspace:
        detail = await read_run(workspace.resources, workspace.viewer, run_id)
    if as_json:
        artifacts = [{"name": each.name, "size_bytes": each.size_bytes} for each in detail.artifacts]
        log = [{"number": line.number, "at": line.at.isoformat(), "text": line.text} for line in detail.lines]
        write_json({**_describe(detail.listed), "log": log, "log_is_cut": detail.is_log_cut, "artifacts": artifacts})
        return
    write(_line(detail.listed))
    _show_run(detail.listed.run)
    for line in detail.lines:
        _show_line(line)
    for each in detail.artifacts:
        write(f"left {clean_line(each.name)} ({each.size_bytes:,} bytes)")


async def follow(run_id: UUID) -> None:
    """Until it ends."""
    seen = 0
    async with open_workspace() as workspace:
        while True:
            detail = await read_run(workspace.resources, workspace.viewer, run_id, after_line=seen)
            for line in detail.lines:
                seen = line.number
                _show_line(line)
            if detail.listed.run.status in FINAL:
                break
            await asyncio.sleep(FOLLOW_EVERY_S)
    write(_line(detail.listed))


async def cancel(run_id: UUID, *, as_json: bool) -> None:
    async with open_workspace() as workspace:
        listed = await cancel_run(workspace.resources, workspace.viewer, run_id)
    if as_json:
        write_json(_describe(listed))
    else:
        write("Cancelled." if listed.run.status == "cancelled" else "It stops within a second.")


async def repeat(run_id: UUID, *, as_json: bool) -> None:
    async with open_workspace() as workspace:
        proposal_id = await rerun(workspace.resources, workspace.viewer, run_id)
    if as_json:
        write_json({"proposal_id": str(proposal_id)})
    else:
        write("It waits to be admitted; `repochat think status` says why, where it does.")


def _line(listed: ListedRun) -> str:
    run = listed.run
    state = run.status if run.outcome is None else f"{run.status}: {run.outcome}"
    used = "" if run.used is None else f"  {run.used.get('cpu_s', 0):.1f} CPU s"
    repo, summary = clean_line(listed.repo), clean_line(run.summary)
    return f"{run.id}  {run.created_at:%Y-%m-%d %H:%M} UTC  {run.thought:<14} {repo}  {state}{used}  {summary}"


def _show_run(run: Run) -> None:
    told = [f"attempt {run.attempt} by {run.trigger} at level {run.level}", f"worker {run.worker or 'none yet'}"]
    if run.used is not None:
        told.append(f"memory {run.used.get('memory_bytes', 0) / 1_000_000:.0f} MB")
        told.append(f"model tokens {run.used.get('model_tokens', 0):,.0f}")
    write("  " + ", ".join(told))
    if run.error is not None:
        write(f"  {clean_line(run.error['message'])} {clean_line(run.error.get('hint', ''))}")


def _show_line(line: LogLine) -> None:
    write(f"  {line.at:%H:%M:%S}  {clean_line(line.text)}")


def _describe(listed: ListedRun) -> dict[str, Any]:
    run = listed.run
    times = {
        name: moment.isoformat() if (moment := getattr(run, name)) else None
        for name in ("created_at", "started_at", "ended_at")
    }
    return {
        "id": str(run.id),
        "repo": listed.repo,
        "proposal_id": str(run.proposal_id),
        "attempt": run.attempt,
        "thought": run.thought,
        "trigger": run.trigger,
        "target": run.target,
        "level": run.level,
        "status": run.status,
        "outcome": run.outcome,
        "reused_from": str(run.reused_from) if run.reused_from else None,
        "summary": run.summary,
        "asked": run.asked,
        "used": run.used,
        "error": run.error,
        **times,
    }

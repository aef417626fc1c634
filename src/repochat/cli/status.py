"""`repochat status`: what is connected, what of it is indexed and how fresh, what was skipped, what runs."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from repochat.accounts.kill_switch_store import Stop
from repochat.catalog.revision_store import Revision
from repochat.catalog.run_store import IndexRun
from repochat.cli.services import Service, list_services
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError
from repochat.workspace.freshness import Freshness
from repochat.workspace.kill_switch import read_kill_switch, stop_as_json
from repochat.workspace.status import RepoStatus, judge_run


async def status(repo: str | None, *, skips: str | None, as_json: bool) -> None:
    """Print the state of `repo`, or of everything."""
    if skips is not None and repo is None:
        raise InvalidError("--skips needs a repository.", hint="Write `repochat status REPO --skips REASON`.")
    async with open_workspace() as workspace:
        services = list_services(workspace.home)
        stop = await read_kill_switch(workspace.resources, workspace.viewer)
        if repo is None:
            found = [await workspace.status(each) for each in await workspace.list_repos()]
        else:
            found = [await workspace.status(await workspace.find_repo(repo), skips=skips)]
    if as_json:
        write_json(_describe_repo(found[0]) if repo is not None else _describe_all(found, services, stop))
    else:
        if stop is not None:
            write(f"{clean_line(stop.tell())} `repochat kill-switch off` turns it off.")
        _show(found, services, with_details=repo is not None)


def _describe_all(found: list[RepoStatus], services: list[Service], stop: Stop | None) -> dict[str, Any]:
    return {
        "repos": [_describe_repo(each) for each in found],
        "services": [{"name": each.name, "pid": each.pid, "address": each.address} for each in services],
        "kill_switch": stop_as_json(stop),
    }


def _describe_repo(found: RepoStatus) -> dict[str, Any]:
    repo = found.repo
    described: dict[str, Any] = {
        "id": str(repo.id),
        "name": repo.name,
        "source": repo.source,
        "source_kind": repo.source_kind,
        "default_branch": repo.default_branch,
        "created_at": repo.created_at.isoformat(),
        "freshness": _describe_freshness(found.freshness),
        "revisions": [_describe_revision(revision) for revision in found.revisions],
        "skipped": found.skipped,
        "run": _describe_run(found.run) if found.run else None,
        "active": [_describe_run(run) for run in found.active],
    }
    if found.skips is not None:
        described["skips"] = [
            {"path": file.path, "reason": file.skip_reason, "size_bytes": file.size_bytes, "blob": file.oid}
            for file in found.skips
        ]
    return described


def _describe_freshness(freshness: Freshness) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(freshness).items()
    }


def _describe_revision(revision: Revision) -> dict[str, Any]:
    return {
        "sha": revision.sha,
        "ref": revision.ref,
        "committed_at": revision.committed_at.isoformat(),
        "indexed_at": revision.indexed_at.isoformat(),
        "counts": revision.counts,
    }


def _describe_run(run: IndexRun) -> dict[str, Any]:
    return {
        "id": str(run.id),
        "rev": run.rev,
        "status": judge_run(run, now=datetime.now(UTC)),
        "progress": run.progress,
        "report": run.report,
        "error": run.error,
        "created_at": run.created_at.isoformat(),
        "updated_at": run.updated_at.isoformat(),
    }


def _show(found: list[RepoStatus], services: list[Service], *, with_details: bool) -> None:
    for each in found:
        _show_repo(each)
        if with_details:
            _show_details(each)
    if not found:
        write("No repository is connected. `repochat index PATH_OR_URL` connects and indexes one.")
    for service in services:
        where = f" at {service.address}" if service.address else ""
        write(f"{service.name} runs{where} (process {service.pid})")


def _show_repo(found: RepoStatus) -> None:
    name = clean_line(found.repo.name)
    write(f"{name}  {clean_line(found.repo.source)}")
    if found.revisions:
        newest = found.revisions[0]
        counts = newest.counts
        write(
            f"  {newest.sha[:12]} {clean_line(newest.ref)}, committed {newest.committed_at:%Y-%m-%d %H:%M} UTC,"
            f" {counts['files']} files, {counts['chunks']} chunks"
        )
    _show_freshness(found.freshness)
    if found.skipped:
        write("  skipped: " + ", ".join(f"{count} {reason}" for reason, count in found.skipped.items()))
    if found.run is not None:
        state = judge_run(found.run, now=datetime.now(UTC))
        why = f": {clean_line(found.run.error['message'])}" if found.run.error else ""
        for run in found.active:
            write(f"  {run.status}: {clean_line(run.rev or 'the default branch')}")
        write(f"  last run {state} at {found.run.updated_at:%Y-%m-%d %H:%M:%S} UTC{why}")


def _show_freshness(freshness: Freshness) -> None:
    behind = f" by {freshness.commits_behind} commits" if freshness.commits_behind else ""
    since = f" since {freshness.behind_since:%Y-%m-%d %H:%M:%S} UTC" if freshness.behind_since else ""
    write(f"  {freshness.state.replace('_', ' ')}{behind}{since}: {clean_line(freshness.note)}")
    if freshness.path is not None:
        looked = f"{freshness.last_checked_at:%Y-%m-%d %H:%M:%S} UTC" if freshness.last_checked_at else "never"
        told = f", last event {freshness.last_event_at:%Y-%m-%d %H:%M:%S} UTC" if freshness.last_event_at else ""
        write(f"  followed by {freshness.path}, last look {looked}{told}")
    if freshness.place not in {None, "connected"}:
        write(f"  its forge: {freshness.place}; what is indexed stays askable")
    if freshness.problem is not None:
        write(f"  problem: {clean_line(freshness.problem['message'])} {clean_line(freshness.problem['hint'])}")


def _show_details(found: RepoStatus) -> None:
    for revision in found.revisions[1:]:
        write(f"  also {revision.sha[:12]} {clean_line(revision.ref)}")
    for file in found.skips or []:
        write(f"  {file.skip_reason}  {file.size_bytes} bytes  {clean_line(file.path)}")

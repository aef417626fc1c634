"""`repochat insights`: what its commands do and print."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast, get_args
from uuid import UUID

from repochat.catalog.thinking.insight_list_store import InsightFilter, InsightQuery
from repochat.catalog.thinking.rule_store import Rule, RuleState
from repochat.cli.terminal import clean, clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError
from repochat.thinking.insights.judging import DISMISS_REASONS, VERDICTS, DismissReason, Said, Verdict
from repochat.thinking.model import SEVERITIES, InsightKind
from repochat.workspace.evidence import Shown, show_evidence
from repochat.workspace.insight_sarif import export_sarif, import_sarif
from repochat.workspace.insights import (
    InsightView,
    give_verdict,
    list_insights,
    list_rules,
    read_insight,
    read_insight_history,
    rerun_insight,
    turn_rule,
)

Choice = TypeVar("Choice", bound=str)
FILTERS: tuple[InsightFilter, ...] = get_args(InsightFilter)
KINDS: tuple[InsightKind, ...] = get_args(InsightKind)
STATES: tuple[RuleState, ...] = get_args(RuleState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed."""

    repo: str | None
    which: str
    kinds: tuple[str, ...]
    severities: tuple[str, ...]
    path: str
    limit: int


async def list_all(asked: Asked, *, as_json: bool) -> None:
    """The worthiest first."""
    async with open_workspace() as workspace:
        repo = await workspace.choose_repo(asked.repo) if asked.repo else None
        query = InsightQuery(
            repo_id=repo.id if repo else None,
            filter=_choose(asked.which, FILTERS),
            kinds=[_choose(each, KINDS) for each in asked.kinds],
            severities=[_choose(each, SEVERITIES) for each in asked.severities],
            path=asked.path.strip("/"),
        )
        page = await list_insights(workspace.resources, workspace.viewer, query, limit=asked.limit)
    if as_json:
        counts = {"shown": page.counts.shown, "waiting": page.counts.waiting, "by_state": page.counts.by_state}
        listed = [describe(each, each.insight.evidence) for each in page.insights]
        write_json({"insights": listed, "counts": counts, "is_cut": page.after is not None})
        return
    for each in page.insights:
        write(_show_line(each))
    if page.after is not None:
        write("There are more; give --limit.")
    if not page.insights:
        write("There is nothing of that. `repochat think now SmellHunt` looks for something.")


async def show(insight_id: UUID, *, as_json: bool) -> None:
    """With its lines, why it ranks where it does, and what became of it."""
    async with open_workspace() as workspace:
        resources, viewer = workspace.resources, workspace.viewer
        view = await read_insight(resources, viewer, insight_id)
        (evidence,) = await show_evidence(resources, viewer, [view.insight])
        history = await read_insight_history(resources, viewer, view.insight)
    if as_json:
        factors = {each.name: each.factor for each in history.factors}
        events = [{"kind": each.kind, "by": each.made_by, "at": each.made_at.isoformat()} for each in history.events]
        write_json({**describe(view, evidence), "factors": factors, "events": events})
        return
    write(_show_line(view))
    write(clean(view.insight.body))
    for number, piece in enumerate(evidence, start=1):
        write(f"[{number}] {_show_piece(piece)}")
    if view.insight.falsifier:
        write(f"What would settle it: {clean(view.insight.falsifier)}")
    told = "; ".join(each.words for each in history.factors)
    write(f"Worth {view.insight.value:.2f}: {clean_line(told)}.")


async def judge(insight_id: UUID, verdict: str, *, reason: str | None, note: str, as_json: bool) -> None:
    said = Said(
        verdict=cast("Verdict", _choose(verdict, VERDICTS)),
        reason=cast("DismissReason", _choose(reason, DISMISS_REASONS)) if reason else None,
        note=note,
    )
    async with open_workspace() as workspace:
        view = await give_verdict(workspace.resources, workspace.viewer, insight_id, said)
    if as_json:
        write_json(describe(view, view.insight.evidence))
    else:
        write(_show_line(view))


async def rerun(insight_id: UUID, *, as_json: bool) -> None:
    async with open_workspace() as workspace:
        proposal_id = await rerun_insight(workspace.resources, workspace.viewer, insight_id)
    if as_json:
        write_json({"proposal_id": str(proposal_id)})
    else:
        write(f"Asked, as {proposal_id}. `repochat think status` shows when it is its turn.")


async def rules(repo: str | None, *, as_json: bool) -> None:
    async with open_workspace() as workspace:
        chosen = await workspace.choose_repo(repo) if repo else None
        found = await list_rules(workspace.resources, workspace.viewer, chosen)
    if as_json:
        write_json({"rules": [{**_describe_rule(each), "open": count} for each, count in found]})
        return
    for each, count in found:
        votes = f"{each.useful} useful, {each.not_useful} not"
        write(f"{each.state:<7} {count:>5} open  {votes:<22} {clean_line(each.rule)}")
    if not found:
        write("No rule found anything yet.")


async def turn(name: str, state: str, *, as_json: bool) -> None:
    async with open_workspace() as workspace:
        rule = await turn_rule(workspace.resources, workspace.viewer, name, _choose(state, STATES))
    if as_json:
        write_json(_describe_rule(rule))
    else:
        write(f"{clean_line(rule.rule)} is {rule.state}.")


async def export(repo: str | None) -> None:
    """As bytes: a log is UTF-8 wherever it is written."""
    async with open_workspace() as workspace:
        log = await export_sarif(workspace.resources, workspace.viewer, await workspace.choose_repo(repo))
    sys.stdout.buffer.write(log + b"\n")
    sys.stdout.flush()


async def bring_in(log: Path, repo: str | None, *, as_json: bool) -> None:
    content = log.read_bytes()  # noqa: ASYNC240  nothing else goes on yet
    async with open_workspace() as workspace:
        chosen = await workspace.choose_repo(repo)
        done = await import_sarif(workspace.resources, workspace.viewer, chosen, content)
    if as_json:
        write_json({"sha": done.sha, "imported": done.imported, "unplaced": done.unplaced})
    else:
        write(f"{done.imported} imported; {done.unplaced} have no lines at {done.sha[:12]}.")


def describe(view: InsightView, evidence: "list[Any] | list[Shown]") -> dict[str, Any]:
    each = view.insight
    return {
        "id": str(each.id),
        "repo": each.repo,
        "title": each.title,
        "body": each.body,
        "kind": each.kind,
        "rule": each.rule,
        "thought": each.thought,
        "severity": each.severity,
        "confidence": each.confidence,
        "status": each.status,
        "state": each.state,
        "sha": each.sha,
        "path": each.path,
        "symbol": each.symbol,
        "start_line": each.start_line,
        "end_line": each.end_line,
        "evidence": [dict(piece) for piece in evidence],
        "falsifier": each.falsifier,
        "value": each.value,
        "notified_at": each.notified_at.isoformat() if each.notified_at else None,
        "suppression": each.suppression,
        "fixed_by": each.fixed_by,
        "votes": {"useful": view.votes.useful, "not_useful": view.votes.not_useful},
    }


def _choose(text: str, known: tuple[Choice, ...]) -> Choice:
    for each in known:
        if each == text:
            return each
    raise InvalidError(f"{text[:80]!r} is none of them.", hint=f"Give one of {', '.join(known)}.")


def _describe_rule(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.rule, "useful": rule.useful, "not_useful": rule.not_useful, "state": rule.state}


def _show_line(view: InsightView) -> str:
    each = view.insight
    place = f" {clean_line(each.path)}:{each.start_line}" if each.path else ""
    told = f"{each.state}, {each.status}" + (f", fixed by {each.fixed_by[:12]}" if each.fixed_by else "")
    return f"{each.id}  {each.severity:<8} {clean_line(each.title)} ({told}){place}"


def _show_piece(piece: Shown) -> str:
    match piece["kind"]:
        case "quote":
            place = f"{clean_line(piece['path'])}:{piece['start_line']}-{piece['end_line']} @ {piece['sha'][:12]}"
            lines = clean(piece["text"]) if piece["text"] is not None else "(git has these lines no more)"
            return f"{place}\n{lines}"
        case "commit":
            return f"commit {piece['sha'][:12]}: {clean_line(piece['text'])}"
        case _:
            return f"$ {clean_line(' '.join(piece['argv']))}"

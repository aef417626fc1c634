"""One hunt: choose files, look at both sides of a change, tell new from old, and say what could not be told."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.analyzers import ANALYZERS, CODE_ANALYZERS, SourceFile, is_manifest, read_advisories
from repochat.analyzers.analyzer import Analyzer
from repochat.analyzers.languages import find_language
from repochat.analyzers.secret_scan import SECRET_SCAN
from repochat.thinking.context import ThoughtContext
from repochat.thinking.model import Artifact, Ending, Insight, Outcome
from repochat.thinking.smells.advice import find_vulnerable
from repochat.thinking.smells.choosing import Choice, Place, choose_all, choose_changes
from repochat.thinking.smells.finding import CONFIDENCES, SEVERITY_WEIGHTS, Finding
from repochat.thinking.smells.looking import Look, find_kept, forget_old, look_at, read_contents
from repochat.thinking.smells.matching import FindingMatch, match_findings
from repochat.thinking.smells.sarif_writing import write_sarif
from repochat.thinking.smells.telling import build_insight, is_shown

SECRET_ANALYZERS: Sequence[Analyzer] = (SECRET_SCAN,)
TOOLS_SHARE = 0.8  # of the CPU seconds of a run; the rest reads, matches and writes
INSIGHTS_MAX = 2_000
PROBLEMS_TOLD_MAX = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All that the tools said of some places."""

    findings: Mapping[Place, Sequence[Finding]]
    looks: Sequence[Look]
    problems: Sequence[str] = ()

    @property
    def cpu_s(self) -> float:
        return sum(look.cpu_s for look in self.looks)

    def list_shown(self) -> list[Finding]:
        """The worst and surest first."""
        shown = [each for findings in self.findings.values() for each in findings if is_shown(each)]
        return sorted(shown, key=lambda each: (-_rank(each), each.path, each.start_line, each.rule))


async def hunt(context: ThoughtContext) -> Outcome:
    """Raises RunStoppedError, and RepochatError of git and of the file of advisories."""
    choice = await asyncio.to_thread(choose, context)
    is_change = context.target.base is not None
    budget = context.allowed.cpu_s * TOOLS_SHARE if context.allowed.cpu_s else float("inf")
    now = await _see(context, choice.now, is_change=is_change, cpu_s=budget)
    before = await _see(context, choice.before, is_change=is_change, cpu_s=budget - now.cpu_s)
    await forget_old(context, (CODE_ANALYZERS, SECRET_ANALYZERS))
    match = match_findings(before.list_shown(), now.list_shown(), renames=choice.renames)
    insights = await asyncio.to_thread(_build_insights, context, now, match)
    return _conclude(context, choice, (now, before), match, insights)


def choose(context: ThoughtContext) -> Choice:
    """Blocks on git."""
    target = context.target
    if target.base is None:
        return choose_all(context.mirror, target.sha, target.paths)
    return choose_changes(context.mirror, target.base, target.sha, should_stop=context.should_stop)


async def _see(context: ThoughtContext, places: Sequence[Place], *, is_change: bool, cpu_s: float) -> Seen:
    """Secrets are looked for in what changed, for that is slow; elsewhere what was found stays found."""
    code_places = [place for place in places if find_language(place.path) is not None]
    code = await look_at(context, code_places, CODE_ANALYZERS, cpu_s=cpu_s)
    if is_change:
        secrets = await look_at(context, places, SECRET_ANALYZERS, cpu_s=cpu_s - code.cpu_s)
    else:
        secrets = await find_kept(context, places, SECRET_ANALYZERS)
        secrets.left.clear()
    vulnerable, problems = await asyncio.to_thread(_see_pins, context, places)
    found: dict[Place, list[Finding]] = {place: [] for place in places}
    for each in (code.findings, secrets.findings, vulnerable):
        for place, findings in each.items():
            found[place].extend(findings)
    return Seen(findings=found, looks=(code, secrets), problems=problems)


def _see_pins(
    context: ThoughtContext, places: Sequence[Place]
) -> tuple[Mapping[Place, Sequence[Finding]], Sequence[str]]:
    """Nothing without a file of advisories. Blocks on files and git."""
    path: Path | None = context.services.settings.advisories_file
    manifests = {place.path: place for place in places if is_manifest(place.path)}
    if path is None or not manifests:
        return {}, ()
    contents = read_contents(context, list(manifests.values()))
    files = [SourceFile(path=name, content=content) for name, content in contents.items()]
    found, problems = find_vulnerable(files, read_advisories(path))
    return {manifests[name]: findings for name, findings in found.items()}, problems


def _build_insights(context: ThoughtContext, now: Seen, match: FindingMatch) -> list[Insight]:
    """At a first look everything is a baseline; after a change, what stood there before it. Blocks on git."""
    fresh = {each.identity for each in match.fresh} if context.target.base is not None else set[str]()
    places = {place.path: place for place in now.findings}
    shown = now.list_shown()[:INSIGHTS_MAX]
    contents = read_contents(context, [places[path] for path in dict.fromkeys(each.path for each in shown)])
    made = (
        build_insight(
            each,
            sha=context.target.sha,
            blob=places[each.path].blob,
            content=contents[each.path],
            is_baseline=each.identity not in fresh,
        )
        for each in shown
        if each.path in contents
    )
    return [insight for insight in made if insight is not None]


def _conclude(
    context: ThoughtContext, choice: Choice, seen: tuple[Seen, Seen], match: FindingMatch, insights: Sequence[Insight]
) -> Outcome:
    now = seen[0]
    looks = [look for side in seen for look in side.looks]
    has_left = any(look.left or look.failed for look in looks)
    is_change = context.target.base is not None
    is_news = (
        bool(match.fresh or match.gone or match.moved)
        if is_change
        else bool(insights) and any(look.scanned for look in looks)
    )
    ending: Ending = "unknown" if has_left else "changed" if is_news else "nothing"
    for problem in _list_problems(seen):
        context.note(problem)
    artifacts = [_build_artifact(context, now, match)] if insights else []
    return Outcome(
        ending=ending,
        summary=_summarise(choice, seen, match, len(insights), is_change=is_change),
        insights=insights,
        artifacts=artifacts,
        scope=_find_scope(choice, len(now.list_shown())),
    )


def _find_scope(choice: Choice, shown: int) -> Sequence[str] | None:
    """What was looked for again. When not all that was found is handed on, nothing is called fixed."""
    if shown > INSIGHTS_MAX:
        return ()
    if choice.is_whole:
        return None
    return sorted({*(place.path for place in (*choice.now, *choice.before)), *choice.removed})


def _build_artifact(context: ThoughtContext, now: Seen, match: FindingMatch) -> Artifact:
    states = {each.identity: "new" for each in match.fresh} if context.target.base is not None else {}
    content = write_sarif(now.list_shown()[:INSIGHTS_MAX], sha=context.target.sha, states=states, gone=match.gone)
    return Artifact(name="findings.sarif", media_type="application/sarif+json", content=content)


def _summarise(choice: Choice, seen: tuple[Seen, Seen], match: FindingMatch, shown: int, *, is_change: bool) -> str:
    looks = [look for side in seen for look in side.looks]
    parts = [f"{len(choice.now)} files"]
    if is_change:
        parts.append(f"{len(match.fresh)} new findings, {len(match.gone)} gone, {shown - len(match.fresh)} as before")
    else:
        parts.append(f"{shown} findings")
    if failed := {place.path for look in looks for place in look.failed}:
        parts.append(f"a tool failed on {len(failed)} files")
    if left := {place.path for look in looks for place in look.left}:
        parts.append(f"the budget ended before {len(left)} files: the next run goes on there")
    if missing := sorted({tool for look in looks for tool in look.missing_tools}):
        parts.append(f"not installed: {', '.join(missing)}")
    if choice.left_out:
        parts.append(f"{choice.left_out} files are too large or have no readable name")
    return "; ".join(parts) + "."


def _list_problems(seen: Iterable[Seen]) -> list[str]:
    problems = [problem for side in seen for look in side.looks for problem in look.problems]
    told = list(dict.fromkeys([*problems, *(problem for side in seen for problem in side.problems)]))
    return told[:PROBLEMS_TOLD_MAX]


def _rank(finding: Finding) -> float:
    return SEVERITY_WEIGHTS[finding.severity] * CONFIDENCES[finding.confidence]


def list_tools() -> list[str]:
    """Every tool with its version, "" where it is not installed."""
    return [f"{analyzer.name} {analyzer.find_version() or ''}".strip() for analyzer in ANALYZERS]

"""Findings of blobs: what is kept is taken, the rest looked at in slices, each kept at once: a killed run resumes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from repochat.analyzers import LIMITS, SourceFile, ToolReport
from repochat.analyzers.analyzer import Analyzer
from repochat.catalog.thinking.blob_finding_store import BlobFindings, BlobFindingStore, BlobFindingWriter
from repochat.git import BlobReader
from repochat.thinking.context import ThoughtContext
from repochat.thinking.smells.choosing import Place
from repochat.thinking.smells.finding import Finding, read_finding
from repochat.thinking.smells.scanning import Scan, scan_files

VERSION = 1  # another one when findings are made of hits in another way
SLICE_FILES = 200
SLICE_BYTES = 4 * 1024**2
KEPT_DAYS = 180
_DIGEST_CHARS = 24


@dataclass(slots=True)
class Look:
    """What a run knows so far. `left` are places that it did not come to, `failed` those that a tool failed on."""

    findings: dict[Place, Sequence[Finding]] = field(default_factory=dict[Place, Sequence[Finding]])
    left: list[Place] = field(default_factory=list[Place])
    failed: list[Place] = field(default_factory=list[Place])
    problems: list[str] = field(default_factory=list[str])
    missing_tools: set[str] = field(default_factory=set[str])
    cpu_s: float = 0.0
    scanned: int = 0


def digest_tools(analyzers: Sequence[Analyzer]) -> str:
    """Another one as soon as a tool, its version, its rules or what is made of its hits changes."""
    versions = [f"{analyzer.name} {analyzer.find_version() or 'not installed'}" for analyzer in analyzers]
    return sha256("\n".join((str(VERSION), *versions)).encode()).hexdigest()[:_DIGEST_CHARS]


async def look_at(
    context: ThoughtContext, places: Sequence[Place], analyzers: Sequence[Analyzer], *, cpu_s: float
) -> Look:
    """Raises RunStoppedError; what was looked at until then is kept."""
    tools = digest_tools(analyzers)
    look = Look()
    unknown = await _take_known(context, places, tools, look)
    look.missing_tools = {analyzer.name for analyzer in analyzers if analyzer.find_version() is None}
    done = len(places) - len(unknown)
    for slice_ in _list_slices(unknown):
        context.check()
        if look.cpu_s >= cpu_s:
            look.left.extend(slice_)
            continue
        context.tell(done, len(places), "files")
        scan = await asyncio.to_thread(_scan_slice, context, slice_, analyzers, cpu_s - look.cpu_s)
        context.check()
        await _keep(context, tools, slice_, scan, look)
        done += len(slice_)
    return look


async def find_kept(context: ThoughtContext, places: Sequence[Place], analyzers: Sequence[Analyzer]) -> Look:
    """Only what is kept; the rest is `left`."""
    look = Look()
    look.left = await _take_known(context, places, digest_tools(analyzers), look)
    return look


async def forget_old(context: ThoughtContext, kept: Sequence[Sequence[Analyzer]]) -> None:
    """What other versions of the tools said, and what nobody needed for long."""
    services = context.services
    tools = [digest_tools(analyzers) for analyzers in kept]
    async with services.database.write(context.viewer.scope) as session:
        now = services.clock()
        await BlobFindingWriter(session).forget(context.repo.id, tools, now, after=timedelta(days=KEPT_DAYS))


async def _take_known(context: ThoughtContext, places: Sequence[Place], tools: str, look: Look) -> list[Place]:
    asked = [(place.blob, place.path) for place in places]
    async with context.services.database.read(context.viewer.scope) as session:
        known = await BlobFindingStore(session).list_known(context.repo.id, tools, asked)
    for place in places:
        stored = known.get((place.blob, place.path))
        if stored is not None:
            look.findings[place] = [read_finding(finding, place.path) for finding in stored]
    return [place for place in places if place not in look.findings]


def _list_slices(places: Sequence[Place]) -> list[list[Place]]:
    return [list(places[start : start + SLICE_FILES]) for start in range(0, len(places), SLICE_FILES)]


def _scan_slice(context: ThoughtContext, places: Sequence[Place], analyzers: Sequence[Analyzer], cpu_s: float) -> Scan:
    """Blocks, on git and on the tools."""
    files = [SourceFile(path=path, content=content) for path, content in read_contents(context, places).items()]
    return scan_files(files, analyzers=analyzers, cpu_s=cpu_s, should_stop=context.should_stop)


def read_contents(context: ThoughtContext, places: Sequence[Place]) -> Mapping[str, bytes]:
    """By path; what git cannot give, or is too large, is absent. Blocks on git."""
    with BlobReader(context.mirror) as reader:
        blobs = list(reader.iter_blobs(place.blob for place in places))
    return {
        place.path: blob.content
        for place, blob in zip(places, blobs, strict=True)
        if blob.content is not None and len(blob.content) <= LIMITS.file_bytes_max
    }


async def _keep(context: ThoughtContext, tools: str, places: Sequence[Place], scan: Scan, look: Look) -> None:
    """A file that a tool failed on is not kept: the next run tries again."""
    look.cpu_s += scan.cpu_s
    look.scanned += len(places)
    look.problems.extend(_tell_problems(scan.reports))
    rows: list[BlobFindings] = []
    for place in places:
        found = scan.findings.get(place.path)
        if found is None:
            look.failed.append(place)
            continue
        look.findings[place] = found
        rows.append(BlobFindings(blob=place.blob, path=place.path, findings=[each.as_json() for each in found]))
    async with context.services.database.write(context.viewer.scope) as session:
        await BlobFindingWriter(session).put(context.repo.id, tools, rows)


def _tell_problems(reports: Sequence[ToolReport]) -> list[str]:
    return [f"{report.tool}: {problem}" for report in reports for problem in report.problems]

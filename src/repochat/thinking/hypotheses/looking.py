"""Looks through the files of a commit for suspicions. Synchronous: keep it off the event loop."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from repochat.git import BlobReader, ShouldStop, TreeEntry, list_tree
from repochat.syntax import HEAD_BYTES, detect_language, get_language, parse_file
from repochat.syntax.nodes import read_nodes
from repochat.thinking.changes.roles import is_test_path
from repochat.thinking.hypotheses.detectors import FILE_DETECTORS, ON_TRIAL, PROJECT_DETECTORS
from repochat.thinking.hypotheses.detectors.twin_fixes import TwinFinder
from repochat.thinking.hypotheses.fixes import FixPattern
from repochat.thinking.hypotheses.limits import LIMITS, HypothesisLimits
from repochat.thinking.hypotheses.model import DetectorName, SourceFile, Suspicion
from repochat.thinking.hypotheses.project import Project


def _forget(*_: object) -> None:
    """Nobody follows."""


_TWIN: DetectorName = "fix-missed-in-twin"
_ASIDES = (
    "vendor/", "node_modules/", "third_party/", "thirdparty/", "_vendor/", "deps/", "dist/", "examples/", "docs/",
    "benchmarks/", "testFixtures/",
)  # fmt: skip
_RELEASE = re.compile(r"/\d+\.\d+\.\d+/")  # somebody else's, kept with its version


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Suspicions, the surest first. `left_out` counts files past a bound, `hidden` suspicions past one.

    `on_trial` are those of detectors that are not shown.
    """

    suspicions: tuple[Suspicion, ...]
    files: int
    left_out: int
    hidden: int
    on_trial: tuple[Suspicion, ...] = ()


def look(
    files: Iterable[SourceFile], patterns: Sequence[FixPattern] = (), *, is_whole: bool = True
) -> tuple[list[Suspicion], int]:
    """Each file is looked at once and let go; how many were seen comes with what was found.

    What needs every file to be known is only asked of a whole repository.
    """
    project, twins = Project(), TwinFinder(patterns)
    found: list[Suspicion] = []
    count = 0
    for file in files:
        count += 1
        for detector in FILE_DETECTORS:
            found += detector(file)
        twins.add(file)
        if is_whole:
            project.add(file)
    for detector in PROJECT_DETECTORS if is_whole else ():
        found += detector(project)
    return [*found, *twins.find()], count


def look_at_commit(
    mirror: Path,
    sha: str,
    patterns: Sequence[FixPattern] = (),
    *,
    only: Collection[str] | None = None,
    should_stop: ShouldStop | None = None,
    tell: Callable[[int, int], None] = _forget,
    limits: HypothesisLimits = LIMITS,
) -> Looked:
    """What is suspected at the commit. `only` looks at these files alone, and at neighbours that may miss a fix."""
    folders = {(pattern.path.rpartition("/")[0], pattern.language) for pattern in patterns}
    entries = [
        entry
        for entry in list_tree(mirror, sha)
        if _is_wanted(entry, limits) and (only is None or _is_asked(entry.path.decode(), only, folders))
    ]
    entries.sort(key=lambda entry: entry.path)
    taken = entries[: limits.files_max]
    with BlobReader(mirror) as blobs:
        files = _read_files(taken, blobs, should_stop, tell)
        suspicions, count = look(files, patterns, is_whole=only is None)
    kept = [each for each in suspicions if only is None or each.place.path in only or each.detector == _TWIN]
    kept.sort(key=lambda each: (-each.confidence, each.detector, each.place.path, each.place.start_line))
    trial = tuple(each for each in kept if each.detector in ON_TRIAL)
    kept = [each for each in kept if each.detector not in ON_TRIAL]
    shown: list[Suspicion] = []
    counts: Counter[str] = Counter()
    for each in kept:
        counts[each.detector] += 1
        if counts[each.detector] <= limits.per_detector_max:
            shown.append(each)
    return Looked(
        suspicions=tuple(shown),
        files=count,
        left_out=len(entries) - len(taken),
        hidden=len(kept) - len(shown),
        on_trial=trial,
    )


def _is_asked(path: str, only: Collection[str], folders: set[tuple[str, str]]) -> bool:
    return path in only or (path.rpartition("/")[0], detect_language(path, b"")) in folders


def _is_wanted(entry: TreeEntry, limits: HypothesisLimits) -> bool:
    """Code that people of this repository wrote, as far as its place tells."""
    path = entry.path.decode("utf-8", "replace")
    if entry.kind not in ("file", "executable") or (entry.size or 0) > limits.file_bytes_max or "\ufffd" in path:
        return False
    if (
        any(path.startswith(aside) or f"/{aside}" in path for aside in _ASIDES)
        or ".min." in path
        or _RELEASE.search(path)
    ):
        return False
    return get_language(detect_language(path, b"")).chunker == "code"


def _read_files(
    entries: Sequence[TreeEntry], blobs: BlobReader, should_stop: ShouldStop | None, tell: Callable[[int, int], None]
) -> Iterator[SourceFile]:
    contents = blobs.iter_blobs(entry.oid for entry in entries)
    for done, (entry, blob) in enumerate(zip(entries, contents, strict=True)):
        if should_stop is not None and should_stop():
            return
        if done % 50 == 0:
            tell(done, len(entries))
        file = read_source(entry.path.decode(), blob.oid, blob.content) if blob.content is not None else None
        if file is not None:
            yield file


def read_source(path: str, blob: str, content: bytes) -> SourceFile | None:
    """None for what can't be parsed."""
    language = detect_language(path, content[:HEAD_BYTES])
    tree = read_nodes(path, content, language=language)
    if tree is None:
        return None
    parsed = parse_file(path, content, language=language)
    return SourceFile(path=path, blob=blob, content=content, parsed=parsed, tree=tree, is_test=is_test_path(path))

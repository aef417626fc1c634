"""Asks the real product the questions of one repository: index, search, score; and what a ranker can learn from."""

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from evals.product import Product
from evals.questions import Case, DataError, Question, place_anchor
from evals.ranking.train import Example
from evals.scoring import RANKS, Score, Span, Target, is_same_path, score_question
from evals.sources import choose_source
from numpy.typing import NDArray

from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.git import BlobReader, read_history
from repochat.indexing.connect import connect_repo, mirror_of
from repochat.indexing.progress import IndexProgress, IndexReport
from repochat.search import Searcher, SearchReport
from repochat.search.features import compute_signals
from repochat.search.history import build_commit_index, score_history
from repochat.search.hot import HotIndex
from repochat.search.policy import Policy
from repochat.search.query import Query, parse_query
from repochat.search.ranking import Request, search_index
from repochat.search.relations import find_relations

TIMED_REPETITIONS = 5
BYTES_PER_TOKEN = 4  # the usual rule of thumb: no tokenizer is the right one for every reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A case whose revision is indexed. `index_s` leaves the clone out; it is None when nothing was left to index."""

    case: Case
    repo: Repo
    revision: Revision
    report: IndexReport
    index_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question's outcome. `tokens_before` were read above the first hit, all ten chunks' when there was none."""

    question: Question
    score: Score
    tokens_before: int
    query_ms: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """What one repository's questions came to under one policy."""

    case: Case
    asked: tuple[Asked, ...]
    index_s: float | None
    load_s: float
    files: int
    chunks: int
    reports: tuple[SearchReport, ...] = ()


class PhaseClock:
    """Remembers when each phase of an indexing began."""

    def __init__(self) -> None:
        self.began_s: dict[str, float] = {}

    def note(self, progress: IndexProgress) -> None:
        self.began_s.setdefault(progress.phase, time.monotonic())

    def find_index_s(self) -> float | None:
        """From the end of the mirroring to the visible revision; None when it was visible already."""
        if "plan" not in self.began_s:
            return None
        return self.began_s["done"] - self.began_s["plan"]


async def connect_case(product: Product, case: Case, mirrors: Path | None) -> Connected:
    """Clones and indexes the case's revision, or finds it indexed."""
    source = choose_source(case.address, mirrors)
    repo = await connect_repo(product.database, product.viewer, source, name=case.name)
    clock = PhaseClock()
    report = await product.indexer.run(product.viewer, repo, case.revision, on_progress=clock.note)
    revision = await product.build_searcher().find_revision(product.viewer, repo, report.revision)
    return Connected(case=case, repo=repo, revision=revision, report=report, index_s=clock.find_index_s())


async def ask_case(product: Product, connected: Connected, policy: Policy | None, *, timed: bool) -> CaseResult:
    """Every question of the case under `policy` (default: the shipped one)."""
    searcher = product.build_searcher(policy)
    began = time.monotonic()
    index = await searcher.get_index(product.viewer, connected.revision)
    load_s = time.monotonic() - began
    asked: list[Asked] = []
    reports: list[SearchReport] = []
    with BlobReader(mirror_of(product.home.mirrors, connected.repo)) as reader:
        for question in connected.case.questions:
            report = await _search(product, searcher, connected, question.text)
            query_ms = _time_query(index, connected.case, question, searcher.policy) if timed else None
            asked.append(_judge(index, reader, question, report, query_ms))
            reports.append(report)
    return CaseResult(
        case=connected.case,
        asked=tuple(asked),
        index_s=connected.index_s,
        load_s=load_s,
        files=connected.report.files,
        chunks=connected.report.chunks,
        reports=tuple(reports),
    )


async def _search(product: Product, searcher: Searcher, connected: Connected, text: str) -> SearchReport:
    return await searcher.search(
        product.viewer,
        connected.repo,
        text,
        rev=connected.report.revision,
        limit=RANKS,
        path_prefix=connected.case.root,
    )


def _time_query(index: HotIndex, case: Case, question: Question, policy: Policy) -> float:
    """Median milliseconds of a search in a warm process."""
    request = Request(text=question.text, limit=RANKS, path_prefix=case.root)
    taken: list[float] = []
    for _ in range(TIMED_REPETITIONS):
        began = time.perf_counter()
        search_index(index, request, policy, revision="")
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def _judge(
    index: HotIndex, reader: BlobReader, question: Question, report: SearchReport, query_ms: float | None
) -> Asked:
    spans = [Span(path=hit.path, start_line=hit.start_line, end_line=hit.end_line) for hit in report.hits]
    score = score_question(spans, find_targets(index, reader, question))
    above = report.hits[: score.first_rank - 1] if score.first_rank is not None else report.hits
    tokens = sum(len(reader.read_lines(hit.blob, hit.start_line, hit.end_line)) for hit in above) // BYTES_PER_TOKEN
    return Asked(question=question, score=score, tokens_before=tokens, query_ms=query_ms)


def find_targets(index: HotIndex, reader: BlobReader, question: Question) -> list[Target]:
    """The question's targets, its anchors placed in the files as they are at this revision. Raises DataError."""
    targets = list(question.targets)
    for anchor in question.anchors:
        if anchor.path not in index.paths:
            raise DataError(f"{anchor.path}, where {question.text!r} is answered, is not in the index.")
        content = reader.read(index.oids[index.paths.index(anchor.path)])
        targets.append(place_anchor(anchor, content.decode("utf-8", "replace").splitlines()))
    return targets


async def build_examples(product: Product, connected: Connected) -> list[Example]:
    """What a ranker can learn from the case: the features of every file in reach, and which ones answer."""
    searcher = product.build_searcher()
    index = await searcher.get_index(product.viewer, connected.revision)
    mirror = mirror_of(product.home.mirrors, connected.repo)
    allowed = find_allowed(index, connected.case.root)
    with BlobReader(mirror) as reader:
        return [
            _build_example(index, allowed, question.text, find_targets(index, reader, question), mirror, connected)
            for question in connected.case.questions
        ]


def find_allowed(index: HotIndex, root: str) -> NDArray[np.bool_]:
    """(files,) whether each file lies below `root`."""
    below = f"{root.strip('/')}/" if root.strip("/") else ""
    return np.array([path.startswith(below) for path in index.paths], bool)


def _build_example(
    index: HotIndex,
    allowed: NDArray[np.bool_],
    text: str,
    targets: Sequence[Target],
    mirror: Path,
    connected: Connected,
) -> Example:
    query = parse_query(text)
    history = _read_history(mirror, connected.report.revision, query)
    signals = compute_signals(index, query, allowed, relations=find_relations(index, query), history=history)
    relevance = [
        next((number for number, target in enumerate(targets) if is_same_path(path, target.path)), -1)
        for path, reached in zip(index.paths, allowed, strict=True)
        if reached
    ]
    return Example(
        features=signals.features[allowed],
        relevance=np.array(relevance, np.int64),
        targets=len(targets),
        repo=connected.case.name,
    )


def _read_history(mirror: Path, sha: str, query: Query) -> Mapping[str, float] | None:
    """What `Searcher.search` tells the ranker of the past, for the questions that ask for it."""
    if query.type not in ("history", "changed"):
        return None
    return score_history(build_commit_index(read_history(mirror, sha).commits), query)

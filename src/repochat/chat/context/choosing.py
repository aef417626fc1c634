"""What to show of one searched repository, in the order in which it matters: nothing is read from git here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from repochat.chat.context.book import Run
from repochat.chat.context.limits import ContextLimits
from repochat.chat.context.neighbours import (
    CONTAINERS,
    find_container,
    find_definition,
    list_bases,
    list_callees,
    list_callers,
)
from repochat.chat.context.scope import Scope
from repochat.chat.extractive.asked import Asked, find_asked
from repochat.chat.extractive.roles import is_aside, is_test
from repochat.chat.extractive.uses import list_members, list_uses
from repochat.chat.pinned import PinnedSearch
from repochat.chat.receipts.symbol_lookup import find_file, list_symbols_in
from repochat.search import Hit
from repochat.search.filter import find_paths
from repochat.search.hot import HotIndex, find_chunk
from repochat.syntax import CHUNK_KINDS, SYMBOL_KINDS

Form = Literal["whole", "signature", "lines"]
Part = Literal["named", "hit", "document", "signature", "more"]
_DOCUMENT_KINDS = frozenset(CHUNK_KINDS.index(kind) for kind in ("doc", "text"))
_UNTOLD = frozenset(("section", "field", "variable"))  # in an outline
_RELATED_LINES = 2  # around a line that calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Lines worth showing. `whole`: a definition, cut around `found` when it is long; `signature`: its header."""

    file: int
    start_line: int
    end_line: int
    form: Form
    part: Part
    symbol: int = -1
    rank: int = 0
    found: tuple[Run, ...] = ()
    is_neighbour: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`tiers`, the most important first: what the question names, what was found, the rest of it, its surroundings."""

    tiers: tuple[tuple[Wanted, ...], ...]
    left_out: tuple[tuple[Hit, str], ...] = field(default=())


class Chooser:
    """Chooses for one repository. Deterministic."""

    def __init__(self, search: PinnedSearch, scope: Scope, limits: ContextLimits) -> None:
        self.index: HotIndex = search.pinned.index
        self.query = search.query
        self.report = search.report
        self.limits = limits
        self.scope = scope
        self.asked: Asked = find_asked(self.index, search.query, search.report, search.selected)
        self.wants_tests = scope.tests == "only" or (search.query.wants_tests and scope.tests != "none")
        self.scores = self.index.chunk_postings.score(search.query.terms)

    def choose(self) -> Choice:
        hits, left_out = self._split_hits()
        named = [*self._choose_named()]
        found = [wanted for hit in hits for wanted in self._choose_hit(hit)]
        centres = list(
            dict.fromkeys(each.symbol for each in (*named, *found) if each.symbol >= 0 and each.form == "whole")
        )
        return Choice(
            tiers=(
                tuple(named),
                tuple(self._choose_sites()),
                tuple(each for each in found if each.rank <= self.limits.first_hits),
                (*self._choose_neighbours(centres[: self.limits.expanded_max]), *self._choose_scoped()),
                tuple(self._choose_more(hits)),
                tuple(each for each in found if each.rank > self.limits.first_hits),
            ),
            left_out=tuple(left_out),
        )

    def _split_hits(self) -> tuple[list[Hit], list[tuple[Hit, str]]]:
        """Tests only count where they are wanted, or where nothing else was found."""
        hits = (*self.report.hits, *self.report.near_misses)[: self.limits.hits_max]
        tests = [hit for hit in hits if self._is_test(hit)]
        if self.wants_tests or len(tests) == len(hits):
            return list(hits), []
        return [hit for hit in hits if not self._is_test(hit)], [(hit, "test_quota") for hit in tests]

    def _choose_named(self) -> Iterator[Wanted]:
        for symbol in self.asked.subjects[: self.limits.named_max]:
            yield from self._show_whole(symbol, "named", ())
            if SYMBOL_KINDS[self.index.symbol_kind[symbol]] in CONTAINERS and self._is_long(symbol):
                for member in list_members(self.index, symbol)[: self.limits.members_max]:
                    yield self._show_signature(member, "named")
        if not self.asked.subjects:
            for file in self.asked.files[: self.limits.named_max]:
                yield from self._show_file(file)
        for symbol in self.asked.namesakes:
            yield self._show_signature(symbol, "signature")

    def _show_file(self, file: int) -> Iterator[Wanted]:
        """What a file that is asked about begins with, and the signatures of what it defines."""
        first = int(self.index.chunk_offset[file])
        yield self._show_chunk(first, "named", 0)
        for symbol in self._list_outline(file):
            yield self._show_signature(symbol, "named")

    def _choose_scoped(self) -> Iterator[Wanted]:
        """What the files that the question is kept to define; a folder has too many."""
        for path in self.scope.paths[: self.limits.named_max]:
            files = np.flatnonzero(find_paths(self.index, path))
            if len(files) == 1:
                yield from (self._show_signature(symbol, "signature") for symbol in self._list_outline(int(files[0])))

    def _list_outline(self, file: int) -> list[int]:
        symbols = list_symbols_in(self.index, file)
        outline = [s for s in symbols if SYMBOL_KINDS[self.index.symbol_kind[s]] not in _UNTOLD]
        return outline[: self.limits.outline_max]

    def _choose_sites(self) -> Iterator[Wanted]:
        """Lines that call what is named, in their functions; tests that do, where tests are asked for."""
        if not self.asked.subjects or not (self.query.type == "callers" or self.wants_tests):
            return
        sites = list_uses(self.index, self.asked.subjects[0], wants_tests=self.wants_tests)
        if not self.wants_tests:
            sites = [site for site in sites if not is_test(self.index, site.file)] or sites
        for site in sites[: self.limits.sites_max]:
            start, end = max(1, site.line - _RELATED_LINES), site.line + _RELATED_LINES
            if site.source >= 0:
                first, last = self._lines_of(site.source)
                if last - first < 2 * self.limits.window_lines:
                    start, end = first, last
                else:
                    yield self._show_signature(site.source, "hit")
                    start, end = max(first, start), min(last, end)
            yield Wanted(
                file=site.file, start_line=start, end_line=end, form="lines", part="hit", symbol=site.source,
                is_neighbour=True,
            )  # fmt: skip

    def _choose_hit(self, hit: Hit) -> Iterator[Wanted]:
        file = find_file(self.index, hit.path)
        if file is None:
            return
        part: Part = "document" if self._is_document(file, hit.start_line) else "hit"
        found = find_definition(self.index, file, hit.symbol, hit.start_line, hit.end_line) if hit.symbol else None
        run = (hit.start_line, hit.end_line)
        if found is None or part == "document":
            yield Wanted(file=file, start_line=run[0], end_line=run[1], form="lines", part=part, rank=hit.rank)
        else:
            yield from self._show_whole(found, part, (run,), hit.rank)
        if part == "hit":
            yield from self._show_container(file, *run, hit.rank)

    def _choose_more(self, hits: Sequence[Hit]) -> Iterator[Wanted]:
        """Further passages of the files that were found, by how well their words fit and how high the file stands."""
        index = self.index
        fits: list[tuple[float, int, int]] = []
        for hit in hits:
            file = find_file(index, hit.path)
            if file is None or self._is_document(file, hit.start_line):
                continue
            weight = 1 / (1 + self.limits.rank_discount * (hit.rank - 1))
            chunks = range(int(index.chunk_offset[file]), int(index.chunk_offset[file + 1]))
            fits += [(-weight * float(self.scores[chunk]), chunk, hit.rank) for chunk in chunks]
        fits.sort()
        least = self.limits.passage_fit_min * -fits[0][0] if fits else 0.0
        for fit, chunk, rank in fits[: self.limits.passages_max]:
            if -fit > least:
                yield self._show_chunk(chunk, "more", rank)

    def _choose_neighbours(self, symbols: Sequence[int]) -> Iterator[Wanted]:
        for symbol in symbols:
            near = (
                *list_bases(self.index, symbol)[: self.limits.bases_max],
                *list_callees(self.index, symbol)[: self.limits.callees_max],
                *list_callers(self.index, symbol)[: self.limits.callers_max],
            )
            for each in dict.fromkeys(near):
                yield self._show_signature(each, "signature", is_neighbour=True)

    def _show_whole(self, symbol: int, part: Part, found: tuple[Run, ...], rank: int = 0) -> Iterator[Wanted]:
        file, (start, end) = int(self.index.symbol_file[symbol]), self._lines_of(symbol)
        runs = found or self._find_in(file, start, end)
        yield Wanted(
            file=file, start_line=start, end_line=end, form="whole", part=part, symbol=symbol, rank=rank, found=runs
        )
        if part == "named":
            yield from self._show_container(file, start, end, rank)

    def _find_in(self, file: int, start: int, end: int) -> tuple[Run, ...]:
        """The chunk inside a definition that the question's words fit best."""
        first, last = find_chunk(self.index, file, start), find_chunk(self.index, file, end)
        best = first + int(np.argmax(self.scores[first : last + 1]))
        if self.scores[best] <= 0:
            return ()
        return ((max(start, int(self.index.chunk_start[best])), min(end, int(self.index.chunk_end[best]))),)

    def _show_container(self, file: int, start: int, end: int, rank: int) -> Iterator[Wanted]:
        container = find_container(self.index, file, start, end)
        if container is not None and SYMBOL_KINDS[self.index.symbol_kind[container]] != "namespace":
            yield self._show_signature(container, "hit", rank=rank)

    def _show_signature(self, symbol: int, part: Part, *, rank: int = 0, is_neighbour: bool = False) -> Wanted:
        start, end = self._lines_of(symbol)
        return Wanted(
            file=int(self.index.symbol_file[symbol]), start_line=start, end_line=end, form="signature", part=part,
            symbol=symbol, rank=rank, is_neighbour=is_neighbour,
        )  # fmt: skip

    def _show_chunk(self, chunk: int, part: Part, rank: int) -> Wanted:
        index = self.index
        return Wanted(
            file=int(index.chunk_file[chunk]), start_line=int(index.chunk_start[chunk]),
            end_line=int(index.chunk_end[chunk]), form="lines", part=part, symbol=int(index.chunk_symbol[chunk]),
            rank=rank,
        )  # fmt: skip

    def _lines_of(self, symbol: int) -> Run:
        return int(self.index.symbol_start[symbol]), int(self.index.symbol_end[symbol])

    def _is_long(self, symbol: int) -> bool:
        start, end = self._lines_of(symbol)
        return end - start >= self.limits.definition_lines_max

    def _is_document(self, file: int, line: int) -> bool:
        kind = int(self.index.chunk_kind[find_chunk(self.index, file, line)])
        return is_aside(self.index, file) or kind in _DOCUMENT_KINDS

    def _is_test(self, hit: Hit) -> bool:
        file = find_file(self.index, hit.path)
        return file is not None and is_test(self.index, file)

"""Fills the book before an answer begins: the most important of every repository first, until the budget is spent."""

from collections import defaultdict
from collections.abc import Sequence

from repochat.chat.context.book import PieceBook, Run
from repochat.chat.context.choosing import Chooser, Form, Wanted
from repochat.chat.context.headers import cut_lines, find_comment_start, find_doc_line, find_header_end
from repochat.chat.context.limits import LIMITS, ContextLimits
from repochat.chat.context.model import Context, DroppedPiece, PieceOrigin, PieceRole
from repochat.chat.context.scope import Scope
from repochat.chat.extractive.roles import is_test
from repochat.chat.pinned import PinnedSearch
from repochat.search import Hit

_REASONS = {"document": "document_quota"}
_ROLES: dict[Form, PieceRole] = {"whole": "definition", "signature": "signature", "lines": "passage"}


def build_context(
    searches: Sequence[PinnedSearch], scope: Scope, book: PieceBook, limits: ContextLimits = LIMITS
) -> Context:
    """Adds to `book`, in order: what the question names, what was found by rank, its neighbours, more passages.

    Several repositories take turns by rank. Reads git, so not for the event loop. Deterministic; never raises.
    """
    builders = [_Builder(search, scope, book, limits) for search in searches]
    room = _Room(book, limits, lifted=any(search.query.wants_docs for search in searches))
    for tier in range(max((len(builder.tiers) for builder in builders), default=0)):
        queues = [(builder, list(builder.tiers[tier])) for builder in builders]
        while any(queue for _, queue in queues) and room.is_left():
            builder, queue = min(
                (pair for pair in queues if pair[1]), key=lambda pair: (pair[1][0].rank, pair[0].tokens)
            )
            builder.show(queue.pop(0), room)
        for builder, queue in queues:
            builder.leave(queue)
    for builder in builders:
        builder.leave_hits()
    return book.as_context()


class _Room:
    """What is left of the budget, as a whole and for each part of a context."""

    def __init__(self, book: PieceBook, limits: ContextLimits, *, lifted: bool) -> None:
        self._book = book
        self._limits = limits
        self._start = book.tokens
        self._whole = int(book.tokens_left * limits.book_share)
        self._spent: dict[str, int] = defaultdict(int)
        self._shares = {"named": limits.named_share, "signature": limits.signature_share}
        if not lifted:
            self._shares["document"] = limits.document_share

    def is_left(self) -> bool:
        return self._left() >= self._limits.tokens_min

    def of(self, part: str) -> int:
        """Tokens that a piece of `part` may take now."""
        share = self._shares.get(part)
        return self._left() if share is None else min(self._left(), int(share * self._whole) - self._spent[part])

    def of_definition(self) -> int:
        return int(self._limits.definition_share * self._whole)

    def spend(self, part: str, tokens: int) -> None:
        self._spent[part] += tokens

    def _left(self) -> int:
        return self._whole - (self._book.tokens - self._start)


class _Builder:
    """Shows what was chosen of one repository."""

    def __init__(self, search: PinnedSearch, scope: Scope, book: PieceBook, limits: ContextLimits) -> None:
        self._chooser = Chooser(search, scope, limits)
        choice = self._chooser.choose()
        self.tiers = choice.tiers
        self.tokens = 0
        self._left_out = choice.left_out
        self._pinned = search.pinned
        self._index = search.pinned.index
        self._book = book
        self._limits = limits

    def show(self, wanted: Wanted, room: _Room) -> None:
        """As much of `wanted` as there is room for: whole, else cut, else nothing, which is recorded."""
        allowed = room.of(wanted.part)
        for runs in self._list_forms(wanted):
            cost = sum(self._measure(wanted, run) for run in runs)
            if cost <= min(allowed, room.of_definition() if wanted.part != "named" else allowed):
                before = self._book.tokens
                for run in runs:
                    self._add(wanted, run)
                self.tokens += self._book.tokens - before
                room.spend(wanted.part, self._book.tokens - before)
                self._drop_rest(wanted, runs)
                return
        self._drop(wanted, _REASONS.get(wanted.part, "budget"))

    def leave(self, queue: Sequence[Wanted]) -> None:
        for wanted in queue:
            self._drop(wanted, "budget")

    def leave_hits(self) -> None:
        for hit, reason in self._left_out:
            self._drop_lines(hit.path, (hit.start_line, hit.end_line), hit.rank, 0, reason)

    def _list_forms(self, wanted: Wanted) -> list[list[Run]]:
        """Ways to show it, the fullest first."""
        start, end, limits = wanted.start_line, wanted.end_line, self._limits
        if wanted.form == "lines":
            return [[(start, end)]]
        above = max(0, start - 1 - limits.comment_lines_max)  # lines that are not read
        last = min(end, start + limits.header_lines_max + 2)
        lines = self._pinned.source.read_texts(self._index.paths[wanted.file], above + 1, last)
        if len(lines) < start - above:
            return [[(start, end)]]  # nothing there: the book says so
        header = above + 1 + find_header_end(lines, start - 1 - above, limits.header_lines_max)
        if wanted.form == "signature":
            return [[(start, above + 1 + find_doc_line(lines, header - 1 - above))]]
        top = above + 1 + find_comment_start(lines, start - 1 - above, limits.comment_lines_max)
        sizes = (limits.definition_lines_max, limits.definition_lines_max // 2, limits.definition_lines_max // 4)
        forms = [cut_lines((start, end), header, wanted.found, window=limits.window_lines, lines_max=n) for n in sizes]
        return [*([[(top, end)], [(start, end)]] if end - start < limits.definition_lines_max else []), *forms]

    def _measure(self, wanted: Wanted, run: Run) -> int:
        return self._book.measure(self._pinned, self._index.paths[wanted.file], *run, symbol=self._name(wanted))

    def _add(self, wanted: Wanted, run: Run) -> None:
        self._book.add(
            self._pinned, self._index.paths[wanted.file], *run, symbol=self._name(wanted), role=self._role(wanted),
            origin=self._origin(wanted), rank=wanted.rank,
        )  # fmt: skip

    def _name(self, wanted: Wanted) -> str:
        return self._index.symbol_qualified[wanted.symbol] if wanted.symbol >= 0 else ""

    def _role(self, wanted: Wanted) -> PieceRole:
        if wanted.part == "document":
            return "document"
        if is_test(self._index, wanted.file):
            return "test"
        return _ROLES[wanted.form]

    def _origin(self, wanted: Wanted) -> PieceOrigin:
        if wanted.part == "named":
            return "named"
        return "neighbour" if wanted.is_neighbour else "hit"

    def _drop_rest(self, wanted: Wanted, runs: Sequence[Run]) -> None:
        """What was cut out of a definition."""
        if wanted.form == "whole":
            ends = [wanted.start_line - 1, *(line for run in runs for line in run), wanted.end_line + 1]
            for last, first in zip(ends[::2], ends[1::2], strict=True):
                if first - last > 1:
                    self._drop_lines(self._index.paths[wanted.file], (last + 1, first - 1), wanted.rank, 0, "budget")

    def _drop(self, wanted: Wanted, reason: str) -> None:
        run = (wanted.start_line, wanted.end_line)
        self._drop_lines(self._index.paths[wanted.file], run, wanted.rank, self._measure(wanted, run), reason)

    def _drop_lines(self, path: str, run: Run, rank: int, tokens: int, reason: str) -> None:
        if len(self._book.dropped) < self._limits.dropped_max:
            self._book.drop(
                DroppedPiece(
                    label=self._pinned.label,
                    path=path,
                    start_line=run[0],
                    end_line=run[1],
                    rank=rank,
                    tokens=tokens,
                    reason=reason,
                )
            )


def merge_hits(searches: Sequence[PinnedSearch]) -> list[tuple[PinnedSearch, Hit]]:
    """The hits of several searches as one list: by rank, those of equal rank in the order asked."""
    ranked = [(hit.rank, at, search, hit) for at, search in enumerate(searches) for hit in search.report.hits]
    return [(search, hit) for _, _, search, hit in sorted(ranked, key=lambda each: each[:2])]

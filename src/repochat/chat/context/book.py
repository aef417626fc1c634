"""The pieces that one answer shows a model: under short ids, within a budget, and no line of a file twice."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from repochat.chat.context.model import Context, ContextPiece, DroppedPiece, PieceOrigin, PieceRole
from repochat.chat.pinned import Pinned
from repochat.chat.receipts.draft import CommitFact, Span

Run = tuple[int, int]
"""First and last line, 1-based, inclusive."""


class PieceBook:
    """Hands out k1, k2, ... in the order in which pieces are added. Threads may share it."""

    def __init__(self, tokens_max: int, estimate: Callable[[str], int]) -> None:
        """`estimate` says how many tokens a model would count in a text."""
        self.tokens_max = tokens_max
        self._estimate = estimate
        self._lock = threading.Lock()
        self._pieces: dict[str, ContextPiece] = {}
        self._texts: dict[str, str] = {}
        self._dropped: dict[DroppedPiece, None] = {}
        self._tokens = 0

    @property
    def pieces(self) -> tuple[ContextPiece, ...]:
        with self._lock:
            return tuple(self._pieces.values())

    @property
    def dropped(self) -> tuple[DroppedPiece, ...]:
        with self._lock:
            return tuple(self._dropped)

    @property
    def tokens(self) -> int:
        """Of all pieces together, with their headings."""
        return self._tokens

    @property
    def tokens_left(self) -> int:
        return max(0, self.tokens_max - self._tokens)

    def add(
        self,
        pinned: Pinned,
        path: str,
        start_line: int,
        end_line: int,
        *,
        symbol: str = "",
        role: PieceRole,
        origin: PieceOrigin,
        rank: int = 0,
        commits: Sequence[CommitFact] = (),
        at: Span | None = None,
    ) -> ContextPiece | None:
        """Shows those lines that no piece shows yet; None, and a DroppedPiece, when there are none or no room.

        Lines around others that are shown already become a piece each: the first is returned, `list_showing` gives
        all. Either every new line is shown or none. What git tells of lines is news even where they were shown: with
        `commits` they are shown again. `at` says where they are instead of in the pinned file: at another commit, in a
        message, in a pull request.
        """
        lines = (
            pinned.source.read_place_texts(at, start_line, end_line)
            if at
            else pinned.source.read_texts(path, start_line, end_line)
        )
        start = max(1, start_line)
        wanted = ContextPiece(
            id="",
            pinned=pinned,
            path=path,
            start_line=start,
            end_line=start + len(lines) - 1,
            symbol=symbol,
            role=role,
            origin=origin,
            rank=rank,
            tokens=0,
            commits=tuple(commits),
            kind=at.kind if at else "code",
            commit=at.commit if at and (at.kind == "commit" or at.commit != pinned.source.commit) else "",
            number=at.number if at else 0,
        )
        with self._lock:
            return self._add(wanted, lines, max(start_line, end_line))

    def measure(self, pinned: Pinned, path: str, start_line: int, end_line: int, *, symbol: str = "") -> int:
        """Tokens that these lines would take if none of them is shown yet."""
        text = "\n".join(pinned.source.read_texts(path, start_line, end_line))
        return self._estimate(f"{_write_heading(len(self._pieces), pinned.label, path, symbol)}\n{text}\n")

    def find(self, piece_id: str) -> ContextPiece | None:
        with self._lock:
            return self._pieces.get(piece_id)

    def text_of(self, piece: ContextPiece) -> str:
        """The lines of a piece of this book as they are shown, without numbers."""
        with self._lock:
            return self._texts[piece.id]

    def list_showing(self, pinned: Pinned, path: str, start_line: int, end_line: int) -> list[ContextPiece]:
        """The pieces that show any of these lines, in the order of their lines."""
        with self._lock:
            shown = [piece for piece in self._of_file(pinned, path) if _touches(piece, start_line, end_line)]
        return sorted(shown, key=lambda piece: piece.start_line)

    def drop(self, dropped: DroppedPiece) -> None:
        """Records what was left out before it was added; the same only once."""
        with self._lock:
            self._dropped[dropped] = None

    def as_context(self) -> Context:
        """What the book holds now."""
        with self._lock:
            return Context(
                pieces=tuple(self._pieces.values()),
                texts=dict(self._texts),
                dropped=tuple(self._dropped),
                tokens=self._tokens,
                tokens_max=self.tokens_max,
            )

    def _add(self, wanted: ContextPiece, lines: Sequence[str], last_line: int) -> ContextPiece | None:
        if not any(line.strip() for line in lines):
            self._drop(wanted, last_line, 0, "unreadable")
            return None
        runs = self._find_new(wanted, lines)
        if not runs:
            self._drop(wanted, last_line, 0, "duplicate")
            return None
        texts = ["\n".join(lines[first - wanted.start_line : last - wanted.start_line + 1]) for first, last in runs]
        costs = [self._cost(wanted, text) for text in texts]
        if self._tokens + sum(costs) > self.tokens_max:
            self._drop(wanted, last_line, sum(costs), "budget")
            return None
        first, *_ = [self._keep(wanted, *each) for each in zip(runs, texts, costs, strict=True)]
        return first

    def _keep(self, wanted: ContextPiece, run: Run, text: str, tokens: int) -> ContextPiece:
        number = f"k{len(self._pieces) + 1}"
        piece = replace(wanted, id=number, start_line=run[0], end_line=run[1], tokens=tokens)
        self._pieces[piece.id] = piece
        self._texts[piece.id] = text
        self._tokens += tokens
        return piece

    def _cost(self, wanted: ContextPiece, text: str) -> int:
        """A piece is shown under a line that names it."""
        heading = _write_heading(len(self._pieces), wanted.pinned.label, wanted.path, wanted.symbol)
        return self._estimate(f"{heading}\n{text}\n")

    def _of_file(self, pinned: Pinned, path: str, at: ContextPiece | None = None) -> list[ContextPiece]:
        sha, repo = pinned.revision.sha, pinned.repo.id
        place = ("code", "", 0) if at is None else (at.kind, at.commit, at.number)
        return [
            piece
            for piece in self._pieces.values()
            if piece.path == path
            and piece.pinned.revision.sha == sha
            and piece.pinned.repo.id == repo
            and (piece.kind, piece.commit, piece.number) == place
        ]

    def _find_new(self, wanted: ContextPiece, lines: Sequence[str]) -> list[Run]:
        """The runs of wanted lines that are not shown yet, without blank lines at their edges."""
        shown = [False] * len(lines)
        known = () if wanted.commits else self._of_file(wanted.pinned, wanted.path, wanted)
        for piece in known:
            for number in range(max(piece.start_line, wanted.start_line), min(piece.end_line, wanted.end_line) + 1):
                shown[number - wanted.start_line] = True
        return find_runs([not old for old in shown], lines, wanted.start_line)

    def _drop(self, wanted: ContextPiece, last_line: int, tokens: int, reason: str) -> None:
        dropped = DroppedPiece(
            label=wanted.pinned.label,
            path=wanted.path,
            start_line=wanted.start_line,
            end_line=last_line,
            rank=wanted.rank,
            tokens=tokens,
            reason=reason,
        )
        self._dropped[dropped] = None


def find_runs(wanted: Sequence[bool], lines: Sequence[str], first_line: int) -> list[Run]:
    """Runs of wanted lines that say something, as line numbers; `lines[0]` is line `first_line`."""
    runs: list[Run] = []
    start: int | None = None
    for at, is_wanted in enumerate((*wanted, False)):
        if is_wanted and start is None:
            start = at
        elif not is_wanted and start is not None:
            said = [each for each in range(start, at) if lines[each].strip()]
            if any(any(c.isalnum() for c in lines[each]) for each in said):
                runs.append((first_line + said[0], first_line + said[-1]))
            start = None
    return runs


def _write_heading(pieces: int, label: str, path: str, symbol: str) -> str:
    return f"[k{pieces + 1}] {label} {path} {symbol}"


def _touches(piece: ContextPiece, start_line: int, end_line: int) -> bool:
    return piece.start_line <= end_line and piece.end_line >= start_line

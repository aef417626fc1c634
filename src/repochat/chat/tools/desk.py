"""One result in the making: what was found becomes pieces and text for a model, within a bound of characters."""

from collections.abc import Iterable, Sequence

from repochat.chat.context import ContextPiece, PieceRole
from repochat.chat.context.book import PieceBook
from repochat.chat.extractive.roles import is_aside, is_test
from repochat.chat.receipts.draft import CommitFact
from repochat.chat.receipts.symbol_lookup import find_file
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.names import Fence, is_plain, quote_name, quote_text

SHORT_SHA_DIGITS = 12
IDS_SAID_MAX = 10
NAME_CHARS_MAX = 160


class Desk:
    """Collects the parts of one result. Its first line says what came back; the rest is data and how to get more."""

    def __init__(self, book: PieceBook, limits: ToolLimits, *, has_several: bool) -> None:
        """`has_several` when repositories have to be told apart."""
        self._book = book
        self._limits = limits
        self._has_several = has_several
        self._fence = Fence(line_chars_max=limits.line_chars_max)
        self._parts: list[str] = []
        self._notes: list[str] = []
        self._chars = 0
        self._left_out = 0
        self.shown: list[str] = []
        """Ids of the pieces that stand in the result, old ones too."""

    def show(self, place: Place, role: PieceRole, *, said: str = "") -> bool:
        """Adds the lines as a piece, under what we say of it; False when there is no room for them.

        Lines that the model has seen are named by the id under which it saw them.
        """
        if self._chars >= self._limits.chars_max:
            self._left_out += 1
            return False
        lines = (place.path, place.start_line, place.end_line)
        known = {piece.id for piece in self._book.list_showing(place.pinned, *lines)}
        added = self._book.add(
            place.pinned, *lines, symbol=place.symbol, role=role, origin="tool", commits=place.commits
        )
        showing = self._book.list_showing(place.pinned, *lines)
        if added is None and not showing:
            self._left_out += 1
            return False
        old = [piece.id for piece in showing if piece.id in known]
        if old and not place.commits:
            # Which of the lines is meant can't be said by its number.
            line = place.pinned.source.read_texts(*lines)[0] if place.start_line == place.end_line else ""
            part = "part of " if added else ""
            self._put(self._fence.enclose(f"{join_ids(old)} already shows {part}{self.name(place)}{_add(said)}", line))
        for piece in showing:
            if piece.id not in known:
                self._put(self._fence.enclose(self._head(piece, said), self._book.text_of(piece)))
        self.shown += [piece.id for piece in showing if not place.commits or piece.id not in known]
        return True

    def show_data(self, heading: str, lines: Iterable[str]) -> None:
        """Data that has no lines of the pinned commit, and so no id: lists, messages, patches."""
        kept: list[str] = []
        room = self._limits.chars_max - self._chars
        listed = list(lines)
        for line in listed:
            room -= len(line) + 1
            if room < 0:
                break
            kept.append(line)
        if len(kept) < len(listed):
            self.note(f"{len(listed) - len(kept)} lines of the list were cut: ask for less at a time.")
        if kept:
            self._put(self._fence.enclose(heading, "\n".join(kept)))

    def say(self, line: str) -> None:
        """A line of ours between the data; names in it are quoted already."""
        self._put(line)

    def note(self, line: str) -> None:
        """What was left out and how to get it: stands at the end."""
        self._notes.append(line)

    def name(self, place: Place) -> str:
        """Where a place is, without its lines."""
        parts = [place.pinned.label] if self._has_several else []
        parts.append(self.quote(place.path))
        return " ".join([*parts, self.quote(place.symbol)] if place.symbol else parts)

    def quote(self, name: str) -> str:
        return quote_name(name, self._limits.name_chars_max)

    def refer(self, name: str) -> str:
        """A name where our own words stand, outside the data: only one that can't say anything."""
        return name if is_plain(name, NAME_CHARS_MAX) else "(an unusual name)"

    def describe(self, commit: CommitFact) -> str:
        """A commit in a line: an id that tools take, and what git tells of it."""
        author, subject = (quote_text(text, self._limits.line_chars_max) for text in (commit.author, commit.subject))
        return f"commit {commit.sha[:SHORT_SHA_DIGITS]} of {commit.date} by {author}: {subject}"

    def finish(self, summary: str) -> str:
        """The result. `summary` is its first line."""
        if self._left_out:
            reason = "no room is left for code" if self._book.tokens_left == 0 else "the rest did not fit"
            self.note(f"{self._left_out} more were found and not shown: {reason}. Ask for fewer lines, or answer now.")
        rule = [self._fence.rule] if self._parts else []
        return "\n".join((summary, *rule, *self._parts, *self._notes))

    def _head(self, piece: ContextPiece, said: str) -> str:
        place = Place(pinned=piece.pinned, path=piece.path, start_line=0, end_line=0, symbol=piece.symbol)
        facts = "".join(f" | {self.describe(commit)}" for commit in piece.commits)
        return f"{piece.id} | {self.name(place)} | {piece.role}{facts}{f' | {said}' if said else ''}"

    def _put(self, part: str) -> None:
        self._parts.append(part)
        self._chars += len(part)


def choose_role(place: Place) -> PieceRole:
    """The part that the lines play, as their file tells it."""
    index = place.pinned.index
    file = find_file(index, place.path)
    if file is None:
        return "passage"
    if is_test(index, file):
        return "test"
    return "document" if is_aside(index, file) and not place.symbol else "passage"


def count_noun(count: int, noun: str, plural: str = "") -> str:
    """`1 file`, `3 files`."""
    return f"{count} {noun if count == 1 else plural or f'{noun}s'}"


def join_ids(ids: Sequence[str]) -> str:
    """The ids once each; of many the first few."""
    each = list(dict.fromkeys(ids))
    more = f" and {len(each) - IDS_SAID_MAX} more" if len(each) > IDS_SAID_MAX else ""
    return (", ".join(each[:IDS_SAID_MAX]) or "no piece") + more


def _add(said: str) -> str:
    return f" ({said})" if said else ""

"""Passages by what they are about, by their lines, or by a text that they hold."""

from dataclasses import dataclass
from itertools import zip_longest

from repochat.chat.pinned import Pinned
from repochat.chat.tools.finding.paths import explain_unreadable, get_file, is_binary
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.finding.symbols import find_around
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.names import quote_name
from repochat.chat.tools.world import ToolWorld
from repochat.core.errors import InvalidError, NotFoundError
from repochat.search import SearchFilter, SearchReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """The best first. `more` counts files that matched less well and are left out."""

    places: tuple[Place, ...]
    more: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLines:
    """A range of a file that has `lines` in all."""

    place: Place
    lines: int

    @property
    def before(self) -> int:
        return self.place.start_line - 1

    @property
    def after(self) -> int:
        return self.lines - self.place.end_line


async def search_passages(
    world: ToolWorld, query: str, *, repo: str, where: SearchFilter, count: int, limits: ToolLimits
) -> Passages:
    """Up to `count` passages, at most `passages_max`; of several repositories in turn. Raises InvalidError, empty."""
    pins = world.choose_pins(repo)
    asked = query.strip()[: limits.query_chars_max]
    if not asked:
        raise InvalidError("The query is empty.", hint="Say what the code does, or name an identifier.")
    wanted = max(1, min(count, limits.passages_max))
    reports = [
        await world.searcher.search(world.viewer, pin.repo, asked, rev=pin.revision.sha, limit=wanted, where=where)
        for pin in pins
    ]
    ranked = zip_longest(*(_place_hits(pin, report) for pin, report in zip(pins, reports, strict=True)))
    places = [place for rank in ranked for place in rank if place is not None]
    below = sum(report.dropped.get("below_limit", 0) for report in reports)
    notes = dict.fromkeys(note for report in reports for note in report.notes)
    return Passages(places=tuple(places[:wanted]), more=below + max(0, len(places) - wanted), notes=tuple(notes))


def read_range(
    world: ToolWorld, path: str, start_line: int, end_line: int | None, *, repo: str, limits: ToolLimits
) -> FileLines:
    """Lines of a file from `start_line` on, at most `lines_max`. Raises NotFoundError or InvalidError."""
    pin, found = get_file(world, repo, path, limits)
    lines = _read(pin, found, limits)
    start = max(1, start_line)
    if start > len(lines):
        raise InvalidError(f"The file has {len(lines)} lines.", hint="Ask for lines that exist.")
    asked = len(lines) if end_line is None else max(start, min(end_line, len(lines)))
    return _cut(pin, found, start, asked, len(lines), limits)


def read_around(world: ToolWorld, path: str, text: str, *, repo: str, limits: ToolLimits) -> FileLines:
    """The lines around the first one that holds `text`, whatever its case where no line has it as written."""
    pin, found = get_file(world, repo, path, limits)
    lines = [line.decode("utf-8", "replace") for line in _read(pin, found, limits)]
    wanted = text.strip().split("\n")[0]
    at = next((at for at, line in enumerate(lines) if wanted in line), None)
    if at is None:
        at = next((at for at, line in enumerate(lines) if wanted.lower() in line.lower()), None)
    if at is None or not wanted:
        shown = quote_name(found, limits.name_chars_max)
        raise NotFoundError(
            f"No line of {shown} holds that text.", hint="Give a shorter text from one line, or search for it."
        )
    start, end = max(1, at + 1 - limits.around_lines), min(len(lines), at + 1 + limits.around_lines)
    return _cut(pin, found, start, end, len(lines), limits)


def _read(pin: Pinned, path: str, limits: ToolLimits) -> tuple[bytes, ...]:
    lines = pin.source.read_lines(path)
    if not lines:
        raise explain_unreadable(pin, path, limits)
    if is_binary(lines):
        raise InvalidError(
            f"{quote_name(path, limits.name_chars_max)} is binary.", hint="Read a file of text; file_history works."
        )
    return lines


def _cut(pin: Pinned, path: str, start: int, end: int, total: int, limits: ToolLimits) -> FileLines:
    last = min(end, start + limits.lines_max - 1)
    symbol = find_around(pin, path, start)
    place = Place(
        pinned=pin,
        path=path,
        start_line=start,
        end_line=last,
        symbol=symbol if find_around(pin, path, last) == symbol else "",
        goes_on=last < end,
    )
    return FileLines(place=place, lines=total)


def _place_hits(pin: Pinned, report: SearchReport) -> list[Place]:
    return [
        Place(
            pinned=pin,
            path=hit.path,
            start_line=hit.start_line,
            end_line=hit.end_line,
            symbol=hit.symbol,
            kind=hit.kind,
        )
        for hit in report.hits
    ]

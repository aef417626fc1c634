"""The lines that a question is asked about: proven to be there, found again at another commit, known to the index."""

from dataclasses import replace
from pathlib import Path

from repochat.chat.age.lines import map_lines, map_region
from repochat.chat.asking import Selection
from repochat.chat.limits import LIMITS, ChatLimits
from repochat.chat.pinned import Pinned, SelectedLines
from repochat.chat.receipts.symbol_lookup import choose_longest, find_file, list_symbols_in
from repochat.core.errors import InvalidError, LimitError
from repochat.git import read_patch, resolve_revision
from repochat.search.hot import HotIndex
from repochat.syntax import SYMBOL_KINDS

SHORT_SHA_DIGITS = 10
SYMBOLS_MAX = 3
_SPEAKING = frozenset((
    "class", "struct", "interface", "trait", "enum", "type", "object", "protocol", "function", "method", "constructor",
    "macro", "module", "table", "view", "section",
))  # fmt: skip


def select_lines(pinned: Pinned, selection: Selection, limits: ChatLimits = LIMITS) -> SelectedLines:
    """What `selection` is at the pinned commit. Reads git.

    Raises InvalidError for lines that are not there or say nothing, LimitError for more than `focus_lines_max`.
    """
    if selection.end_line - selection.start_line >= limits.focus_lines_max:
        raise LimitError(
            f"More than {limits.focus_lines_max} lines are selected.", hint="Select fewer.", limit="focus_lines_max"
        )
    placed, note = _find_again(pinned, selection)
    _check_lines(pinned, placed)
    return _look_up(pinned.index, placed, note)


def _find_again(pinned: Pinned, selection: Selection) -> tuple[Selection, str]:
    """Where lines of another commit stand in the pinned one, and a note where that is elsewhere."""
    if selection.rev is None:
        return selection, ""
    base = resolve_revision(pinned.mirror, selection.rev).sha
    if base == pinned.revision.sha:
        return selection, ""
    placed = _map(pinned.mirror, selection, base, pinned.revision.sha)
    if placed == selection:
        return selection, ""
    old, new = (f"{each.start_line}-{each.end_line}" for each in (selection, placed))
    told = f"Lines {old} of {selection.path} at {base[:SHORT_SHA_DIGITS]} are taken for lines {new} of this revision."
    return placed, told


def _map(mirror: Path, selection: Selection, base: str, head: str) -> Selection:
    path = selection.path.encode("utf-8", "surrogateescape")
    patch = read_patch(mirror, base, head, (path,), context_lines=0)
    hunks = patch.files[0].hunks if len(patch.files) == 1 and not patch.is_cut else ()
    start, end = map_lines(hunks, selection.start_line, selection.end_line) or map_region(
        hunks, selection.start_line, selection.end_line
    )
    return replace(selection, start_line=start, end_line=end)


def _check_lines(pinned: Pinned, selection: Selection) -> None:
    at = pinned.revision.sha[:SHORT_SHA_DIGITS]
    if pinned.source.find_blob(selection.path) is None:
        raise InvalidError(
            f"There is no file {selection.path!r} at {at}.", hint="Select lines of a file of that revision."
        )
    count = len(pinned.source.read_lines(selection.path))
    if not 1 <= selection.start_line <= selection.end_line <= count:
        raise InvalidError(
            f"{selection.path} has no lines {selection.start_line}-{selection.end_line} at {at}: it has {count:,}.",
            hint="Select lines that are there, the first one first.",
        )
    if not any(map(str.strip, pinned.source.read_texts(selection.path, selection.start_line, selection.end_line))):
        raise InvalidError("The selected lines are blank.", hint="Select lines with text.")


def _look_up(index: HotIndex, selection: Selection, note: str) -> SelectedLines:
    file = find_file(index, selection.path)
    selected = SelectedLines(
        path=selection.path, start_line=selection.start_line, end_line=selection.end_line, note=note
    )
    if file is None:
        return selected
    speaking = [
        symbol for symbol in list_symbols_in(index, file) if SYMBOL_KINDS[index.symbol_kind[symbol]] in _SPEAKING
    ]
    inside = [each for each in speaking if selection.start_line <= index.symbol_start[each] <= selection.end_line]
    outer = [each for each in inside if not any(_holds(index, other, each) for other in inside)]
    around = [
        each
        for each in speaking
        if index.symbol_start[each] <= selection.start_line and index.symbol_end[each] >= selection.end_line
    ]
    return replace(
        selected,
        file=file,
        symbols=tuple(dict.fromkeys(choose_longest(index, each) for each in outer))[:SYMBOLS_MAX],
        around=min(around, key=lambda each: int(index.symbol_end[each] - index.symbol_start[each]), default=-1),
    )


def _holds(index: HotIndex, outer: int, inner: int) -> bool:
    return (
        outer != inner
        and index.symbol_start[outer] <= index.symbol_start[inner]
        and index.symbol_end[inner] <= index.symbol_end[outer]
        and (index.symbol_start[outer], index.symbol_end[outer]) != (index.symbol_start[inner], index.symbol_end[inner])
    )

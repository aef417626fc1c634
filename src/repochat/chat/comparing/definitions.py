"""The definitions of a file at a commit, and which of them differ between two."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from repochat.chat.comparing.limits import CompareLimits
from repochat.chat.comparing.model import Definition, DefinitionChange
from repochat.chat.receipts import SourceText
from repochat.syntax import ParsedFile, parse_file

_NO_DEFINITION = frozenset(("section",))


def read_definitions(source: SourceText, path: str, limits: CompareLimits) -> dict[str, Definition]:
    """By qualified name; overloads are numbered in their order. None of a file that is too large or not there."""
    lines = source.read_lines(path)
    if sum(map(len, lines)) > limits.file_bytes_max:
        return {}
    return list_definitions(path, parse_file(path, b"".join(lines)), lines)


def list_definitions(path: str, parsed: ParsedFile, lines: Sequence[bytes]) -> dict[str, Definition]:
    """The same of a file that is parsed already."""
    texts = [line.decode("utf-8", "replace").rstrip("\r\n") for line in lines]
    held: dict[int, set[int]] = {}
    for symbol in parsed.symbols:
        if symbol.parent >= 0:
            held.setdefault(symbol.parent, set()).update(range(symbol.start_line, symbol.end_line + 1))
    found: dict[str, Definition] = {}
    for position, symbol in enumerate(parsed.symbols):
        if symbol.kind in _NO_DEFINITION:
            continue
        inner = held.get(position, set())
        own = [number for number in range(symbol.start_line, symbol.end_line + 1) if number not in inner]
        key, count = symbol.qualified_name, 1
        while key in found:
            count += 1
            key = f"{symbol.qualified_name}#{count}"
        found[key] = Definition(
            path=path,
            name=symbol.qualified_name,
            kind=symbol.kind,
            signature=symbol.signature,
            start_line=symbol.start_line,
            end_line=symbol.end_line,
            own=tuple((number, texts[number - 1]) for number in own if number <= len(texts)),
        )
    return found


def compare_definitions(old: dict[str, Definition], new: dict[str, Definition]) -> Iterator[DefinitionChange]:
    """What came, went, or has other lines of its own."""
    for key, definition in new.items():
        before = old.get(key)
        if before is None:
            yield DefinitionChange(change="added", old=None, new=definition)
        elif before.body != definition.body:
            change = "signature" if before.signature != definition.signature else "body"
            yield DefinitionChange(change=change, old=before, new=definition)
    for key, definition in old.items():
        if key not in new:
            yield DefinitionChange(change="removed", old=definition, new=None)


def find_renames(changes: Sequence[DefinitionChange], limits: CompareLimits) -> list[DefinitionChange]:
    """Pairs of what went and what came whose lines are alike become one change, the most alike first.

    What a renamed class holds moved with it: it is told once.
    """
    gone = [each.old for each in changes if each.change == "removed" and each.old]
    come = [each.new for each in changes if each.change == "added" and each.new]
    pairs: list[tuple[float, int, int]] = []
    tried = 0
    for at_old, old in enumerate(gone):
        for at_new, new in enumerate(come):
            if old.kind != new.kind or tried >= limits.renames_tried_max or not _may_be(old, new):
                continue
            tried += 1
            likeness = _compare_bodies(old, new, limits)
            if likeness >= limits.similarity_min:
                pairs.append((-likeness, at_old, at_new))
    taken: dict[int, int] = {}
    for _, at_old, at_new in sorted(pairs):
        if at_old not in taken and at_new not in taken.values():
            taken[at_old] = at_new
    paired_old = {id(gone[at]) for at in taken}
    paired_new = {id(come[at]) for at in taken.values()}
    kept = [each for each in changes if id(each.old) not in paired_old and id(each.new) not in paired_new]
    renamed = [_pair(gone[at_old], come[at_new]) for at_old, at_new in taken.items()]
    return [*kept, *renamed]


def _pair(old: Definition, new: Definition) -> DefinitionChange:
    change = "moved" if old.bare_name == new.bare_name else "renamed"
    return DefinitionChange(change=change, old=old, new=new)


def _may_be(old: Definition, new: Definition) -> bool:
    """Whether their sizes and places let them be one: another name in the same file, or the same name elsewhere."""
    sizes = sorted((len(old.own), len(new.own)))
    is_near = old.path == new.path or old.bare_name == new.bare_name
    return is_near and sizes[0] * 2 >= sizes[1] and sizes[0] > 1


def _compare_bodies(old: Definition, new: Definition, limits: CompareLimits) -> float:
    """In [0, 1]: how many lines are the same, the names of both put aside."""
    before = [line.replace(old.bare_name, "_").strip() for line in old.body[: limits.rename_lines_max]]
    after = [line.replace(new.bare_name, "_").strip() for line in new.body[: limits.rename_lines_max]]
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def score_change(change: DefinitionChange, score: float) -> DefinitionChange:
    return replace(change, score=score)

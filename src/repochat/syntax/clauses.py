"""Languages that write one function as several clauses: its signature and its clauses become one definition."""

from dataclasses import replace
from typing import Final

from repochat.syntax.captures import Definition, Matches

CLAUSE_LANGUAGES: Final = frozenset({"haskell"})
_KINDS: Final = frozenset({"function", "method"})


def merge_clauses(matches: Matches) -> None:
    """Join neighbours of one name and one level. The names of joined clauses stay no references."""
    merged: list[Definition] = []
    last: list[int] = []  # position of the definition met last at each level of nesting
    joined: set[int] = set()
    for item in sorted(matches.definitions.values(), key=lambda each: (each.start, -each.end)):
        while len(last) > 1 and merged[last[-2]].end <= item.start:
            last.pop()
        if last and _continues(merged[last[-1]], item):
            merged[last[-1]] = _join(merged[last[-1]], item)
            joined.add(item.name_byte)
            continue
        if last and merged[last[-1]].end <= item.start:
            last.pop()
        last.append(len(merged))
        merged.append(item)
    matches.definitions = {item.name_byte: item for item in merged}
    matches.references = [each for each in matches.references if each.byte not in joined]


def _continues(before: Definition, item: Definition) -> bool:
    return before.end <= item.start and before.kind in _KINDS and _key(before) == _key(item)


def _key(item: Definition) -> tuple[str | None, str]:
    """An operator stands in parentheses where it is declared and bare where it is defined."""
    return item.kind, item.name.strip("()")


def _join(before: Definition, item: Definition) -> Definition:
    """A signature ends where the first clause starts: what follows is the body."""
    return replace(before, end=item.end, body=before.body if before.body >= 0 else item.start)

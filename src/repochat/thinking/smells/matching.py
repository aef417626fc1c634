"""Which findings of one revision are which of another: by identity, through renames, by their code, by their place.

Each is paired at most once, and only what one side alone has is paired by likeness: a finding that stands in both is
never taken for another one.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType

from repochat.thinking.smells.finding import Finding

LIKE_MIN = 0.75  # the least likeness of code that was edited where it stood
TELLING_CHARS_MIN = 8  # shorter code is the same by chance
LIKE_CHARS_MAX = 400
SAME_BUCKET_MAX = 50  # equals that are compared one by one

Key = Callable[[Finding], Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingMatch:
    """`kept` stand where they were, `moved` in another file; `fresh` are new, `gone` were there and are not."""

    kept: tuple[tuple[Finding, Finding], ...]
    moved: tuple[tuple[Finding, Finding], ...]
    fresh: tuple[Finding, ...]
    gone: tuple[Finding, ...]


def match_findings(
    old: Sequence[Finding], new: Sequence[Finding], *, renames: Mapping[str, str] = MappingProxyType({})
) -> FindingMatch:
    """`renames` is old path to new path. The order of the two does not change the result."""
    pairs = _Pairing(old, new)
    pairs.by(lambda each: each.identity, lambda each: each.identity)

    def at_new_path(each: Finding) -> str:
        return renames.get(each.path, each.path)

    pairs.by(lambda each: (at_new_path(each), each.fingerprint), lambda each: (each.path, each.fingerprint))
    pairs.by(
        lambda each: (at_new_path(each), each.rule, each.text, each.qualified_name),
        lambda each: (each.path, each.rule, each.text, each.qualified_name),
    )
    pairs.by(_with_text(at_new_path), _with_text(lambda each: each.path))
    pairs.by_singles(
        lambda each: (at_new_path(each), each.rule, each.text), lambda each: (each.path, each.rule, each.text)
    )
    pairs.by_likeness(
        lambda each: (at_new_path(each), each.rule, each.qualified_name),
        lambda each: (each.path, each.rule, each.qualified_name),
    )
    pairs.by_singles(_elsewhere_by_name, _elsewhere_by_name)
    homes = _find_homes(pairs.made)

    def at_home(each: Finding) -> Hashable:
        home = homes.get(each.path)
        return None if home is None else (home, each.rule, each.text, each.qualified_name)

    pairs.by(at_home, lambda each: (each.path, each.rule, each.text, each.qualified_name))
    pairs.by(_elsewhere, _elsewhere)
    pairs.by(_elsewhere_by_text, _elsewhere_by_text)
    made = sorted(pairs.made, key=lambda pair: _order(pair[1]))
    return FindingMatch(
        kept=tuple(pair for pair in made if at_new_path(pair[0]) == pair[1].path),
        moved=tuple(pair for pair in made if at_new_path(pair[0]) != pair[1].path),
        fresh=tuple(pairs.new),
        gone=tuple(pairs.old),
    )


def _find_homes(made: Sequence[tuple[Finding, Finding]]) -> dict[str, str]:
    """Where most of what left a file went: the rest of it went there too, however little its code tells."""
    counts = Counter((before.path, after.path) for before, after in made if before.path != after.path)
    return {old: new for (old, new), _ in sorted(counts.items(), key=lambda item: (item[1], item[0]))}


def _elsewhere_by_name(each: Finding) -> Hashable:
    """The same code under the same name, where that can be no other's."""
    return (each.rule, each.text, each.qualified_name) if _is_telling(each) else _elsewhere(each)


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return (finding.path, finding.start_line, finding.end_line, finding.rule, finding.identity)


def _with_text(path: Callable[[Finding], str]) -> Key:
    """The same code in the same file under another name: its function was renamed or it went to a neighbour."""
    return lambda each: (path(each), each.rule, each.text) if _is_telling(each) else None


def _elsewhere(each: Finding) -> Hashable:
    """The same code under the same name in another file."""
    return (each.rule, each.text, each.qualified_name) if each.qualified_name and each.text else None


def _elsewhere_by_text(each: Finding) -> Hashable:
    """The same code under the last part of its name: a method that became a function, or changed its class."""
    name = each.qualified_name.rpartition(".")[2]
    return (each.rule, each.text, name) if _is_telling(each) else None


def _is_telling(each: Finding) -> bool:
    return len(each.text) >= TELLING_CHARS_MIN


class _Pairing:
    """What is left on both sides, and the pairs that were made."""

    def __init__(self, old: Iterable[Finding], new: Iterable[Finding]) -> None:
        self.old = sorted(old, key=_order)
        self.new = sorted(new, key=_order)
        self.made: list[tuple[Finding, Finding]] = []

    def by(self, old_key: Key, new_key: Key) -> None:
        """Equals are paired in their order; a key of None pairs nothing."""
        waiting = _group(self.old, old_key)
        for finding in self.new:
            key = new_key(finding)
            if key is not None and (equals := waiting.get(key)):
                self.made.append((equals.pop(0), finding))
        self._forget()

    def by_singles(self, old_key: Key, new_key: Key) -> None:
        """Where one is gone and one is new, and no third could be meant: its function was renamed."""
        waiting, coming = _group(self.old, old_key), _group(self.new, new_key)
        for key, found in coming.items():
            before = waiting.get(key, [])
            if len(found) == len(before) == 1:
                self.made.append((before[0], found[0]))
        self._forget()

    def by_likeness(self, old_key: Key, new_key: Key) -> None:
        """The likest first; a bucket beyond SAME_BUCKET_MAX is left alone."""
        waiting = _group(self.old, old_key)
        scored: list[tuple[float, Finding, Finding]] = []
        for finding in self.new:
            equals = waiting.get(new_key(finding), [])
            if len(equals) <= SAME_BUCKET_MAX:
                scored.extend((_liken(before, finding), before, finding) for before in equals)
        taken: set[int] = set()
        for score, before, finding in sorted(scored, key=lambda each: (-each[0], _order(each[1]), _order(each[2]))):
            if score >= LIKE_MIN and not taken & {id(before), id(finding)}:
                taken |= {id(before), id(finding)}
                self.made.append((before, finding))
        self._forget()

    def _forget(self) -> None:
        paired = {id(finding) for pair in self.made for finding in pair}
        self.old = [each for each in self.old if id(each) not in paired]
        self.new = [each for each in self.new if id(each) not in paired]


def _group(findings: Iterable[Finding], key: Key) -> dict[Hashable, list[Finding]]:
    grouped: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        named = key(finding)
        if named is not None:
            grouped.setdefault(named, []).append(finding)
    return grouped


def _liken(one: Finding, other: Finding) -> float:
    return SequenceMatcher(None, one.text[:LIKE_CHARS_MAX], other.text[:LIKE_CHARS_MAX], autojunk=False).ratio()

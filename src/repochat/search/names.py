"""Symbols by their lower-cased name, as a mapping that advances by what was added and removed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType

from repochat.search.slots import Slots

_NOTHING: Mapping[str, tuple[int, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SymbolsByName(Mapping[str, list[int]]):
    """Lower-cased name -> symbols by number, in order. A name without a living symbol is not there."""

    base: Mapping[str, tuple[int, ...]]  # name -> slots
    slots: Slots
    recent: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: _NOTHING)  # in slots after those of `base`

    def __getitem__(self, name: str) -> list[int]:
        found = self._number(self.base.get(name, ()), self.recent.get(name, ()))
        if not found:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """By the first symbol of each, as they stand in the files."""
        if self.slots.is_plain:
            return iter(self.base)
        firsts = ((self[name][0], name) for name in dict.fromkeys(chain(self.base, self.recent)) if name in self)
        return (name for _, name in sorted(firsts))

    def __len__(self) -> int:
        return sum(1 for name in dict.fromkeys(chain(self.base, self.recent)) if name in self)

    def _number(self, *groups: tuple[int, ...]) -> list[int]:
        if self.slots.is_plain:
            return list(groups[0])
        numbers = (int(self.slots.number[slot]) for group in groups for slot in group)
        return sorted(number for number in numbers if number < self.slots.size)


def group_names(names: Sequence[str], slots: Slots) -> SymbolsByName:
    """The symbols of each name; `slots` are plain."""
    return SymbolsByName(base=_group(names, 0), slots=slots)


def advance_names(names: SymbolsByName, added: Sequence[str], slots: Slots) -> SymbolsByName:
    """The names of symbols in new slots after all others; `slots` of the whole."""
    recent = dict(names.recent)
    for name, group in _group(added, len(names.slots.number)).items():
        recent[name] = (*recent.get(name, ()), *group)
    return SymbolsByName(base=names.base, slots=slots, recent=recent)


def _group(names: Sequence[str], first: int) -> dict[str, tuple[int, ...]]:
    groups: dict[str, list[int]] = {}
    for slot, name in enumerate(names, start=first):
        groups.setdefault(name.lower(), []).append(slot)
    return {name: tuple(group) for name, group in groups.items()}

"""Which names match what was typed, and how well, all names at once.

A name is a row of up to 64 or 256 characters; where a character of the query may stand is a set of bits of that row,
and the next character's set is made of it by shifts: 64 places at a time, for all rows that have the letters at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.search.quick.letters import Spelling, spell

EXACT, PREFIX, WORDS, INSIDE, SCATTERED, NONE = range(6)  # how a name matches, the best first
WORD_BITS = 64
WIDTHS = (64, 256)  # of longer names the first 256 characters count

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Bits = NDArray[np.uint64]
Floats = NDArray[np.float32]

_ONE = np.uint64(1)
_TOP = np.uint64(WORD_BITS - 1)
_ALL = np.uint64(2**64 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Names of one width, one a row. `names` are their numbers in the table."""

    names: Ints  # (n,)
    letters: Bits  # (n,) which codes they have, modulo 64
    lengths: Ints  # (n,)
    codes: Bytes  # (n, width), 0 behind the end
    starts: Bits  # (n, width / 64) where words begin


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTable:
    """Names ready to be matched."""

    blocks: tuple[Rows, ...]
    size: int
    gaps: str

    @property
    def size_bytes(self) -> int:
        """What it holds in memory."""
        return sum(
            array.nbytes
            for rows in self.blocks
            for array in (rows.names, rows.letters, rows.lengths, rows.codes, rows.starts)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Names that match, by number, in no order."""

    names: Ints
    tiers: Bytes  # EXACT to SCATTERED
    looseness: Floats  # within a tier, from 0: the letters stand close together and at the name's begin
    lengths: Ints  # characters of the names


def build_table(names: Sequence[str], gaps: str, *, first: int = 0) -> NameTable:
    """The table of `names`, numbered from `first`."""
    spelling = spell(names, gaps)
    numbers = np.arange(first, first + len(names), dtype=np.int32)
    return NameTable(blocks=_lay_out(spelling, numbers), size=first + len(names), gaps=gaps)


def extend_table(table: NameTable, names: Sequence[str]) -> NameTable:
    """The table with more names behind those that it has; what it holds is shared."""
    added = build_table(names, table.gaps, first=table.size)
    return NameTable(blocks=(*table.blocks, *added.blocks), size=added.size, gaps=table.gaps)


def match_names(table: NameTable, query: str) -> Matches:
    """The names that have all characters of `query` in their order. None for a query of gaps alone."""
    asked = spell([query], table.gaps).codes
    blocks = [rows for rows in table.blocks if 0 < len(asked) <= rows.codes.shape[1]]
    found = [_match_rows(rows, asked) for rows in blocks]
    return Matches(
        names=np.concatenate([np.empty(0, np.int32), *(each.names for each in found)]),
        tiers=np.concatenate([np.empty(0, np.uint8), *(each.tiers for each in found)]),
        looseness=np.concatenate([np.empty(0, np.float32), *(each.looseness for each in found)]),
        lengths=np.concatenate([np.empty(0, np.int32), *(each.lengths for each in found)]),
    )


def _lay_out(spelling: Spelling, numbers: Ints) -> tuple[Rows, ...]:
    ends = np.cumsum(spelling.lengths, dtype=np.int64)
    blocks: list[Rows] = []
    shortest = 1
    for width in WIDTHS:
        longest = width if width != WIDTHS[-1] else np.iinfo(np.int32).max
        chosen = np.flatnonzero((spelling.lengths >= shortest) & (spelling.lengths <= longest))
        if len(chosen):
            blocks.append(_fill_rows(spelling, ends - spelling.lengths, chosen, numbers, width))
        shortest = width + 1
    return tuple(blocks)


def _fill_rows(
    spelling: Spelling, offsets: NDArray[np.int64], chosen: NDArray[np.int64], numbers: Ints, width: int
) -> Rows:
    lengths = np.minimum(spelling.lengths[chosen], width).astype(np.int32)
    inside = np.arange(width, dtype=np.int32) < lengths[:, None]
    places = (offsets[chosen][:, None] + np.arange(width))[inside]
    codes = np.zeros((len(chosen), width), np.uint8)
    codes[inside] = spelling.codes[places]
    starts = np.zeros((len(chosen), width), np.bool_)
    starts[inside] = spelling.is_start[places]
    bits = _ONE << (spelling.codes[places] % WORD_BITS).astype(np.uint64)
    rows = np.cumsum(lengths, dtype=np.int64) - lengths
    return Rows(
        names=numbers[chosen],
        letters=np.bitwise_or.reduceat(bits, rows),
        lengths=lengths,
        codes=codes,
        starts=_pack(starts),
    )


def _pack(flags: NDArray[np.bool_]) -> Bits:
    """(n, width) flags as (n, width / 64) words, the first flag in the lowest bit."""
    return np.packbits(flags, axis=1, bitorder="little").view("<u8").astype(np.uint64, copy=False)


def _match_rows(rows: Rows, asked: Bytes) -> Matches:
    needed = np.bitwise_or.reduce(_ONE << (asked % WORD_BITS).astype(np.uint64))
    alive = np.flatnonzero((rows.letters & needed == needed) & (rows.lengths >= len(asked)))
    where = {code: _pack(rows.codes[alive] == code) for code in set(asked.tolist())}
    sets = [where[code] for code in asked.tolist()]
    scattered = sets[0]
    for each in sets[1:]:
        scattered = _above(scattered) & each
    kept = np.flatnonzero(scattered.any(axis=1))
    return _rate(rows, alive[kept], [each[kept] for each in sets], scattered[kept], asked)


def _rate(rows: Rows, chosen: NDArray[np.int64], sets: list[Bits], scattered: Bits, asked: Bytes) -> Matches:
    starts, lengths = rows.starts[chosen], rows.lengths[chosen]
    is_prefix = (rows.codes[chosen, : len(asked)] == asked).all(axis=1)
    together, by_words = sets[0], sets[0] & starts
    for each in sets[1:]:
        together = _shift(together) & each
        by_words = (_shift(by_words) | (_above(by_words) & starts)) & each
    tiers = np.select(
        [is_prefix & (lengths == len(asked)), is_prefix, by_words.any(axis=1), together.any(axis=1)],
        [EXACT, PREFIX, WORDS, INSIDE],
        SCATTERED,
    ).astype(np.uint8)
    looseness = _measure(sets, scattered, starts, tiers)
    return Matches(names=rows.names[chosen], tiers=tiers, looseness=looseness, lengths=lengths)


def _measure(sets: list[Bits], scattered: Bits, starts: Bits, tiers: Bytes) -> Floats:
    """How far the letters spread, and whether the first of them stands where a word begins, and the name."""
    first, last = _lowest(sets[0]), _lowest(scattered)
    spread = np.where(tiers == SCATTERED, (last - first + 1) / len(sets) - 1, 0)
    at_word = (sets[0] & starts).any(axis=1)
    away = np.where(first == 0, 0.0, np.where(at_word, 0.5, 1.0))
    return (spread + away).astype(np.float32)


def _shift(places: Bits) -> Bits:
    """Each place by one."""
    moved = places << _ONE
    moved[:, 1:] |= places[:, :-1] >> _TOP
    return moved


def _above(places: Bits) -> Bits:
    """All places behind the first one."""
    lowest = places & (~places + _ONE)
    above = np.where(places == 0, np.uint64(0), ~(lowest | (lowest - _ONE)))
    if places.shape[1] > 1:
        earlier = np.zeros(places.shape, np.bool_)
        earlier[:, 1:] = np.logical_or.accumulate(places != 0, axis=1)[:, :-1]
        above[earlier] = _ALL
    return above


def _lowest(places: Bits) -> Ints:
    """The first place of each row; every row has one."""
    word = (places != 0).argmax(axis=1)
    bits = places[np.arange(len(places)), word]
    lowest = bits & (~bits + _ONE)
    return (word * WORD_BITS + np.log2(np.maximum(lowest, _ONE).astype(np.float64))).astype(np.int32)

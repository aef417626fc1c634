"""Symbols and files by their names, the likeliest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.search.quick.asking import Asked, FoundFile, FoundSymbol, QuickLimits
from repochat.search.quick.letters import NAME_GAPS, PATH_GAPS
from repochat.search.quick.marking import mark_name
from repochat.search.quick.matching import EXACT, NONE, SCATTERED, Matches, match_names
from repochat.search.quick.tables import Named, QuickTables
from repochat.syntax import SYMBOL_KINDS

_OWNERS = re.compile(r"::|->|[.#]")
_BAND = 0.5  # what stands in a tier spreads over so much of it
_PATH_TIERS = np.array([3.5, 3.6, 3.7, 3.8, 5.0])  # of a whole path among those of a file's name: behind INSIDE
_PATH_BAND = 0.1
_LOOSE, _LONG, _LIGHT = 0.3, 0.3, 0.4  # shares of what orders names of one tier

Keys = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranked:
    """Numbers of names, the best first, and whether there were more."""

    numbers: list[int]
    is_cut: bool


def find_symbols(
    tables: QuickTables, asked: Asked, count: int, limits: QuickLimits
) -> tuple[tuple[FoundSymbol, ...], bool]:
    """At most `count`, and whether there are more. `Owner.name` asks for a name in what is called so."""
    owners, name = _split_owners(asked.text)
    matches = match_names(tables.symbol_names, name)
    keys = _order(matches, tables.symbols, name) + matches.tiers
    ranked = _rank(tables.symbols, matches.names, keys, limits, name)
    found: list[FoundSymbol] = []
    for number in ranked.numbers:
        mark = mark_name(tables.symbols.register.texts[number], name, NAME_GAPS)
        if mark is None:
            continue
        rows = _list_owned(tables, number, owners, limits)
        share = count if mark.tier == EXACT and len(ranked.numbers) == 1 else max(1, count // 2)
        found += [_show_symbol(tables, row, mark.places) for row in rows[:share]]
        if len(found) > count:
            break
    return tuple(found[:count]), len(found) > count or ranked.is_cut


def find_files(
    tables: QuickTables, asked: Asked, count: int, limits: QuickLimits
) -> tuple[tuple[FoundFile, ...], bool]:
    """At most `count`, and whether there are more. A query without folders is looked for in files' names first."""
    texts = tables.files.register.texts
    numbers, keys = _match_paths(tables, asked.path, count)
    ranked = _rank(tables.files, numbers, keys, limits, asked.path)
    found: list[FoundFile] = []
    for number in ranked.numbers:
        places = _mark_path(texts[number], asked.path)
        if places is not None:
            found.append(_show_file(tables, int(tables.files.rows_of(number)[0]), asked, places))
        if len(found) > count:
            break
    return tuple(found[:count]), len(found) > count or ranked.is_cut


def _match_paths(tables: QuickTables, path: str, count: int) -> tuple[NDArray[np.int32], Keys]:
    if "/" in path:
        whole = match_names(tables.paths, path)
        return whole.names, _order(whole, tables.files, path) + whole.tiers
    bare = match_names(tables.file_names, path)
    keys = _order(bare, tables.files, path) + bare.tiers
    if int((bare.tiers < SCATTERED).sum()) > count:
        return bare.names, keys
    whole = match_names(tables.paths, path)
    others = _order(whole, tables.files, path) * (_PATH_BAND / _BAND) + _PATH_TIERS[whole.tiers]
    best = np.full(tables.paths.size, float(NONE) + 1)
    best[whole.names] = others
    best[bare.names] = np.minimum(best[bare.names], keys)
    # Letters that stand apart all over a path say little: only where nothing else is found.
    worst = NONE if (best < SCATTERED).any() else NONE + _PATH_BAND
    numbers = np.flatnonzero(best < worst).astype(np.int32)
    return numbers, best[numbers]


def _order(matches: Matches, named: Named, query: str) -> Keys:
    """(matches,) from 0 up to _BAND: together, short and weighty comes first."""
    loose = matches.looseness / (1 + matches.looseness)
    long = 1 - len(query) / np.maximum(matches.lengths, max(1, len(query)))
    light = 1 - named.weights[matches.names]
    return _BAND * (_LOOSE * loose + _LONG * long + _LIGHT * light).astype(np.float64)


def _rank(named: Named, numbers: NDArray[np.int32], keys: Keys, limits: QuickLimits, query: str) -> _Ranked:
    """The best by key. Of equals the one that is written as it was typed, then by code point."""
    living = named.in_use[numbers]
    numbers, keys = numbers[living], keys[living]
    is_cut = len(numbers) > limits.names_read_max
    if is_cut:
        worst = np.partition(keys, limits.names_read_max)[limits.names_read_max]
        numbers, keys = numbers[keys <= worst], keys[keys <= worst]
    texts = named.register.texts

    def order(pair: tuple[float, int]) -> tuple[int, bool, float, str]:
        key, number = pair
        return int(key), texts[number] != query, key, texts[number]

    pairs = sorted(zip(keys.tolist(), numbers.tolist(), strict=True), key=order)
    return _Ranked(numbers=[number for _, number in pairs[: limits.names_read_max]], is_cut=is_cut)


def _split_owners(text: str) -> tuple[list[str], str]:
    """`Outer.Inner.name` -> its owners in lower case, and the name. What has spaces is no such thing."""
    name = text.removesuffix("()")
    if " " in name:
        return [], name
    parts = [part for part in _OWNERS.split(name) if part]
    return ([part.lower() for part in parts[:-1]], parts[-1]) if len(parts) > 1 else ([], name)


def _list_owned(tables: QuickTables, number: int, owners: Sequence[str], limits: QuickLimits) -> list[int]:
    rows = tables.symbols.rows_of(number)
    if not owners:
        return rows.tolist()
    return [row for row in rows[: limits.owned_read_max].tolist() if _is_owned(tables, row, owners)]


def _is_owned(tables: QuickTables, row: int, owners: Sequence[str]) -> bool:
    index = tables.index
    around = f"{index.paths[index.symbol_file[row]]}/{index.symbol_qualified[row].rpartition('.')[0]}".lower()
    return all(owner in around for owner in owners)


def _show_symbol(tables: QuickTables, row: int, places: tuple[int, ...]) -> FoundSymbol:
    index = tables.index
    return FoundSymbol(
        name=index.symbol_names[row],
        qualified_name=index.symbol_qualified[row],
        kind=SYMBOL_KINDS[index.symbol_kind[row]],
        path=index.paths[index.symbol_file[row]],
        start_line=int(index.symbol_start[row]),
        end_line=int(index.symbol_end[row]),
        marks=places,
    )


def _mark_path(path: str, query: str) -> tuple[int, ...] | None:
    folder, slash, bare = path.rpartition("/")
    if "/" not in query and (mark := mark_name(bare, query, PATH_GAPS)) is not None and mark.tier < SCATTERED:
        return tuple(len(folder) + len(slash) + place for place in mark.places)
    whole = mark_name(path, query, PATH_GAPS)
    return whole.places if whole is not None else None


def _show_file(tables: QuickTables, file: int, asked: Asked, places: tuple[int, ...]) -> FoundFile:
    index = tables.index
    return FoundFile(
        path=index.paths[file],
        language=index.languages[file],
        line=asked.line,
        end_line=asked.end_line,
        marks=places,
    )

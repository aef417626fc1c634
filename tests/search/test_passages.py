"""Which chunk of a file is shown: one that speaks to the question, not only one that bears a name of it."""

import pytest

from repochat.search.hot import HotIndex
from repochat.search.passages import find_named, rank_passages
from repochat.search.query import parse_query
from tests.search.library import ask, build_index

_FILLER = "".join(f"    total_{n} = amount + {n}\n" for n in range(45))
POOL = (
    '"""Pools."""\n\nfrom typing import overload\n\n\n'
    "class Pool:\n    def __init__(self, amount):\n        self.amount = amount\n\n"
    f"    def warm(self, amount):\n{_FILLER.replace('    ', '        ')}\n"
    "    def drain(self, amount):\n        # Connections that answer no more are thrown away here.\n"
    f"{_FILLER.replace('    ', '        ')}\n\n"
    "@overload\ndef parse_rate(text: str) -> int: ...\n\n\n"
    f"def parse_rate(text):\n    amount = 1\n{_FILLER}    return int(text)\n"
)


@pytest.fixture(scope="module")
def pools() -> HotIndex:
    return build_index({"pool.py": POOL, "readme.md": "# Pools\n"})


def _shown(index: HotIndex, question: str) -> str:
    hit = ask(index, question).hits[0]
    return "\n".join(POOL.split("\n")[hit.start_line - 1 : hit.end_line])


def test_a_name_alone_shows_its_definition(pools: HotIndex) -> None:
    assert "class Pool" in _shown(pools, "Pool")


def test_a_question_about_a_named_definition_shows_what_it_asks_of_it(pools: HotIndex) -> None:
    assert "thrown away" in _shown(pools, "When does `Pool` throw away connections that answer no more?")


def test_of_equal_names_the_longest_definition_comes_first(pools: HotIndex) -> None:
    [named] = find_named(pools, parse_query("parse_rate")).values()
    lines = [int(pools.symbol_end[each.symbol] - pools.symbol_start[each.symbol]) for each in named]
    assert lines == sorted(lines, reverse=True)
    assert len(lines) > 1


def test_passages_come_best_first_and_keep_within_lines(pools: HotIndex) -> None:
    query = parse_query("connections that answer no more")
    file = pools.paths.index("pool.py")
    passages = rank_passages(pools, query, file, count=3)
    assert passages[0] == rank_passages(pools, query, file, count=1)[0]
    assert len(passages) == len(set(passages)) == 3
    first, last = int(pools.chunk_start[passages[1]]), int(pools.chunk_end[passages[1]])
    assert passages[1] in rank_passages(pools, query, file, count=9, within=(first, last))
    assert passages[0] not in rank_passages(pools, query, file, count=9, within=(first, last))

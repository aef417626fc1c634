"""Cycles and layers of any graph."""

from hypothesis import given
from hypothesis import strategies as st

from repochat.thinking.mapping.layering import find_cycles, find_layers

COUNT = 8
NODES = st.integers(0, COUNT - 1)
GRAPHS = st.dictionaries(st.tuples(NODES, NODES), st.integers(1, 9).map(float), max_size=24)


def reach(links: dict[tuple[int, int], float], start: int) -> set[int]:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        fresh = {target for source, target in links if source == node} - seen
        seen |= fresh
        waiting += fresh
    return seen


@given(GRAPHS)
def test_two_nodes_share_a_cycle_exactly_when_each_reaches_the_other(links: dict[tuple[int, int], float]) -> None:
    reached = {node: reach(links, node) for node in range(COUNT)}
    together = {frozenset((a, b)) for a in range(COUNT) for b in range(a) if a in reached[b] and b in reached[a]}
    cycles = find_cycles(COUNT, links)
    assert {frozenset((a, b)) for group in cycles for a in group for b in group if a < b} == together


@given(GRAPHS)
def test_between_cycles_each_node_stands_above_what_it_depends_on(links: dict[tuple[int, int], float]) -> None:
    cycle_of = {node: number for number, group in enumerate(find_cycles(COUNT, links)) for node in group}
    layers = find_layers(COUNT, links)
    for source, target in links:
        if source != target and cycle_of.get(source, -1) != cycle_of.get(target, -2):
            assert layers[source] > layers[target]


def test_inside_a_cycle_the_lightest_link_is_the_one_that_points_back() -> None:
    assert find_layers(3, {(0, 1): 9.0, (1, 2): 9.0, (2, 0): 1.0}) == [2, 1, 0]

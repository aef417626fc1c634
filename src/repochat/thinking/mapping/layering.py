"""Cycles and layers of a weighted graph of a few dozen nodes."""

from collections.abc import Mapping, Sequence

Weights = Mapping[tuple[int, int], float]


def find_cycles(count: int, links: Weights) -> list[list[int]]:
    """The strongly connected components of more than one node, each in ascending order.

    R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1(2), 1972; without recursion.
    """
    return [group for group in _list_components(count, _list_targets(count, links)) if len(group) > 1]


def find_layers(count: int, links: Weights) -> list[int]:
    """The layer of each node: 0 depends on nothing, others stand one above the highest that they depend on.

    Inside a cycle the links that go against the rest of it are left out: the order there is the one that goes against
    the least weight, as far as a greedy choice finds it.
    """
    groups = _list_components(count, _list_targets(count, links))
    kept = {pair: weight for pair, weight in links.items() if pair[0] != pair[1]}
    for group in groups:
        place = {node: number for number, node in enumerate(_order_cycle(group, links))}
        for source, target in list(kept):
            if source in place and target in place and place[source] > place[target]:
                del kept[source, target]
    targets = _list_targets(count, kept)
    height = [0] * count
    for (node,) in _list_components(count, targets):  # what is depended on comes first
        height[node] = 1 + max((height[each] for each in targets[node]), default=-1)
    return height


def _order_cycle(group: Sequence[int], links: Weights) -> list[int]:
    """Those that depend on others first, so that little weight points back.

    P. Eades, X. Lin, W. F. Smyth, A fast and effective heuristic for the feedback arc set problem, Inf. Process. Lett.
    47(6), 1993.
    """
    left = set(group)
    inside = [(pair, weight) for pair, weight in links.items() if pair[0] in left and pair[1] in left]
    head: list[int] = []
    tail: list[int] = []
    while left:
        balance = dict.fromkeys(sorted(left), 0.0)
        degrees = {node: [0, 0] for node in left}
        for (source, target), weight in inside:
            if source in left and target in left and source != target:
                balance[source] += weight
                balance[target] -= weight
                degrees[source][0] += 1
                degrees[target][1] += 1
        sinks = [node for node in balance if degrees[node][0] == 0]
        sources = [node for node in balance if degrees[node][1] == 0 and node not in sinks]
        if sinks or sources:
            tail += sinks
            head += sources
            left -= {*sinks, *sources}
            continue
        best = max(balance, key=lambda node: (balance[node], -node))
        head.append(best)
        left.discard(best)
    return [*head, *reversed(tail)]


def _list_targets(count: int, links: Weights) -> list[list[int]]:
    targets: list[list[int]] = [[] for _ in range(count)]
    for source, target in sorted(links):
        if source != target:
            targets[source].append(target)
    return targets


def _list_components(count: int, targets: Sequence[Sequence[int]]) -> list[list[int]]:
    """All components; each comes after those that it leads to."""
    search = _Search(targets)
    for root in range(count):
        search.visit(root)
    return search.found


class _Search:
    """Tarjan's, with a stack of its own instead of the interpreter's."""

    def __init__(self, targets: Sequence[Sequence[int]]) -> None:
        self._targets = targets
        self._order: dict[int, int] = {}
        self._low: dict[int, int] = {}
        self._stack: list[int] = []
        self._on_stack: set[int] = set()
        self.found: list[list[int]] = []

    def visit(self, root: int) -> None:
        work = [] if root in self._order else [(root, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                self._enter(node)
            place = self._descend(node, at)
            if place is not None:
                work += [(node, place + 1), (self._targets[node][place], 0)]
                continue
            if self._low[node] == self._order[node]:
                self._leave(node)
            if work:
                above = work[-1][0]
                self._low[above] = min(self._low[above], self._low[node])

    def _enter(self, node: int) -> None:
        self._order[node] = self._low[node] = len(self._order)
        self._stack.append(node)
        self._on_stack.add(node)

    def _descend(self, node: int, at: int) -> int | None:
        """The place of the next target that nobody saw yet."""
        for place in range(at, len(self._targets[node])):
            target = self._targets[node][place]
            if target not in self._order:
                return place
            if target in self._on_stack:
                self._low[node] = min(self._low[node], self._order[target])
        return None

    def _leave(self, root: int) -> None:
        group: list[int] = []
        while not group or group[-1] != root:
            group.append(self._stack.pop())
            self._on_stack.discard(group[-1])
        self.found.append(sorted(group))

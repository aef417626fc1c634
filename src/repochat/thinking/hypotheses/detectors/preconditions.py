"""A caller gives a literal that the documentation of what it calls refuses.

Reads: documentation of functions that says of a parameter by name "must not be None / null / empty / negative / zero"
or "must be positive / non-negative / non-empty", and calls of that name with such a literal, where the repository has
one definition of the name. Python, JavaScript, TypeScript, Java.
"""

from collections import defaultdict
from collections.abc import Iterator

from repochat.thinking.hypotheses.model import Suspicion
from repochat.thinking.hypotheses.project import Demand, Given, Project


def find(project: Project) -> Iterator[Suspicion]:
    demands: dict[str, list[Demand]] = defaultdict(list)
    for demand in project.demands:
        if project.definitions[demand.function] == 1:
            demands[demand.function].append(demand)
    for given in project.given:
        for demand in demands.get(given.function, ()):
            if _breaks(given, demand):
                yield _tell(given, demand)


def _breaks(given: Given, demand: Demand) -> bool:
    is_meant = given.keyword == demand.name if given.keyword else given.position == demand.position
    return is_meant and given.kind in demand.refuses and given.language == demand.language


def _tell(given: Given, demand: Demand) -> Suspicion:
    return Suspicion(
        detector="precondition-broken",
        place=given.place,
        others=(demand.place,),
        symbol=given.symbol,
        text=given.text,
        title=f"A call of `{demand.function}` gives what its documentation refuses",
        body=f'`{demand.function}` [2] says "{demand.words}"; this call [1] gives `{demand.name}` such a value.',
        falsifier="A test that runs this call: either it fails, or the documentation is wrong.",
        severity="medium",
        confidence=0.85,
    )

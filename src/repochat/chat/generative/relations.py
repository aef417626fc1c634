"""`A calls B`: relations between names, held against the lines and the graph, in the direction that is said."""

from collections.abc import Iterator, Sequence

import numpy as np

from repochat.chat.generative.evidence import Evidence
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.reading import Token
from repochat.chat.generative.relation_lines import find_relation, list_symbols
from repochat.chat.generative.verbs import Relation, list_relations


def check_relations(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    for relation in list_relations(tokens):
        yield check_relation(relation, cited)


def check_relation(relation: Relation, cited: Cited) -> Finding:
    """Held by lines of the subject's definition; said the wrong way round it contradicts them."""
    claim = _tell(relation)
    if not relation.target or (not relation.subject and relation.is_passive):
        return Finding(claim=claim, places=cited.find_name(relation.subject or relation.target))
    places = cited.gather(lambda each: find_relation(each, relation.kind, relation.subject, relation.target))
    if places:
        return Finding(claim=claim, places=places)
    reverse = bool(relation.subject) and _is_reversed(relation, cited)
    return Finding(claim=claim, places=frozenset(), contradicts=reverse)


def _tell(relation: Relation) -> str:
    return f"{relation.subject} {relation.kind} {relation.target}".strip()


def _is_reversed(relation: Relation, cited: Cited) -> bool:
    """Whether the lines, or the graph, have it the other way round and not as said."""
    if any(
        find_relation(each, relation.kind, relation.target, relation.subject)
        for each in cited.evidence
        if each.list_ranges(relation.target)
    ):
        return True
    return any(
        _has_edge(each, relation.target, relation.subject) and not _has_edge(each, relation.subject, relation.target)
        for each in cited.evidence
    )


def _has_edge(each: Evidence, source: str, target: str) -> bool:
    """Whether the graph ties a reference in `source` to the definition of `target`."""
    index = each.piece.pinned.index
    sources, targets = list_symbols(each, source), list_symbols(each, target)
    if not sources or not targets:
        return False
    graph = index.graph
    return bool((np.isin(graph.edge_source, sources) & np.isin(graph.edge_target, targets)).any())

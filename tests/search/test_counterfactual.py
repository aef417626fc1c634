"""What would have been found without a leg, the graph or the traits, and the words for all of it."""

import json
import math
from collections import Counter
from dataclasses import asdict
from typing import get_args

import numpy as np
import pytest

from repochat.search import FEATURE_WORDS, GROUPS, LEG_WORDS, Counterfactual, FeatureGroup, SearchReport
from repochat.search.features import FEATURES, compute_signals, fuse_legs
from repochat.search.hot import HotIndex
from repochat.search.model import Leg
from repochat.search.policy import load_shipped_policy
from repochat.search.query import parse_query
from repochat.search.ranking import Request, search_index
from repochat.search.relations import find_relations
from tests.search.library import ask

QUESTION = "where is a loan renewed?"
BY_NAME = {group.name: group for group in GROUPS}


def search(index: HotIndex, text: str, *groups: FeatureGroup, limit: int = 3) -> SearchReport:
    request = Request(text=text, limit=limit, counterfactuals=groups)
    return search_index(index, request, load_shipped_policy(), revision="0" * 40)


def paths(told: Counterfactual) -> list[str]:
    return [hit.place.path for hit in told.hits]


def test_every_feature_belongs_to_one_group_and_has_its_words() -> None:
    grouped = Counter(name for group in GROUPS for name in group.features)
    assert grouped == Counter(FEATURES) == Counter(list(FEATURE_WORDS))
    assert set(LEG_WORDS) == set(get_args(Leg))
    assert all(words.endswith(".") for words in (*FEATURE_WORDS.values(), *LEG_WORDS.values()))
    assert sorted(leg for group in GROUPS for leg in group.legs) == sorted(get_args(Leg))


@pytest.mark.parametrize("name", ["traits", "graph", "fusion"])
@pytest.mark.parametrize("question", [QUESTION, "who calls is_overdue?", "lending tests", "fines"])
def test_without_features_that_are_no_leg_it_is_a_search_without_them(
    library: HotIndex, name: str, question: str
) -> None:
    (told,) = search(library, question, BY_NAME[name]).counterfactuals
    expected = ask(library, question, limit=3, without=BY_NAME[name].features)
    assert paths(told) == [hit.path for hit in expected.hits]
    assert [(h.place.start_line, h.place.symbol) for h in told.hits] == [
        (hit.start_line, hit.symbol) for hit in expected.hits
    ]


@pytest.mark.parametrize("name", ["lexical", "dense", "symbol", "path"])
def test_without_a_leg_the_fusion_does_not_count_it_either(library: HotIndex, name: str) -> None:
    group = BY_NAME[name]
    (told,) = search(library, QUESTION, group).counterfactuals
    query, allowed = parse_query(QUESTION), np.ones(len(library.paths), bool)
    signals = compute_signals(library, query, allowed, relations=find_relations(library, query))
    values = signals.features.astype(np.float64)
    values[:, FEATURES.index("fusion")] = fuse_legs({k: v for k, v in signals.ranks.items() if k != name}, allowed)
    values[:, [FEATURES.index(each) for each in group.features]] = 0
    scores = values @ load_shipped_policy().as_vector()
    assert paths(told) == [library.paths[file] for file in np.argsort(-scores, kind="stable")[:3]]


def test_what_came_what_moved_and_what_is_gone_fit_together(library: HotIndex) -> None:
    report = search(library, QUESTION, *GROUPS)
    real = {hit.path: hit.rank for hit in report.hits}
    assert [told.without for told in report.counterfactuals] == [group.name for group in GROUPS]
    for told in report.counterfactuals:
        assert [hit.rank for hit in told.hits] == [1, 2, 3]
        assert all(hit.was == real.get(hit.place.path) for hit in told.hits)
        assert {place.path for place in told.gone} == set(real) - set(paths(told))
    assert any(told.gone for told in report.counterfactuals)


def test_without_everything_files_stand_in_path_order(library: HotIndex) -> None:
    everything = FeatureGroup(name="all", words="", features=FEATURES, legs=get_args(Leg))
    (told,) = search(library, QUESTION, everything, limit=4).counterfactuals
    assert paths(told) == sorted(library.paths)[:4]


@pytest.mark.parametrize("question", ["", "?!", "zzqx"])
def test_where_nothing_is_found_nothing_else_would_have_been(library: HotIndex, question: str) -> None:
    report = search(library, question, *GROUPS)
    assert all(len(told.hits) == len(report.hits) for told in report.counterfactuals)


def test_a_score_adds_up_exactly_after_a_store_has_shuffled_its_parts(library: HotIndex) -> None:
    """PostgreSQL keeps the keys of an object by length, not in the order of their writing."""
    for hit in search(library, QUESTION, limit=10).hits:
        stored = json.loads(json.dumps(asdict(hit)))
        parts = stored["explain"]["contributions"]
        for order in (sorted(parts), sorted(parts, key=len), sorted(parts, key=lambda name: parts[name])):
            assert math.fsum(parts[name] for name in order) == stored["score"]
        for name, part in parts.items():
            value = stored["explain"]["features"][name]
            assert (part / value) * value == part

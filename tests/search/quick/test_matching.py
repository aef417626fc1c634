"""Names match by rules that a slow reading of each name alone confirms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repochat.search.quick.letters import NAME_GAPS, PATH_GAPS, spell
from repochat.search.quick.marking import mark_name
from repochat.search.quick.matching import (
    EXACT,
    INSIDE,
    PREFIX,
    SCATTERED,
    WORDS,
    build_table,
    extend_table,
    match_names,
)

NAMES = st.text(alphabet="abAB_/.19 -", max_size=12) | st.text(max_size=12) | st.text(alphabet="aB_", max_size=90)
QUERIES = st.text(alphabet="abAB_/.19", max_size=6) | st.text(max_size=3) | st.text(alphabet="aB", max_size=90)


def match(names: list[str], query: str, gaps: str = NAME_GAPS) -> dict[str, int]:
    found = match_names(build_table(names, gaps), query)
    return {names[number]: int(tier) for number, tier in zip(found.names.tolist(), found.tiers.tolist(), strict=True)}


@pytest.mark.parametrize(
    ("query", "name", "tier"),
    [
        ("getUserName", "getUserName", EXACT),
        ("get_user_name", "getUserName", EXACT),
        ("GETUSERNAME", "get_user_name", EXACT),
        ("get_user", "getUserName", PREFIX),
        ("gU", "getUserName", WORDS),
        ("gun", "get_user_name", WORDS),
        ("usna", "getUserName", WORDS),
        ("hs", "HTTPServer", WORDS),
        ("s256", "sha256sum", WORDS),
        ("etUs", "getUserName", INSIDE),
        ("gtsr", "getUserName", SCATTERED),
        ("при", "привет_мир", PREFIX),
        ("пм", "ПриветМир", WORDS),
    ],
)
def test_a_name_matches_by_the_strongest_rule_that_holds(query: str, name: str, tier: int) -> None:
    assert match([name], query) == {name: tier}


@pytest.mark.parametrize("query", ["xyz", "namegetuser", "", "_", "  ", "getUserNames", "g" * 300, "🙂", "\0"])
def test_what_is_not_there_in_this_order_does_not_match(query: str) -> None:
    assert match(["getUserName"], query) == {}


@settings(max_examples=400, deadline=None)
@given(names=st.lists(NAMES, max_size=8, unique=True), query=QUERIES, gaps=st.sampled_from([NAME_GAPS, PATH_GAPS]))
def test_all_names_at_once_match_as_each_alone(names: list[str], query: str, gaps: str) -> None:
    found = match(names, query, gaps)
    for name in names:
        mark = mark_name(name, query, gaps)
        if mark is not None:
            assert found[name] == mark.tier, name
        elif name in found:  # different characters beyond ASCII may look alike to the table, and to it alone
            assert not (name + query).isascii()


@settings(max_examples=300, deadline=None)
@given(name=NAMES, query=QUERIES)
def test_marks_are_the_characters_that_were_typed_in_their_order(name: str, query: str) -> None:
    mark = mark_name(name, query, NAME_GAPS)
    if mark is not None:
        typed = [character for character in query if character not in NAME_GAPS]
        assert [_fold(name[place]) for place in mark.places] == [_fold(character) for character in typed]
        assert list(mark.places) == sorted(set(mark.places))


@settings(max_examples=200, deadline=None)
@given(name=NAMES, skipped=st.sets(st.integers(0, 11)))
def test_any_letters_left_out_of_a_name_still_find_it(name: str, skipped: set[int]) -> None:
    query = "".join(character for place, character in enumerate(name) if place not in skipped)
    if len(spell([query], NAME_GAPS).codes):
        assert name in match([name], query)


@settings(max_examples=100, deadline=None)
@given(names=st.lists(NAMES, max_size=6, unique=True), more=st.lists(NAMES, max_size=6, unique=True), query=QUERIES)
def test_a_table_that_grew_matches_as_one_that_was_built(names: list[str], more: list[str], query: str) -> None:
    grown = match_names(extend_table(build_table(names, NAME_GAPS), more), query)
    built = match_names(build_table([*names, *more], NAME_GAPS), query)
    pairs = [sorted(zip(each.names.tolist(), each.tiers.tolist(), strict=True)) for each in (grown, built)]
    assert pairs[0] == pairs[1]


def _fold(character: str) -> str:
    lower = character.lower()
    return lower if len(lower) == 1 else character

"""Words of code and prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repochat.syntax import split_identifier, stem, strong_stem, tokenize


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("HTTPServerError2", "http server error 2"),
        ("parseHTTP", "parse http"),
        ("snake_case_name", "snake case name"),
        ("kebab-case", "kebab case"),
        ("__init__", "init"),
        ("sha256sum", "sha 256 sum"),
        ("größeÄnderung", "größe änderung"),
        ("getURL日本語", "get url 日本 本語"),
        ("x86_64", "x 86 64"),
        ("", ""),
    ],
)
def test_identifiers_come_apart_at_case_digits_and_separators(identifier: str, words: str) -> None:
    assert split_identifier(identifier) == tuple(words.split())


def test_identifiers_are_words_whole_and_in_parts() -> None:
    assert tokenize("raise HTTPError(status_code)") == [
        "raise", "httperror", "http", "error", "status_code", "status", "code",
    ]  # fmt: skip


def test_a_word_of_one_part_stands_once() -> None:
    assert tokenize("The plain words, again.") == ["the", "plain", "words", "again"]


def test_text_without_spaces_is_read_in_pairs_of_characters() -> None:
    assert tokenize("日本語です") == ["日本", "本語", "語で", "です"]


def test_endless_runs_are_data_rather_than_words() -> None:
    assert tokenize("a" * 5_000_000) == []


@pytest.mark.parametrize(
    "family",
    [
        "cache caches cached caching",
        "parse parses parsed parsing",
        "retry retries retried retrying",
        "run runs running",
        "match matches matched matching",
        "embed embeds embedded embedding",
        "use uses used using",
        "class classes",
        "index indexes indexed indexing",
    ],
)
def test_a_plural_and_the_forms_of_a_verb_have_one_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "family",
    [
        "connect connection connections connector connected",
        "validate validation validator validates",
        "configure configuration configured",
        "serialize serializer serialization",
        "parse parser parsing",
        "run runner running",
        "available availability",
        "create creation creator created",
        "depend dependency dependent",
    ],
)
def test_the_strong_stem_also_joins_nouns_made_of_verbs(family: str) -> None:
    assert len({strong_stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("words", [("status", "stat"), ("string", "str"), ("need", "ne"), ("user", "use")])
def test_words_that_only_look_alike_stay_apart(words: tuple[str, str]) -> None:
    assert stem(words[0]) != stem(words[1])


@given(st.text())
def test_stems_keep_three_characters(word: str) -> None:
    shortest = min(len(word), 3)
    assert len(stem(word)) >= shortest
    assert len(strong_stem(word)) >= shortest


@given(st.text())
def test_every_word_is_lower_case_and_without_spaces(text: str) -> None:
    for word in tokenize(text):
        assert word
        assert word == word.lower()
        assert not any(character.isspace() for character in word)

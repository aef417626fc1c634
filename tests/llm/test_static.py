"""The shipped static model: what it finds close, what it promises about its rows, and what it does at its bounds."""

import hashlib
import json
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repochat.core.errors import UnavailableError
from repochat.llm.static import StaticEmbeddingModel, StaticLimits, load_static_model, split_parts
from repochat.llm.static_weights import STATIC_MODEL_FOLDER, load_static_weights

WEIGHTS = load_static_weights()
MODEL = StaticEmbeddingModel(WEIGHTS)


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        ("parse command line arguments", "argparse cli options", "matrix multiplication"),
        ("retry a failed http request", "backoff before the next attempt to fetch a url", "render a button"),
        ("database connection pool", "acquire sql session from engine", "image thumbnail size"),
        ("user login", "auth password check", "sort a list"),
        ("async", "await coroutine", "css color"),
        ("http", "url request", "tree node"),
        ("impl", "implementation", "yesterday"),
        ("compress response body", "gzip deflate encoding", "keyboard shortcut"),
        ("where are log messages written", "logger file handler", "prime numbers"),
        ("readJSONFile", "load a json document from disk", "thread lock"),
    ],
)
def test_a_query_is_nearer_to_what_it_means(query: str, near: str, far: str) -> None:
    asked, close, distant = MODEL.embed_documents([query, near, far])
    assert asked @ close > asked @ distant + 0.05


def test_rows_have_length_one_and_the_stated_shape() -> None:
    rows = MODEL.embed_documents(["open the file", "x", "Größe naïve 日本語"])
    assert rows.shape == (3, MODEL.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("text", ["", "   ", "--- !!! ---", "\N{HIGH VOLTAGE SIGN}", "a" * 101])
def test_a_text_without_a_known_word_is_a_row_of_zeros(text: str) -> None:
    assert not MODEL.embed_query(text).any()


def test_no_texts_give_no_rows() -> None:
    assert MODEL.embed_documents([]).shape == (0, MODEL.dimensions)
    assert MODEL.word_vectors([]).shape == (0, MODEL.dimensions)


def test_a_text_is_the_normalised_sum_of_its_words() -> None:
    total = MODEL.word_vectors(["parse", "http", "headers", "parse"]).sum(axis=0)
    assert np.allclose(MODEL.embed_query("parse(HTTP, headers); parse")[0], total / np.linalg.norm(total), atol=1e-6)


def test_an_identifier_is_the_sum_of_its_parts() -> None:
    whole, *parts = MODEL.word_vectors(["parseHTTPHeaders_v2", "parse", "http", "headers", "v", "2"])
    assert np.allclose(whole, np.sum(parts, axis=0), atol=1e-4)


def test_frequent_words_weigh_less_than_telling_ones() -> None:
    lengths = np.linalg.norm(MODEL.word_vectors(["the", "of", "and", "socket", "parser", "thread"]), axis=1)
    assert lengths[:3].max() < lengths[3:].min()


def test_a_new_instance_gives_the_same_bits() -> None:
    texts = ["def connect(self, timeout):", "Close the stream", "ctx"]
    assert np.array_equal(load_static_model().embed_documents(texts), MODEL.embed_documents(texts))


WORDS = st.lists(st.text("abcXYZ_ 9\né", max_size=30), max_size=20)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_a_row_does_not_depend_on_the_texts_beside_it_nor_on_a_full_cache(texts: list[str]) -> None:
    tiny = StaticEmbeddingModel(WEIGHTS, limits=StaticLimits(cached_words_max=4, block_words_max=3))
    together = tiny.embed_documents(texts)
    assert tiny.cached_words <= 4
    for text, row in zip(texts, together, strict=True):
        assert np.array_equal(tiny.embed_query(text)[0], row)
        assert np.allclose(MODEL.embed_query(text)[0], row, atol=1e-5)


def test_a_text_longer_than_a_block_is_summed_whole() -> None:
    tiny = StaticEmbeddingModel(WEIGHTS, limits=StaticLimits(cached_words_max=4, block_words_max=3))
    text = "one two three four five six seven"
    assert np.allclose(tiny.embed_query(text), MODEL.embed_query(text), atol=1e-5)


def test_threads_sharing_a_model_get_the_rows_that_one_thread_gets() -> None:
    shared = StaticEmbeddingModel(WEIGHTS, limits=StaticLimits(cached_words_max=64, block_words_max=32))
    texts = [f"word{number} parse {chr(97 + number % 26)} stream" for number in range(200)]
    expected = MODEL.embed_documents(texts)
    found: list[bool] = []

    def embed() -> None:
        found.extend(
            np.allclose(shared.embed_query(text)[0], row, atol=1e-5) for text, row in zip(texts, expected, strict=True)
        )

    threads = [threading.Thread(target=embed) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 800


def test_the_splitter_given_is_the_one_used() -> None:
    by_dash = load_static_model(split=lambda word: word.split("q"))
    assert np.array_equal(by_dash.embed_query("openqfile"), by_dash.embed_query("open file"))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("parseHTTPResponse_v2", ["parse", "HTTP", "Response", "v", "2"]),
        ("snake_case", ["snake", "case"]),
        ("__init__", ["init"]),
        ("utf8", ["utf", "8"]),
        ("ÄnderungsListe", ["ÄnderungsListe".removesuffix("Liste"), "Liste"]),
        ("", []),
        ("___", []),
    ],
)
def test_identifiers_are_cut_at_case_digits_and_underscores(word: str, parts: list[str]) -> None:
    assert split_parts(word) == parts


def test_the_shipped_files_are_those_that_model_json_names() -> None:
    about = json.loads((STATIC_MODEL_FOLDER / "model.json").read_text("utf-8"))
    found = {name: hashlib.sha256((STATIC_MODEL_FOLDER / name).read_bytes()).hexdigest() for name in about["sha256"]}
    assert found == about["sha256"]
    assert about["licence"] == "Apache-2.0"
    assert sum(path.stat().st_size for path in STATIC_MODEL_FOLDER.iterdir()) < 9_000_000


@pytest.mark.parametrize("name", ["model.json", "vocabulary.txt", "vectors.int8.npy", "scales.npy"])
def test_a_missing_file_says_how_to_get_it_back(tmp_path: Path, name: str) -> None:
    for path in STATIC_MODEL_FOLDER.iterdir():
        if path.name != name:
            (tmp_path / path.name).symlink_to(path)
    with pytest.raises(UnavailableError, match="damaged") as raised:
        load_static_weights(tmp_path)
    assert "Reinstall" in raised.value.hint


def test_a_vocabulary_that_does_not_fit_the_vectors_is_refused(tmp_path: Path) -> None:
    for path in STATIC_MODEL_FOLDER.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "vocabulary.txt").unlink()
    (tmp_path / "vocabulary.txt").write_text("[UNK]\nonly\n", "utf-8")
    with pytest.raises(UnavailableError, match="2 pieces do not fit"):
        load_static_weights(tmp_path)

"""What is packed is what is unpacked."""

from dataclasses import fields
from typing import Any, get_args, get_origin

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from repochat.catalog.piece import Piece, clip_to, hash_term, pack_piece, unpack_piece
from repochat.catalog.terms import light_words, strong_terms, strong_words

NAMES = st.lists(st.text(max_size=20), max_size=5)
IMPORTS = st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9), st.integers(0, 2**31)))


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    values: dict[str, Any] = {}
    for field in fields(Piece):
        if get_args(field.type) and get_origin(field.type) is not list:
            bounds = np.iinfo(np.dtype(get_args(field.type)[1]))
            numbers = draw(st.lists(st.integers(int(bounds.min), int(bounds.max)), max_size=5))
            values[field.name] = np.array(numbers, bounds.dtype)
        else:
            values[field.name] = draw(IMPORTS if field.name == "imports" else NAMES)
    return Piece(**values)


@settings(max_examples=60, deadline=None)
@given(pieces())
def test_a_piece_survives_packing(piece: Piece) -> None:
    """Every array with its type, every text with whatever characters it has, lone surrogates included."""
    unpacked = unpack_piece(pack_piece(piece))
    for field in fields(Piece):
        before, after = getattr(piece, field.name), getattr(unpacked, field.name)
        if isinstance(before, np.ndarray):
            assert after.dtype == before.dtype
            assert after.tolist() == before.tolist()
        else:
            assert [tuple(x) if isinstance(x, list) else x for x in after] == before


@settings(max_examples=30, deadline=None)
@given(pieces())
def test_packing_is_the_same_every_time(piece: Piece) -> None:
    assert pack_piece(piece) == pack_piece(unpack_piece(pack_piece(piece)))


def test_counts_past_a_type_stay_at_its_bound() -> None:
    assert clip_to([0, 255, 256, 10**9], "u1").tolist() == [0, 255, 255, 255]
    assert clip_to([70_000], "<u2").tolist() == [65_535]


def test_the_hash_of_a_term_is_the_same_on_every_machine() -> None:
    """CRC-32 of its UTF-8 text; the check value of the polynomial is known."""
    assert hash_term("123456789") == 0xCBF43926
    assert hash_term("\ud800") == hash_term("\ud800")


def test_spellings_of_one_identifier_meet_in_their_words() -> None:
    assert set(light_words("getUserName")) == set(light_words("get_user_name"))
    assert "getusername" in light_words("GetUserName")
    assert set(light_words("user")) <= set(light_words("get_user_name"))


def test_strong_terms_are_the_parts_alone() -> None:
    assert strong_terms("load_config") == tuple(hash_term(word) for word in strong_words("load_config")[:-1])

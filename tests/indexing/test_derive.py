"""One blob's bytes yield rows and a piece, whatever the bytes are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repochat.catalog.piece import unpack_piece
from repochat.indexing.derive import derive_blob
from repochat.indexing.heads import HEAD_CHARS_MAX
from repochat.syntax.languages import LANGUAGES

CODE = b"""class A:
    '''Keeps.'''

    def run(self):
        return self.load()

    def load(self):
        return 1
"""
NAMES = sorted(language.name for language in LANGUAGES)
SEEDS = (CODE, b"{[(", b"def f(:\n", b"\xff\xfe", b"\0", b"# x\n", b"\r\n", b"class \xe9:\n", b"\xed\xa0\x80", b"<a>")


@settings(max_examples=150, deadline=None)
@given(language=st.sampled_from(NAMES), parts=st.lists(st.sampled_from(SEEDS) | st.binary(max_size=20), max_size=8))
def test_no_bytes_raise_and_every_line_is_in_one_chunk(language: str, parts: list[bytes]) -> None:
    derived = derive_blob("a", language, b"".join(parts))
    if derived.skip_reason is not None:
        assert (derived.chunks, derived.symbols, derived.heads, derived.piece) == ([], [], [], b"")
        return
    assert [line for c in derived.chunks for line in range(c[0], c[1] + 1)] == list(range(1, derived.lines + 1))
    assert len(derived.heads) == len(derived.chunks)
    assert all(len(head) <= HEAD_CHARS_MAX for head in derived.heads)
    piece = unpack_piece(derived.piece)
    assert piece.chunk_start.tolist() == [chunk[0] for chunk in derived.chunks]
    assert piece.symbol_names == [symbol[1] for symbol in derived.symbols] or any(
        "\ufffd" in s[1] for s in derived.symbols
    )
    for text in (*(chunk[4] for chunk in derived.chunks), *(field for s in derived.symbols for field in s[1:5])):
        assert "\0" not in text
        text.encode()  # PostgreSQL takes no lone surrogate


@pytest.mark.parametrize("data", [CODE, CODE.replace(b"\n", b"\r\n"), CODE.rstrip(), b"\xef\xbb\xbf" + CODE])
def test_line_ends_and_marks_change_no_symbol(data: bytes) -> None:
    plain = derive_blob("a.py", "python", CODE)
    other = derive_blob("a.py", "python", data)
    assert [s[:3] + s[5:] for s in other.symbols] == [s[:3] + s[5:] for s in plain.symbols]


def test_the_same_bytes_yield_the_same_piece() -> None:
    """By whatever path: `path` helps to choose how to read, and no more."""
    pieces = {derive_blob(path, "python", CODE).piece for path in ("a.py", "b/c.py", "a.py")}
    assert len(pieces) == 1


def test_a_head_says_names_and_docs_not_bodies() -> None:
    (head, *_) = derive_blob("a.py", "python", CODE).heads
    assert "A.run" in head
    assert "Keeps." in head
    assert "return" not in head

"""Pieces come under short ids, within a budget, and no line comes twice."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from repochat.chat.context import ContextPiece, PieceBook
from repochat.chat.pinned import Pinned
from repochat.chat.receipts.draft import CommitFact
from tests.chat.context.pinning import count_words, pin

LINES = [f"line {n}" for n in range(1, 41)]
TEXT = "\n".join([*LINES[:19], "}", *LINES[20:]]) + "\n"


@pytest.fixture(scope="module")
def pinned(tmp_path_factory: pytest.TempPathFactory) -> Generator[Pinned]:
    files = {"a.txt": TEXT, "b.txt": "one two\n\n\nthree\n"}
    with pin(tmp_path_factory.mktemp("book"), files) as opened:
        yield opened


@pytest.fixture
def book() -> PieceBook:
    return PieceBook(1_000, count_words)


def add(book: PieceBook, pinned: Pinned, first: int, last: int, path: str = "a.txt") -> ContextPiece | None:
    return book.add(pinned, path, first, last, role="passage", origin="hit")


def get_lines(book: PieceBook) -> list[tuple[int, int]]:
    return [(piece.start_line, piece.end_line) for piece in book.pieces]


def test_ids_count_up_and_lead_back_to_the_text(book: PieceBook, pinned: Pinned) -> None:
    first, second = add(book, pinned, 1, 2), add(book, pinned, 1, 1, "b.txt")
    assert first is not None
    assert second is not None
    assert [piece.id for piece in book.pieces] == ["k1", "k2"]
    assert book.text_of(first) == "line 1\nline 2"
    assert book.find("k2") == second
    assert book.find("k3") is None


def test_a_line_that_is_shown_is_not_shown_again(book: PieceBook, pinned: Pinned) -> None:
    add(book, pinned, 5, 10)
    add(book, pinned, 8, 15)
    add(book, pinned, 2, 6)
    assert get_lines(book) == [(5, 10), (11, 15), (2, 4)]


def test_lines_around_others_become_a_piece_each(book: PieceBook, pinned: Pinned) -> None:
    """The first is returned; all that show the lines can be listed."""
    add(book, pinned, 5, 10)
    first = add(book, pinned, 3, 12)
    assert first is not None
    assert (first.start_line, first.end_line) == (3, 4)
    shown = book.list_showing(pinned, "a.txt", 3, 12)
    assert [(piece.id, piece.start_line, piece.end_line) for piece in shown] == [
        ("k2", 3, 4),
        ("k1", 5, 10),
        ("k3", 11, 12),
    ]


def test_lines_that_are_all_shown_are_dropped_as_duplicates(book: PieceBook, pinned: Pinned) -> None:
    add(book, pinned, 5, 10)
    assert add(book, pinned, 6, 9) is None
    assert [(drop.start_line, drop.end_line, drop.reason) for drop in book.dropped] == [(6, 9, "duplicate")]


def test_what_is_left_over_and_says_nothing_is_no_piece(book: PieceBook, pinned: Pinned) -> None:
    """A lone brace, and blank lines at the edges."""
    add(book, pinned, 10, 19)
    assert add(book, pinned, 15, 20) is None
    piece = add(book, pinned, 2, 4, "b.txt")
    assert piece is not None
    assert (piece.start_line, piece.end_line) == (4, 4)


def test_what_passes_the_budget_is_dropped_with_its_cost(pinned: Pinned) -> None:
    book = PieceBook(30, count_words)
    assert add(book, pinned, 1, 10) is not None
    assert add(book, pinned, 11, 18) is None
    assert add(book, pinned, 11, 11) is not None
    (drop,) = book.dropped
    assert (drop.reason, drop.label, drop.path, drop.start_line, drop.end_line) == ("budget", "shop", "a.txt", 11, 18)
    assert drop.tokens == 16 + 3
    assert book.tokens == sum(piece.tokens for piece in book.pieces) <= book.tokens_max


def test_a_measure_is_what_a_piece_costs(book: PieceBook, pinned: Pinned) -> None:
    measured = book.measure(pinned, "a.txt", 1, 10)
    piece = add(book, pinned, 1, 10)
    assert piece is not None
    assert piece.tokens == measured


@pytest.mark.parametrize(
    ("path", "first", "last"), [("gone.txt", 1, 3), ("a.txt", 50, 60), ("b.txt", 2, 3), ("a.txt", 9, 3)]
)
def test_what_cannot_be_read_is_dropped(book: PieceBook, pinned: Pinned, path: str, first: int, last: int) -> None:
    assert add(book, pinned, first, last, path) is None
    assert [drop.reason for drop in book.dropped] == ["unreadable"]


def test_lines_end_where_the_file_does(book: PieceBook, pinned: Pinned) -> None:
    piece = add(book, pinned, 38, 90)
    assert piece is not None
    assert (piece.start_line, piece.end_line) == (38, 40)
    assert book.text_of(piece).endswith("line 40")


def test_the_history_of_lines_is_news_even_where_they_are_shown(book: PieceBook, pinned: Pinned) -> None:
    add(book, pinned, 1, 3)
    fact = CommitFact(sha="0" * 40, date="2024-01-01", author="Ada", subject="Begin")
    piece = book.add(pinned, "a.txt", 1, 3, role="history", origin="tool", commits=[fact])
    assert piece is not None
    assert piece.commits == (fact,)


def test_threads_get_ids_of_their_own(book: PieceBook, pinned: Pinned) -> None:
    with ThreadPoolExecutor(8) as threads:
        for line in range(1, 41):
            threads.submit(add, book, pinned, line, line)
    assert sorted(piece.id for piece in book.pieces) == sorted(f"k{n}" for n in range(1, 40))
    assert sorted(piece.start_line for piece in book.pieces) == [n for n in range(1, 41) if n != 20]
    assert book.as_context().tokens == sum(piece.tokens for piece in book.pieces)


def test_repositories_with_the_same_path_are_kept_apart(book: PieceBook, pinned: Pinned, tmp_path: Path) -> None:
    add(book, pinned, 1, 3)
    with pin(tmp_path, {"a.txt": TEXT}, name="other") as other:
        assert add(book, other, 1, 3) is not None
        assert [piece.pinned.label for piece in book.list_showing(other, "a.txt", 1, 9)] == ["other"]

"""The signs of pages leave out much of a text, and nothing of what is looked for."""

import random

import pytest

from repochat.search.quick.pages import PAGE_BYTES, RUN_PAGES, hash_wanted, list_runs, sign_pages

WORDS = [b"loan", b"desk", b"save_loan", b"return", b"\xd0\x97\xd0\xb0\xd0\xb9", b"=", b"(self)", b"\n", b"\n\0\n"]


@pytest.fixture
def text() -> bytes:
    rng = random.Random(7)  # noqa: S311  a test that repeats itself, no secret
    return b" ".join(rng.choice(WORDS) for _ in range(9 * PAGE_BYTES // 5))


def find_all(text: bytes, wanted: bytes) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(wanted, at)]


def find_in_runs(text: bytes, wanted: bytes) -> list[int]:
    runs = list_runs(sign_pages(text), hash_wanted(wanted))
    assert all(end - start <= RUN_PAGES * PAGE_BYTES for start, end in runs)
    found = [find_all(text[start : end + len(wanted) - 1], wanted) for start, end in runs]
    return [start + at for (start, _), places in zip(runs, found, strict=True) for at in places]


@pytest.mark.parametrize("wanted", [b"lo", b"loan desk", b"return return", b"\xd0\x97", b"n\n\0\n", b"zz", b"loanz"])
def test_every_place_is_on_a_page_that_is_named(text: bytes, wanted: bytes) -> None:
    assert find_in_runs(text, wanted) == find_all(text, wanted)


@pytest.mark.parametrize("before", [0, 1, 2, 15, 33, 40])
def test_what_stands_across_two_pages_is_found(text: bytes, before: int) -> None:
    wanted = b"a sentence that stands nowhere else, and goes on"
    at = 2 * PAGE_BYTES - before
    assert find_in_runs(text[:at] + wanted + text[at + len(wanted) :], wanted) == [at]
    assert find_in_runs(text[:at] + wanted, wanted) == [at], "at the very end"


def test_pages_without_the_letters_are_left_out(text: bytes) -> None:
    at = 3 * PAGE_BYTES + 100
    held = text[:at] + b"quixotic zebra" + text[at:]
    assert list_runs(sign_pages(held), hash_wanted(b"zebra")) == [(3 * PAGE_BYTES, 4 * PAGE_BYTES)]
    assert list_runs(sign_pages(b""), hash_wanted(b"zebra")) == []

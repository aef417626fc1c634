"""The estimate against counts of real tokenizers (the largest of cl100k, o200k and Claude's published one)."""

import pytest

from repochat.llm import estimate_tokens

PYTHON = '''def find_user(self, user_id: int) -> User | None:
    """Return the user, or None."""
    with self._lock:
        return self._users.get(user_id)
'''
C = "static int lookup(struct table *t, const char *key) {\n\tfor (size_t i = 0; i < t->n; i++) { return 0; }\n}\n"
PROSE = "The lock is taken before the table is read, because two writers may meet there.\n"
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CHINESE = "的一是在不了有和人这中大为上个国我以要他"


@pytest.mark.parametrize(("text", "counted"), [(PYTHON, 46), (C, 42), (PROSE, 18), (HASH, 44), (CHINESE, 20)])
def test_the_estimate_is_near_the_largest_real_count_and_not_far_below(text: str, counted: int) -> None:
    assert 0.85 * counted <= estimate_tokens(text) <= 1.6 * counted


def test_twice_the_text_is_twice_the_tokens() -> None:
    assert estimate_tokens(PYTHON * 200) == pytest.approx(200 * estimate_tokens(PYTHON), rel=0.05)


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\x00"])
def test_every_text_has_a_count(text: str) -> None:
    assert estimate_tokens(text) >= 1

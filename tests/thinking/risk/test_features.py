"""Decay, ranks within a repository, and what history and bytes say of each file."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from repochat.thinking.risk.features import build_table, rank_within
from repochat.thinking.risk.history import decay
from repochat.thinking.risk.measures import measure_blob

from .history_maker import make_past

_AGES = st.floats(-1e9, 1e9)
_COLUMNS = arrays(np.float64, st.tuples(st.integers(2, 12), st.integers(1, 3)), elements=st.integers(-3, 3).map(float))


@given(_AGES, st.floats(1, 1000))
def test_decay_halves_with_each_half_life_and_never_grows(age_s: float, days: float) -> None:
    assert 0 <= decay(age_s, days) <= 1
    assert decay(age_s + days * 86_400, days) <= decay(age_s, days)
    assert abs(decay(days * 86_400, days) - 0.5) < 1e-9


@given(_COLUMNS)
def test_ranks_keep_order_are_shares_and_average_to_a_half(raw: np.ndarray) -> None:
    ranks = rank_within(raw)
    assert ((ranks >= 0) & (ranks <= 1)).all()
    assert np.allclose(ranks.mean(axis=0), 0.5)
    for column in range(raw.shape[1]):
        order = np.argsort(raw[:, column], kind="stable")
        assert (np.diff(ranks[order, column]) >= 0).all()
    assert np.allclose(ranks, rank_within(raw * 7 + 1))


def test_what_is_unknown_stands_in_the_middle() -> None:
    assert rank_within(np.array([[1.0], [np.nan], [3.0]]))[:, 0].tolist() == [0.25, 0.5, 0.75]


def test_history_follows_renames_and_knows_fixes_and_people(tmp_path: Path) -> None:
    made = make_past(tmp_path / "r.git")
    table = build_table(made.path, made.sha())
    assert "tests/test_core.py" not in table.paths
    core = dict(zip(table.paths, table.raw, strict=True))["src/core.py"]
    past = table.histories["src/core.py"]
    assert "src/old.py" not in table.histories
    assert (past.commits, past.fixes, past.commits_90_days) == (33, 31, 4)
    assert set(past.authors) == {"Ada Lovelace", "Ada", "Grace", "Edsger"}
    assert core[0] == 33
    assert table.column("has_test")[table.paths.index("src/core.py")] == 1
    assert table.column("in_degree")[table.paths.index("src/core.py")] > 0


def test_nothing_after_the_revision_is_read(tmp_path: Path) -> None:
    made = make_past(tmp_path / "r.git")
    earlier = build_table(made.path, made.sha("HEAD~20"))
    made.commit({"src/core.py": b"x = 1\n"}, message="Fix it all")
    assert np.array_equal(build_table(made.path, made.sha("HEAD~21")).raw, earlier.raw, equal_nan=True)


def test_bytes_are_measured_without_a_parser() -> None:
    measured = measure_blob(b"import os\n\n\ndef f(x):\n    if x and os:\n        return 1  # TODO\n    return 2\n")
    assert (measured.lines, measured.code_lines, measured.branches, measured.todos) == (7, 5, 2, 1)
    assert measured.definitions == 1
    assert measured.nesting == 0.8
    assert "os" in measured.imported

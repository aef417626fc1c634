"""An index that advanced by differences is, to whoever asks it, one that was built of all its files."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repochat.catalog.revision_store import Revision
from repochat.search.hot import HotIndex, measure_indexes
from repochat.search.hot_advancing import ScatterLimits, advance_hot_index, compact_hot_index, is_scattered
from repochat.search.snapshot import SnapshotFolder
from tests.search.differences import find_difference, find_difference_asked
from tests.search.library import LIBRARY, ask, build_index, derive_file

Files = Mapping[str, str]

QUESTIONS = ("LoanDesk", "how are fines computed?", "who calls is_overdue?", "tests of overdue loans", "借书")
TEXTS = (
    *LIBRARY.values(),
    (
        "from lending.loans import LoanDesk, is_overdue\n\n\ndef close_desk(desk: LoanDesk) -> bool:\n"
        "    return desk.renew_loan(1) or is_overdue(2)\n"
    ),
    "class LoanDesk:\n    def renew_loan(self):\n        return is_overdue()\n\n\n" * 3,
)
PATHS = (*LIBRARY, "lending/desk/loans.py", "a.py", "zebra/loans_test.py", "lending.py", "web/lending/app.js")
CHANGES = st.lists(
    st.dictionaries(st.sampled_from(PATHS), st.none() | st.sampled_from(TEXTS), min_size=1, max_size=4), max_size=6
)
REVISION = Revision(
    id=1,
    repo_id=UUID(int=1),
    sha="a" * 40,
    ordinal=1,
    ref="refs/heads/main",
    committed_at=datetime(2026, 1, 1, tzinfo=UTC),
    indexed_at=datetime(2026, 1, 1, tzinfo=UTC),
    derivation="1/static",
    counts={},
)


def advance(index: HotIndex, changes: Mapping[str, str | None]) -> HotIndex:
    """None removes."""
    added = [derive_file(path, text) for path, text in changes.items() if text is not None]
    return advance_hot_index(index, list(changes), added)


def change(files: Files, changes: Mapping[str, str | None]) -> dict[str, str]:
    return {path: text for path, text in {**files, **changes}.items() if text is not None}


def check(index: HotIndex, files: Files) -> None:
    """`index` is that of `files`: the same numbers, the same scores to the last bit, the same report."""
    built = build_index(files)
    assert find_difference_asked(built, index) is None
    for question in QUESTIONS:
        mine, its = ask(built, question), ask(index, question)
        assert (mine.hits, mine.near_misses, mine.candidates) == (its.hits, its.near_misses, its.candidates)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=CHANGES, compacted_at=st.integers(0, 6))
def test_any_changes_lead_to_the_index_of_what_is_left(
    library: HotIndex, steps: list[dict[str, str | None]], compacted_at: int
) -> None:
    """Step by step, laid out anew in between or not."""
    index, files = library, dict(LIBRARY)
    for number, changes in enumerate(steps):
        index, files = advance(index, changes), change(files, changes)
        if number == compacted_at:
            index = compact_hot_index(index)
        if files:
            check(index, files)


@pytest.mark.parametrize(
    "changes",
    [
        {"lending/loans.py": None},
        {"README.md": LIBRARY["README.md"].replace("books", "tools")},
        {"moved/loans.py": LIBRARY["lending/loans.py"], "lending/loans.py": None},
        {"not/there.py": None},
        {},
        dict.fromkeys(list(LIBRARY)[1:]),
        {path: f"{text}\n\n" for path, text in LIBRARY.items()},
    ],
    ids=["removed", "changed", "moved", "unknown", "nothing", "all but one", "all changed"],
)
def test_a_change_leads_to_the_index_of_what_is_left(library: HotIndex, changes: dict[str, str | None]) -> None:
    check(advance(library, changes), change(LIBRARY, changes))


def test_an_index_can_be_emptied_and_filled_again(library: HotIndex) -> None:
    empty = advance(library, dict.fromkeys(LIBRARY))
    assert (empty.paths, len(empty.chunk_file), len(empty.symbols_by_name)) == ((), 0, 0)
    check(advance(empty, dict(LIBRARY)), LIBRARY)


def test_an_index_may_be_gone_on_from_twice(library: HotIndex) -> None:
    """Two branches from one revision: neither sees the other, and the revision stays as it was."""
    first = {"lending/loans.py": None, "b.py": TEXTS[-1]}
    second = {"lending/mail.py": "def send_letter(): ...\n"}
    advanced, other = advance(library, first), advance(library, second)
    check(advanced, change(LIBRARY, first))
    check(other, change(LIBRARY, second))
    check(advance(advanced, second), change(change(LIBRARY, first), second))
    check(library, LIBRARY)


def test_there_and_back_again_is_where_it_began(library: HotIndex) -> None:
    away = advance(library, {"lending/loans.py": None, "README.md": "# Other\n\nWords.\n"})
    check(advance(away, {path: LIBRARY[path] for path in ("lending/loans.py", "README.md")}), LIBRARY)


def test_an_index_that_is_laid_out_anew_holds_what_a_built_one_holds(library: HotIndex) -> None:
    """Array for array, but for the graph's own texts, which keep words that nobody uses."""
    changes = {"lending/loans.py": TEXTS[-1], "a.py": TEXTS[-2], "web/app.js": None}
    compact, built = compact_hot_index(advance(library, changes)), build_index(change(LIBRARY, changes))
    for name in ("chunk_postings", "file_postings", "name_postings", "path_postings", "chunk_vectors", "stem_vectors"):
        assert find_difference(getattr(built, name), getattr(compact, name), name) is None
    assert compact_hot_index(compact) is compact


def test_an_advanced_index_survives_its_snapshot(library: HotIndex, tmp_path: Path) -> None:
    """And goes on from there."""
    changes = {"lending/loans.py": TEXTS[-1], "a.py": TEXTS[-2], "web/app.js": None}
    folder = SnapshotFolder(tmp_path)
    folder.save(REVISION, advance(library, changes))
    read = folder.find(REVISION, library.embedding)
    assert read is not None
    check(read, change(LIBRARY, changes))
    check(advance(read, {"web/app.js": TEXTS[-1]}), change(change(LIBRARY, changes), {"web/app.js": TEXTS[-1]}))


def test_searches_go_on_while_their_index_is_advanced(library: HotIndex) -> None:
    """What they report does not depend on what is done beside them."""
    expected = [ask(library, question).hits for question in QUESTIONS]
    steps = [{"lending/loans.py": TEXTS[-1]}, {"a.py": TEXTS[-2]}, {"lending/mail.py": None}] * 3
    with ThreadPoolExecutor(3) as pool:
        advances = [pool.submit(advance, library, step) for step in steps]
        while not all(each.done() for each in advances):
            assert [ask(library, question).hits for question in QUESTIONS] == expected
    for step, advanced in zip(steps, advances, strict=True):
        check(advanced.result(), change(LIBRARY, step))


def test_an_index_is_laid_out_anew_when_many_of_its_rows_are_gone_or_recent(library: HotIndex) -> None:
    limits = ScatterLimits(rows_min=1)
    assert not is_scattered(library, limits)
    gone = advance(library, dict.fromkeys(list(LIBRARY)[:6]))
    assert is_scattered(gone, limits)
    assert not is_scattered(gone)  # a small one may stay as it is
    assert is_scattered(advance(library, {f"{n}.py": TEXTS[-1] for n in range(9)}), limits)
    assert not is_scattered(compact_hot_index(gone), limits)


def test_segments_stay_few_however_many_changes_there_are(library: HotIndex) -> None:
    index = library
    for number in range(40):
        index = advance(index, {f"new/{number}.py": f"def made_{number}():\n    return {number}\n"})
    assert len(index.chunk_postings.segments) <= 5
    assert len(index.chunk_vectors.blocks) <= 5


def test_what_indexes_share_is_counted_once(library: HotIndex) -> None:
    advanced = advance(library, {"a.py": TEXTS[-1]})
    both = measure_indexes([library, advanced])
    assert both < library.size_bytes + advanced.size_bytes
    assert measure_indexes([library, library]) == library.size_bytes

"""What became of cited lines, on real repositories: each state, by each means."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.chat.age.citing import CODE, HEAD, LEND, LEND_LINES, RENEW, RENEW_LINES, TAIL, cite, judge
from tests.git.repositories import Repository, make_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "source", {"loans.py": CODE, "other.py": b"OTHER = 1\n"})


def test_lines_of_an_untouched_file_are_still_true(repository: Repository) -> None:
    cited = cite(repository, "loans.py", LEND_LINES, "lend")
    repository.commit({"other.py": b"OTHER = 2\n"})
    verdict = judge(repository, cited)
    assert (verdict.state, verdict.how, verdict.changed_in) == ("still_true", "same_blob", "")


def test_a_citation_is_still_true_at_its_own_commit(repository: Repository) -> None:
    assert judge(repository, cite(repository, "loans.py", RENEW_LINES, "renew")).how == "same_blob"


def test_lines_above_a_change_are_still_true(repository: Repository) -> None:
    cited = cite(repository, "loans.py", LEND_LINES, "lend")
    repository.commit({"loans.py": CODE.replace(b"return LIMIT", b"return LIMIT + 1")})
    assert judge(repository, cited).how == "same_lines"


def test_a_moved_file_takes_its_lines_along(repository: Repository) -> None:
    cited = cite(repository, "loans.py", LEND_LINES, "lend")
    repository.commit({})
    moving = repository.commit({"desk/loans.py": CODE}, remove=["loans.py"])
    verdict = judge(repository, cited)
    assert (verdict.state, verdict.how, verdict.path) == ("moved", "renamed_file", "desk/loans.py")
    assert (verdict.start_line, verdict.end_line) == LEND_LINES
    assert verdict.changed_in == moving


def test_a_twin_that_was_always_there_is_no_move(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", {"loans.py": CODE, "copy/loans.py": CODE})
    cited = cite(repository, "loans.py", LEND_LINES, "lend")
    repository.commit({}, remove=["loans.py"])
    assert judge(repository, cited).state == "gone"


def test_lines_inserted_above_shift_what_is_below(repository: Repository) -> None:
    cited = cite(repository, "loans.py", RENEW_LINES, "renew")
    repository.commit({"other.py": b""})
    shifting = repository.commit({"loans.py": b"# A.\n# B.\n" + CODE})
    verdict = judge(repository, cited)
    assert (verdict.state, verdict.how) == ("moved", "shifted_lines")
    assert (verdict.start_line, verdict.end_line) == (RENEW_LINES[0] + 2, RENEW_LINES[1] + 2)
    assert verdict.changed_in == shifting


def test_a_function_that_moved_within_its_file_is_found_by_its_syntax(repository: Repository) -> None:
    cited = cite(repository, "loans.py", LEND_LINES, "lend")
    repository.commit({"loans.py": HEAD + RENEW + TAIL + b"\n\n" + LEND})
    verdict = judge(repository, cited)
    assert verdict.state == "moved"
    assert verdict.start_line > LEND_LINES[0]


def test_a_part_of_a_function_moves_with_it_though_its_lines_stand_twice(repository: Repository) -> None:
    cited = cite(repository, "loans.py", (7, 7), "lend")
    twin = b'def give(reader: str) -> str:\n    """Lend a book."""\n    return "given"\n'
    repository.commit({"loans.py": HEAD + twin + b"\n\n" + RENEW + TAIL + b"\n\n" + LEND})
    verdict = judge(repository, cited)
    content = repository.git("cat-file", "blob", "HEAD:loans.py").split(b"\n")
    assert verdict.state == "moved"
    assert content[verdict.start_line - 2] == LEND.split(b"\n")[0]


def test_a_file_that_was_renamed_and_edited_elsewhere_keeps_the_lines(repository: Repository) -> None:
    cited = cite(repository, "loans.py", RENEW_LINES, "renew")
    repository.commit({"desk.py": CODE.replace(b"LIMIT = 3", b"LIMIT = 4\nMORE = 1")}, remove=["loans.py"])
    verdict = judge(repository, cited)
    assert (verdict.state, verdict.how, verdict.path) == ("moved", "shifted_lines", "desk.py")


def test_an_edit_of_the_lines_changes_them_and_names_its_commit(repository: Repository) -> None:
    cited = cite(repository, "loans.py", RENEW_LINES, "renew")
    repository.commit({"loans.py": b"# Up.\n" + CODE}, message="Say more")
    breaking = repository.commit({"loans.py": b"# Up.\n" + CODE.replace(b"> LIMIT", b">= LIMIT")}, message="Off by one")
    repository.commit({"loans.py": b"# Upper.\n" + CODE.replace(b"> LIMIT", b">= LIMIT")})
    verdict = judge(repository, cited)
    assert (verdict.state, verdict.how, verdict.changed_in) == ("changed", "text_differs", breaking)
    assert (verdict.start_line, verdict.end_line) == (RENEW_LINES[0] + 1, RENEW_LINES[1] + 1)


@pytest.mark.parametrize(
    "edited",
    [
        CODE.replace(b"    return len", b"\treturn len"),
        CODE.replace(b"> LIMIT\n", b"> LIMIT \n"),
        CODE.replace(b"\n", b"\r\n"),
        CODE.replace(b"    return len", b"\n    return len"),
    ],
    ids=["tab", "trailing", "carriage_returns", "blank_line_within"],
)
def test_white_space_is_a_change(repository: Repository, edited: bytes) -> None:
    cited = cite(repository, "loans.py", RENEW_LINES, "renew")
    repository.commit({"loans.py": edited})
    assert judge(repository, cited).state == "changed"


def test_a_lost_line_end_at_the_end_of_the_file_is_a_change(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", {"a.py": b"A = 1\nB = 2\n"})
    cited = cite(repository, "a.py", (2, 2))
    repository.commit({"a.py": b"A = 1\nB = 2"})
    assert judge(repository, cited).state == "changed"


def test_what_became_of_lines_is_looked_for_within_the_file(repository: Repository) -> None:
    """Though all of it was taken away."""
    cited = cite(repository, "loans.py", LEND_LINES)
    for content in (b"LAST = 1\n", b"LAST = 1", b""):
        repository.commit({"loans.py": content})
        verdict = judge(repository, cited)
        assert (verdict.state, verdict.start_line, verdict.end_line) == ("changed", 1, 1)


def test_a_renamed_symbol_is_gone(repository: Repository) -> None:
    cited = cite(repository, "loans.py", LEND_LINES, "lend")
    renaming = repository.commit({"loans.py": CODE.replace(b"def lend", b"def hand_out")})
    verdict = judge(repository, cited)
    assert (verdict.state, verdict.how, verdict.changed_in) == ("gone", "symbol_absent", renaming)


def test_lines_of_a_renamed_function_are_gone_though_they_stand_unchanged(repository: Repository) -> None:
    """They no longer say anything about the function that they were cited for."""
    cited = cite(repository, "loans.py", (8, 8), "lend")
    repository.commit({"loans.py": CODE.replace(b"def lend", b"def hand_out")})
    assert judge(repository, cited).state == "gone"


def test_a_deleted_file_is_gone(repository: Repository) -> None:
    cited = cite(repository, "loans.py", LEND_LINES, "lend")
    deleting = repository.commit({}, remove=["loans.py"])
    repository.commit({"other.py": b""})
    verdict = judge(repository, cited)
    assert (verdict.state, verdict.how, verdict.changed_in) == ("gone", "file_absent", deleting)


def test_a_file_that_became_a_submodule_is_gone(repository: Repository) -> None:
    cited = cite(repository, "loans.py", LEND_LINES, "lend")
    repository.commit({"loans.py": ("160000", repository.sha().encode())})
    assert judge(repository, cited).state == "gone"


def test_a_revert_makes_it_true_again(repository: Repository) -> None:
    cited = cite(repository, "loans.py", LEND_LINES, "lend")
    repository.commit({}, remove=["loans.py"])
    repository.commit({"loans.py": CODE})
    assert judge(repository, cited).how == "same_blob"


def test_after_a_force_push_the_new_history_is_what_counts(repository: Repository) -> None:
    first = repository.sha()
    repository.commit({"loans.py": CODE.replace(b"> LIMIT", b"> 9")})
    cited = cite(repository, "loans.py", RENEW_LINES, "renew")
    repository.git("update-ref", "refs/heads/main", first)
    repository.commit({"other.py": b"OTHER = 3\n"})
    verdict = judge(repository, cited)
    assert (verdict.state, verdict.changed_in) == ("changed", "")


def test_a_commit_that_a_force_push_dropped_is_gone_as_evidence(repository: Repository) -> None:
    first = repository.sha()
    kept, dropped = (replace(cite(repository, "loans.py", (1, 1)), kind="commit", path="") for _ in range(2))
    dropped = replace(dropped, commit=repository.commit({"other.py": b"OTHER = 3\n"}))
    repository.git("update-ref", "refs/heads/main", first)
    assert judge(repository, kept).how == "in_history"
    assert judge(repository, dropped).state == "gone"


def test_a_commit_that_the_mirror_lost_leaves_it_unchecked(repository: Repository) -> None:
    cited = replace(cite(repository, "loans.py", LEND_LINES), commit="1" * 40)
    assert judge(repository, cited).state == "unchecked"

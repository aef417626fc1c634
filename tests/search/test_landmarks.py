"""What a newcomer is pointed to."""

from repochat.search.landmarks import find_landmarks
from tests.search.library import LIBRARY, build_index


def test_the_most_used_type_and_function_of_the_code_itself_are_named() -> None:
    found = find_landmarks(build_index(LIBRARY))
    assert found.type is not None
    assert found.function is not None
    assert (found.type.name, found.type.path) == ("LoanStore", "lending/store.py")
    assert (found.function.name, found.function.path, found.function.used_by) == ("is_overdue", "lending/loans.py", 1)


def test_what_only_tests_use_is_no_landmark() -> None:
    index = build_index(
        {
            "app/clock.py": "def read_clock():\n    return 1\n",
            "tests/test_clock.py": "from app.clock import read_clock\n\n\ndef test_it():\n    assert read_clock()\n",
        }
    )
    assert find_landmarks(index).function is None


def test_running_begins_in_the_main_that_stands_nearest_to_the_root() -> None:
    main = "def main():\n    return 0\n"
    found = find_landmarks(build_index({"a/deep/down.py": main, "cli.py": main, "tests/test_x.py": main}))
    assert found.entry is not None
    assert found.entry.path == "cli.py"


def test_a_repository_without_code_has_none() -> None:
    found = find_landmarks(build_index({"README.md": "# Hello\n"}))
    assert (found.type, found.function, found.entry) == (None, None, None)

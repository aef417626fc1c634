"""What a person's filter keeps of a repository, and what is said of what it can't mean."""

import pytest

from repochat.search import SearchFilter
from repochat.search.filter import filter_files, find_languages, find_paths, list_nearest
from repochat.search.hot import HotIndex
from repochat.search.model import SearchLimits
from tests.search.library import LIBRARY, ask, build_index


def list_allowed(index: HotIndex, where: SearchFilter) -> list[str]:
    allowed = filter_files(index, where).allowed
    return [path for path, kept in zip(index.paths, allowed, strict=True) if kept]


@pytest.mark.parametrize(
    ("asked", "paths"),
    [
        ("lending/loans.py", ["lending/loans.py"]),
        ("/lending/loans.py", ["lending/loans.py"]),
        ("./lending/loans.py", ["lending/loans.py"]),
        ("lending\\loans.py", ["lending/loans.py"]),
        ("loans.py", ["lending/loans.py"]),
        ("Loans.py", ["lending/loans.py"]),
        ("app", ["web/app.js"]),
        ("tests/", ["tests/test_loans.py"]),
        ("i18n", ["i18n/说明.md"]),
        ("README", ["README.md"]),
    ],
)
def test_a_path_is_a_file_or_folder_by_its_whole_or_its_end(library: HotIndex, asked: str, paths: list[str]) -> None:
    assert list_allowed(library, SearchFilter(paths=(asked,))) == paths


def test_several_paths_mean_any_of_them(library: HotIndex) -> None:
    paths = list_allowed(library, SearchFilter(paths=("web", "mail.py")))
    assert paths == ["lending/mail.py", "web/app.js"]


def test_a_whole_path_outweighs_the_end_of_another() -> None:
    index = build_index({"core/x.py": "A = 1\n", "lib/core/y.py": "B = 1\n", "z.py": "C = 1\n"})
    assert list_allowed(index, SearchFilter(paths=("core",))) == ["core/x.py"]
    assert list_allowed(index, SearchFilter(paths=("core/y.py",))) == ["lib/core/y.py"]


@pytest.mark.parametrize("asked", ["", "/", "..", "loan", "ending/loans.py", "*.py", "lending/*"])
def test_a_path_is_no_part_of_a_name_and_no_pattern(library: HotIndex, asked: str) -> None:
    assert not find_paths(library, asked).any()


@pytest.mark.parametrize(
    ("asked", "languages"),
    [
        ("python", ("python",)),
        ("py", ("python",)),
        (".py", ("python",)),
        ("Python", ("python",)),
        ("js", ("javascript",)),
        ("md", ("markdown",)),
        ("c++", ()),
        ("klingon", ()),
    ],
)
def test_a_language_has_a_name_and_an_extension(library: HotIndex, asked: str, languages: tuple[str, ...]) -> None:
    assert find_languages(library, asked) == languages


def test_typescript_is_written_in_two_kinds_of_files() -> None:
    index = build_index({"a.ts": "export const a = 1\n", "b.tsx": "export const b = 1\n", "c.js": "var c = 1\n"})
    assert list_allowed(index, SearchFilter(languages=("typescript",))) == ["a.ts", "b.tsx"]


def test_each_file_left_out_is_counted_under_one_reason(library: HotIndex) -> None:
    where = SearchFilter(paths=("lending", "tests", "web"), languages=("python",), tests="none")
    filtered = filter_files(library, where)
    assert filtered.dropped == {"outside_path": 3, "other_language": 1, "is_test": 1}
    assert int(filtered.allowed.sum()) == len(LIBRARY) - 5
    assert filtered.notes == ()


def test_tests_can_be_all_that_is_searched(library: HotIndex) -> None:
    report = ask(library, "overdue loan", where=SearchFilter(tests="only"))
    assert [hit.path for hit in report.hits] == ["tests/test_loans.py"]
    assert report.dropped["is_no_test"] == len(LIBRARY) - 1


def test_an_unknown_path_is_left_aside_with_the_nearest_names(library: HotIndex) -> None:
    """The answer goes on over everything, and says so."""
    report = ask(library, "loan", where=SearchFilter(paths=("lendin/lons.py",)))
    assert len(report.hits) == len(ask(library, "loan").hits)
    assert report.dropped.keys() == ask(library, "loan").dropped.keys()
    assert len(report.notes) == 1
    assert "lendin/lons.py" in report.notes[0]
    assert "lending/loans.py" in report.notes[0]


def test_an_unknown_path_beside_a_known_one_does_not_widen_the_search(library: HotIndex) -> None:
    report = ask(library, "loan", where=SearchFilter(paths=("nowhere", "web")))
    assert [hit.path for hit in report.hits] == ["web/app.js"]
    assert len(report.notes) == 1


def test_an_unknown_language_is_left_aside_with_those_there_are(library: HotIndex) -> None:
    report = ask(library, "loan", where=SearchFilter(languages=("klingon",)))
    assert len(report.hits) == len(ask(library, "loan").hits)
    assert "klingon" in report.notes[0]
    assert "python" in report.notes[0]


def test_a_filter_that_no_file_fits_is_left_aside_as_a_whole(library: HotIndex) -> None:
    report = ask(library, "loan", where=SearchFilter(paths=("web",), languages=("python",)))
    assert len(report.hits) == len(ask(library, "loan").hits)
    assert len(report.notes) == 1


def test_a_prefix_holds_even_where_the_filter_fits_nothing_below_it(library: HotIndex) -> None:
    report = ask(library, "loan", path_prefix="lending", where=SearchFilter(languages=("javascript",)))
    assert {hit.path.partition("/")[0] for hit in report.hits} == {"lending"}
    assert report.notes


def test_the_nearest_of_a_folder_ends_in_a_slash(library: HotIndex) -> None:
    assert list_nearest(library, "lendng") == ["lending/"]


def test_a_filter_is_read_up_to_its_bound(library: HotIndex) -> None:
    where = SearchFilter(paths=("web", *(f"unknown{n}" for n in range(50))))
    filtered = filter_files(library, where, limits=SearchLimits(filter_names_max=3))
    assert len(filtered.notes) == 2

"""What is typed leads to symbols, files and lines, the likeliest first."""

import asyncio
import random
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from repochat.search.quick.asking import KINDS, FoundLine, QuickLimits, QuickReport, parse_asked
from repochat.search.quick.naming import find_files, find_symbols
from repochat.search.quick.service import QuickFinder
from repochat.search.quick.tables import build_tables
from tests.git.repositories import Repository, make_repository
from tests.indexing.workbench import Workbench
from tests.search.library import LIBRARY, build_index

LIMITS = QuickLimits(text_s_max=10)  # other tests run beside these
GETTERS = "".join(f"def get_{name}():\n    return '{name}'\n\n\n" for name in ("user", "users", "user_name", "book"))
TREE = {
    **{path: text.encode() for path, text in LIBRARY.items()},
    "lending/getters.py": GETTERS.encode(),
    "lending/long.py": b"X = '" + b"x" * 5_000 + b" needle " + b"y" * 5_000 + b"'\n",
    "blob.bin": bytes(range(256)) * 10,
}


def find_names(text: str, **more: str) -> list[str]:
    index = build_index({**LIBRARY, "lending/getters.py": GETTERS, **more})
    return [found.qualified_name for found in find_symbols(build_tables(index), parse_asked(text), 8, LIMITS)[0]]


def find_paths(text: str) -> list[str]:
    return [file.path for file in find_files(build_tables(build_index(LIBRARY)), parse_asked(text), 8, LIMITS)[0]]


def test_the_name_as_it_was_typed_stands_before_longer_ones() -> None:
    assert find_names("get_user")[:3] == ["get_user", "get_users", "get_user_name"]
    assert find_names("gU")[:3] == ["get_user", "get_users", "get_user_name"]


def test_an_owner_narrows_a_name_to_its_members() -> None:
    assert find_names("LoanDesk.__init__") == ["LoanDesk.__init__"]
    assert find_names("LoanStore::save")[0] == "LoanStore.save_loan"
    assert find_names("NoSuch.save_loan") == []


def test_a_definition_of_the_product_stands_before_that_of_a_test() -> None:
    index = build_index({**LIBRARY, "tests/a_helper.py": "def is_overdue():\n    return 1\n"})
    found = find_symbols(build_tables(index), parse_asked("is_overdue"), 8, LIMITS)[0]
    assert [symbol.path for symbol in found if symbol.name == "is_overdue"] == ["lending/loans.py", "tests/a_helper.py"]


def test_a_files_name_counts_more_than_its_folders() -> None:
    assert find_paths("loans")[:3] == ["lending/loans.py", "docs/loans.md", "tests/test_loans.py"]
    assert find_paths("lending/l")[0] == "lending/loans.py"
    assert set(find_paths("lending")) == {path for path in LIBRARY if path.startswith("lending/")}
    assert find_paths("说明") == ["i18n/说明.md"]


def test_a_line_behind_a_path_is_kept() -> None:
    for typed, line, end in (("loans.py:12", 12, None), ("./lending/loans.py:3-9", 3, 9), ("loans.py#L4-L2", 4, 4)):
        found = find_files(build_tables(build_index(LIBRARY)), parse_asked(typed), 8, LIMITS)[0][0]
        assert (found.path, found.line, found.end_line) == ("lending/loans.py", line, end)


def test_tables_that_advanced_find_as_tables_that_were_built() -> None:
    before, after = (
        build_index(LIBRARY),
        build_index({**LIBRARY, "lending/getters.py": GETTERS, "web/app.js": "x = 1\n"}),
    )
    grown, built = build_tables(after, build_tables(before)), build_tables(after)
    for typed in ("gu", "render", "loan", "app", "s", "lending/"):
        asked = parse_asked(typed)
        assert find_symbols(grown, asked, 8, LIMITS) == find_symbols(built, asked, 8, LIMITS)
        assert find_files(grown, asked, 8, LIMITS) == find_files(built, asked, 8, LIMITS)


class Palette:
    """A finder over a connected repository."""

    def __init__(self, workbench: Workbench, limits: QuickLimits = LIMITS) -> None:
        self.workbench = workbench
        self.searcher = workbench.searcher()
        self.finder = QuickFinder(self.searcher, workbench.home.mirrors, limits)

    async def find(self, repository: Repository, text: str, *, count: int = 8) -> QuickReport:
        repo = await self.workbench.repo(repository)
        revision = await self.searcher.find_revision(self.workbench.viewer, repo, None)
        return await self.finder.find(
            self.workbench.viewer,
            repo,
            revision,
            parse_asked(text),
            kinds=KINDS,
            count=count,
            should_stop=lambda: False,
        )


@pytest.fixture
async def palette(workbench: Workbench) -> AsyncGenerator[Palette]:
    palette = Palette(workbench)
    yield palette
    await palette.finder.close()


@pytest.fixture
async def repository(workbench: Workbench, tmp_path: Path) -> Repository:
    repository = make_repository(tmp_path / "library", TREE)
    await workbench.index(repository)
    return repository


def tell(lines: tuple[FoundLine, ...]) -> list[tuple[str, int, str]]:
    return [(line.path, line.line, line.text[line.start : line.end]) for line in lines]


async def test_lines_are_found_by_any_part_of_them(palette: Palette, repository: Repository) -> None:
    await palette.find(repository, "")
    await palette.finder.settle()
    found = await palette.find(repository, "nless it is over")
    assert tell(found.text) == [("lending/loans.py", 13, "nless it is over")]
    assert found.text[0].text == '"""Renew a loan unless it is overdue."""'
    assert found.is_cut == {"symbols": False, "files": False, "text": False}


async def test_small_letters_find_any_case_and_a_capital_only_its_own(palette: Palette, repository: Repository) -> None:
    await palette.find(repository, "")
    await palette.finder.settle()
    assert {typed for *_, typed in tell((await palette.find(repository, "loanstore", count=50)).text)} == {"LoanStore"}
    assert (await palette.find(repository, "Loanstore")).text == ()
    assert tell((await palette.find(repository, "Займы")).text) == [("i18n/说明.md", 5, "Займы")]


async def test_every_line_of_a_large_text_is_found_once(
    palette: Palette, repository: Repository, tmp_path: Path
) -> None:
    """Wherever it stands among the pages, twice in a line too, and beside blobs that a revision no longer has."""
    rng = random.Random(3)  # noqa: S311  a test that repeats itself, no secret
    lines = [" ".join(rng.choice(("one", "Two", "THREE", "x" * 90)) for _ in range(9)) for _ in range(600)]
    lines[::200] = ["Rarest and rarest"] * 3
    large = make_repository(tmp_path / "large", {f"{n}.txt": "\n".join(lines[n::3]).encode() for n in range(3)})
    await palette.workbench.index(large)
    await palette.find(large, "")
    await palette.finder.settle()
    for typed, most in (("rarest", 50), ("two three", 800), ("Two one", 800), ("st and ra", 50)):
        wanted = [
            (f"{n}.txt", at + 1)
            for n in range(3)
            for at, line in enumerate(lines[n::3])
            if typed in (line if typed[0].isupper() else line.lower())
        ]
        found = (await palette.find(large, typed, count=50)).text
        assert len({(line.path, line.line) for line in found}) == len(found) == min(50, len(wanted), most)
        assert {(line.path, line.line) for line in found} <= set(wanted)


async def test_whole_words_stand_before_parts_of_words(palette: Palette, repository: Repository) -> None:
    await palette.find(repository, "")
    await palette.finder.settle()
    found = await palette.find(repository, "loan", count=50)
    kinds = [line.text[line.end : line.end + 1].isalnum() for line in found.text if line.path == "docs/loans.md"]
    assert kinds == sorted(kinds)


async def test_of_a_long_line_the_part_around_what_was_typed_is_shown(palette: Palette, repository: Repository) -> None:
    await palette.find(repository, "")
    await palette.finder.settle()
    (line,) = (await palette.find(repository, "needle")).text
    assert line.text[line.start : line.end] == "needle"
    assert len(line.text) <= LIMITS.line_chars_max


async def test_text_that_does_not_fit_in_memory_is_found_by_its_whole_words(
    workbench: Workbench, repository: Repository
) -> None:
    palette = Palette(workbench, QuickLimits(held_bytes_max=0, text_s_max=10))
    await palette.find(repository, "")
    await palette.finder.settle()
    found = await palette.find(repository, "unless it is over")
    assert tell(found.text) == [("lending/loans.py", 13, "unless it is over")]
    assert found.is_cut["text"], "nobody looked everywhere"
    await palette.finder.close()


async def test_the_next_revision_is_searched_as_it_stands(palette: Palette, repository: Repository) -> None:
    await palette.find(repository, "")
    await palette.finder.settle()
    repository.commit({"lending/new.py": b"def brand_new():\n    return 'unheard of'\n"})
    await palette.workbench.index(repository)
    await palette.find(repository, "")
    await palette.finder.settle()
    found = await palette.find(repository, "unheard")
    assert tell(found.text) == [("lending/new.py", 2, "unheard")]
    assert [symbol.name for symbol in (await palette.find(repository, "brandn")).symbols] == ["brand_new"]


async def test_what_was_asked_about_is_made_ready_for_after_a_push(palette: Palette, repository: Repository) -> None:
    """The newest revision alone waits for a question, and a repository that nobody asked about costs nothing."""
    workbench, finder = palette.workbench, palette.finder
    repo = await workbench.repo(repository)
    await finder.prefetch(workbench.viewer, repo)
    assert finder.measure_bytes() == 0
    await palette.find(repository, "")
    await finder.settle()
    asked = finder.measure_bytes()
    for word in ("unheard", "unseen", "unknown"):
        repository.commit({"lending/new.py": f"NEW = '{word}'\n".encode()})
        await workbench.index(repository)
        await palette.searcher.prefetch(workbench.viewer, repo)
        await finder.prefetch(workbench.viewer, repo)
        await finder.settle()
        assert finder.measure_bytes() < 3 * asked
    ready = finder.measure_bytes()
    assert tell((await palette.find(repository, "unknown")).text) == [("lending/new.py", 1, "unknown")]
    assert finder.measure_bytes() == ready, "nothing was read for the first find"


async def test_nothing_is_searched_for_who_has_left(palette: Palette, repository: Repository) -> None:
    repo = await palette.workbench.repo(repository)
    revision = await palette.searcher.find_revision(palette.workbench.viewer, repo, None)
    found = await palette.finder.find(
        palette.workbench.viewer,
        repo,
        revision,
        parse_asked("loan"),
        kinds=KINDS,
        count=8,
        should_stop=lambda: True,
    )
    assert found == QuickReport()


async def test_many_may_ask_at_once(palette: Palette, repository: Repository) -> None:
    found = await asyncio.gather(*(palette.find(repository, "loan") for _ in range(20)))
    assert all(each.symbols == found[0].symbols for each in found)


async def test_odd_queries_are_answered(palette: Palette, repository: Repository) -> None:
    for typed in ("", "\0", "(.*", "[", "\\", "🙂", "a" * 10_000, " ", "::", ":1", "/", "..", "a:9999999", "\ud800"):
        assert isinstance(await palette.find(repository, typed), QuickReport)

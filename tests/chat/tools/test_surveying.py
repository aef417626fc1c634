"""Folders, outlines and facts."""

import pytest

from repochat.chat.tools import ToolLimits
from repochat.core.errors import NotFoundError

from .tooling import Tooling

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_folder_lists_what_is_in_it_whatever_it_is(shop: Tooling) -> None:
    with shop.open() as bench:
        root = await bench.call("list_directory")
        vendor = await bench.call("list_directory", path="vendor/")
    for line in (
        "src/ 4 files",
        "logo.png 6 bytes (not indexed)",
        "empty.txt 0 bytes",
        "link.py symlink",
        "docs/ 1 file",
    ):
        assert line in root
    assert "lib submodule" in vendor


async def test_a_file_lists_what_it_defines(shop: Tooling) -> None:
    with shop.open() as bench:
        found = await bench.call("list_directory", path="src/shop.py")
    assert "class Shop\n  constructor Shop.__init__\n  method Shop.sell\nfunction open_shop" in found


async def test_long_lists_are_cut_and_paged(shop: Tooling) -> None:
    with shop.open(limits=ToolLimits(entries_max=2)) as bench:
        first = await bench.call("list_directory")
        second = await bench.call("list_directory", skip=2)
        outline = await bench.call("list_directory", path="src/shop.py", skip=2)
    assert first.startswith("2 of 8 entries of the root.")
    assert "6 more left out: ask with skip=2." in first
    assert "src/" not in first
    assert "src/" in second
    assert "class Shop\n" not in outline


async def test_an_unknown_folder_is_answered_with_the_nearest(shop: Tooling) -> None:
    with shop.open() as bench, pytest.raises(NotFoundError) as caught:
        await bench.call("list_directory", path="srcs")
    assert "src/" in caught.value.hint


async def test_facts_tell_revision_freshness_languages_and_entry_points(shop: Tooling) -> None:
    with shop.open() as bench:
        facts = await bench.call("repository_facts")
        (piece,) = bench.book.pieces
    assert f"revision: {shop.shas['last'][:12]}" in facts
    assert "nothing newer was fetched" in facts
    assert "languages (indexed files): python" in facts
    assert "not indexed: 1 binary" in facts
    assert (piece.path, piece.symbol, piece.role) == ("src/main.py", "main", "signature")


async def test_an_older_revision_says_how_far_behind_it_is(shop: Tooling) -> None:
    with shop.open(with_old=True) as bench:
        facts = await bench.call("repository_facts", repo=f"{shop.repo.name}@old")
    assert "the default branch has 5 newer commits" in facts

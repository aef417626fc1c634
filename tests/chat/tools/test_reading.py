"""Search, lines and definitions, as a model gets them."""

import re

import pytest

from repochat.chat.tools import ToolLimits
from repochat.core.errors import InvalidError, NotFoundError

from .tooling import ODD_PATH, TAX, Tooling

pytestmark = pytest.mark.asyncio(loop_scope="package")

_LINE_NUMBERS = re.compile(r"(?m)^\s*\d+[:|\t]|\blines? \d+\b|:\d+(?:-\d+)?\b(?!\d)")


async def test_search_shows_passages_under_ids_and_obeys_its_filters(shop: Tooling) -> None:
    with shop.open() as bench:
        found = await bench.call("search", query="add the tax to a price")
        only_tests = await bench.call("search", query="tax", tests="only", count=9)
        elsewhere = await bench.call("search", query="tax", path="docs", count=9)
    first, *_ = found.split("\n")
    assert re.fullmatch(r"\d passages? found: k1(, k\d+)*\.", first)
    assert "price * RATE // 100" in found
    assert "tests/test_tax.py" in only_tests
    assert "src/" not in only_tests
    assert ODD_PATH in elsewhere
    assert "src/" not in elsewhere


async def test_results_tell_no_line_numbers(shop: Tooling) -> None:
    """The model can't copy what it never saw."""
    with shop.open() as bench:
        results = [
            await bench.call("search", query="sell"),
            await bench.call("find_definition", name="Shop.sell"),
            await bench.call("find_references", name="add_tax"),
            await bench.call("find_callers", name="add_tax"),
            await bench.call("find_callees", name="open_shop"),
            await bench.call("read_lines", path="src/tax.py"),
            await bench.call("line_history", symbol="add_tax"),
            await bench.call("list_directory", path="src/shop.py"),
        ]
    for result in results:
        assert _LINE_NUMBERS.search(result) is None, result


async def test_a_definition_comes_whole_by_its_qualified_name(shop: Tooling) -> None:
    with shop.open() as bench:
        found = await bench.call("find_definition", name="Shop.sell")
        (piece,) = bench.book.pieces
        assert found.startswith("1 definition found: k1.\n")
        assert (piece.symbol, piece.role, piece.origin) == ("Shop.sell", "definition", "tool")
        assert bench.book.text_of(piece).split("\n")[-1] == "        return total"


async def test_a_name_that_is_unknown_is_answered_with_the_nearest(shop: Tooling) -> None:
    with shop.open() as bench:
        with pytest.raises(NotFoundError) as caught:
            await bench.call("find_definition", name="add_taxes")
        assert "add_tax" in caught.value.hint
        with pytest.raises(NotFoundError) as elsewhere:
            await bench.call("find_definition", name="add_tax", path="tests")
        assert "below tests" in elsewhere.value.message


async def test_lines_are_read_from_the_beginning_around_a_text_and_on_from_a_piece(shop: Tooling) -> None:
    limits = ToolLimits(lines_max=4, around_lines=1)
    with shop.open(limits=limits) as bench:
        beginning = await bench.call("read_lines", path="src/tax.py")
        following = await bench.call("read_lines", after="k1")
        around = await bench.call("read_lines", path="src/shop.py", containing="self.till += total")
        before = await bench.call("read_lines", before="k3")
        texts = bench.texts()
    whole = TAX.decode().rstrip("\n").split("\n")
    assert texts["k1"].split("\n") == whole[:3]
    assert "lines follow: read_lines with after=k1." in beginning
    assert texts["k2"].split("\n") == whole[5:7]
    assert "lines follow" not in following
    assert texts["k3"].split("\n")[1].strip() == "self.till += total"
    assert "come before: read_lines with before=k3" in around
    assert texts["k4"].split("\n")[-1].strip() == '"""Sell one thing for a price."""'
    assert before.startswith("src/shop.py: k4.")


async def test_lines_that_were_shown_are_named_and_not_repeated(shop: Tooling) -> None:
    with shop.open() as bench:
        await bench.call("find_definition", name="add_tax")
        again = await bench.call("read_lines", path="src/tax.py")
    assert "k1 already shows part of src/tax.py" in again
    assert again.count("def add_tax") == 0
    assert "RATE = 20" in again


async def test_paths_with_spaces_and_other_letters_can_be_passed_on_as_shown(shop: Tooling) -> None:
    with shop.open() as bench:
        listed = await bench.call("list_directory", path="docs/ünïcödé folder")
        read = await bench.call("read_lines", path=ODD_PATH)
    assert '"price list.md"' in listed
    assert "Every price is in cents." in read


async def test_what_has_no_lines_says_what_it_is(shop: Tooling) -> None:
    with shop.open() as bench:
        for path, said in (
            ("logo.png", "is binary"),
            ("empty.txt", "an empty file"),
            ("vendor/lib", "a submodule"),
            ("src", "is a folder"),
        ):
            with pytest.raises(InvalidError, match=said):
                await bench.call("read_lines", path=path)


async def test_a_path_never_leaves_the_pinned_tree(shop: Tooling) -> None:
    with shop.open() as bench:
        for path in ("../../../etc/passwd", "/etc/passwd", ".git/config", "src/../../x", "src/levy.py", "a\0b"):
            for tool in ("read_lines", "file_history"):
                with pytest.raises(NotFoundError):
                    await bench.call(tool, path=path)
        link = await bench.call("read_lines", path="link.py")
    assert "add_tax" not in link  # a link is its target's name, it is not followed


async def test_the_nearest_paths_are_named(shop: Tooling) -> None:
    with shop.open() as bench:
        for asked, near in (("tax.py", "src/tax.py"), ("src/taxs.py", "src/tax.py"), ("test", "tests/")):
            with pytest.raises(NotFoundError) as caught:
                await bench.call("read_lines", path=asked)
            assert near in caught.value.hint


async def test_a_full_book_shows_no_more_and_says_so(shop: Tooling) -> None:
    with shop.open(tokens_max=40) as bench:
        found = await bench.call("search", query="tax", count=8)
    assert "more were found and not shown" in found

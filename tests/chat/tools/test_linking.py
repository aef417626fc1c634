"""References, callers and callees, with how sure each link is."""

import pytest

from repochat.chat.tools import ToolLimits
from repochat.core.errors import NotFoundError

from .tooling import Tooling

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_references_come_as_lines_with_who_refers_code_before_tests(shop: Tooling) -> None:
    with shop.open() as bench:
        found = await bench.call("find_references", name="add_tax")
        pieces = bench.book.pieces
        texts = bench.texts()
    assert [(piece.path, piece.symbol) for piece in pieces] == [
        ("src/shop.py", "Shop.sell"),
        ("tests/test_tax.py", "test_tax"),
    ]
    assert texts["k1"].strip() == "total = add_tax(price)"
    assert "call in Shop.sell, sure" in found
    assert found.startswith("2 of 2 references to add_tax in src/tax.py: k1, k2.")


async def test_tests_are_left_out_or_alone_as_asked(shop: Tooling) -> None:
    with shop.open() as bench:
        without = await bench.call("find_callers", name="add_tax", tests="none")
        alone = await bench.call("find_callers", name="add_tax", tests="only")
    assert without.startswith("1 caller of add_tax")
    assert "Shop.sell" in without
    assert "test_tax" in alone
    assert "Shop.sell" not in alone


async def test_callees_name_what_is_called_and_where_it_is_defined(shop: Tooling) -> None:
    with shop.open() as bench:
        found = await bench.call("find_callees", name="Shop.sell")
        none = await bench.call("find_callees", name="add_tax")
    assert "calls add_tax, defined in src/tax.py" in found
    assert none.startswith("No call out of add_tax leads to a definition")
    assert "another package" in none


async def test_more_links_than_the_bound_are_counted_and_paged(shop: Tooling) -> None:
    with shop.open(limits=ToolLimits(links_max=1)) as bench:
        first = await bench.call("find_references", name="add_tax")
        second = await bench.call("find_references", name="add_tax", skip=1)
    assert "1 more left out: ask with skip=1" in first
    assert "tests/test_tax.py" in second
    assert "left out" not in second


async def test_a_line_of_a_piece_that_was_shown_is_quoted_under_its_id(shop: Tooling) -> None:
    with shop.open() as bench:
        await bench.call("find_definition", name="Shop.sell")
        found = await bench.call("find_callers", name="add_tax", tests="none")
        assert len(bench.book.pieces) == 1
    assert "k1 already shows src/shop.py Shop.sell" in found
    assert "total = add_tax(price)" in found


async def test_a_definition_nobody_calls_is_said_to_be_so(shop: Tooling) -> None:
    with shop.open() as bench:
        found = await bench.call("find_callers", name="main", path="src/main.py")
        with pytest.raises(NotFoundError):
            await bench.call("find_callers", name="nothing_like_it_zzz")
    assert found == "No caller of main in src/main.py is in the index."

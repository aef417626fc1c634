"""What a model is shown of a small real repository, in which order, and what is left out."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from repochat.chat.context import (
    Context,
    ContextLimits,
    ContextPiece,
    PieceBook,
    build_context,
    merge_hits,
    parse_scope,
)
from repochat.chat.pinned import Pinned
from tests.chat.context.pinning import count_words, pin, search

BIG = "".join(f"    def part_{n}(self) -> int:\n        return {n} + self.start_{n}\n\n" for n in range(90))
LONG = "".join(f"    step_{n} = run_step({n})\n" for n in range(200))
FILES = {
    "shop/cart.py": (
        '"""Carts of customers."""\n\nfrom shop.prices import compute_price\nfrom shop.stock import Stock\n\n\n'
        'class Holder:\n    """Holds things."""\n\n\n'
        'class Cart(Holder):\n    """What a customer wants to buy."""\n\n    def __init__(self) -> None:\n'
        "        self.items = []\n\n"
        "    # Refuses what is\n    # out of stock.\n    @checked\n"
        '    def add_item(self, item: str) -> bool:\n        """Add an item unless it is out of stock."""\n'
        "        if not Stock().has_item(item):\n            return False\n        self.items.append(item)\n"
        "        return True\n\n"
        "    def total(self) -> int:\n        return sum(compute_price(item) for item in self.items)\n"
    ),
    "shop/prices.py": (
        'def compute_price(item: str) -> int:\n    """The price in cents.\n\n    More of it.\n    """\n'
        "    base = len(item)\n    return base * 100\n"
    ),
    "shop/stock.py": (
        "class Stock:\n"
        '    """Knows what is there."""\n\n    def has_item(self, item: str) -> bool:\n        return bool(item)\n'
    ),
    "shop/checkout.py": (
        "from shop.cart import Cart\n\n\ndef check_out(cart: Cart, item: str) -> int:\n"
        '    """Close a cart."""\n    cart = Cart()\n    cart.add_item(item)\n    return cart.total()\n'
    ),
    "shop/big.py": f'class Machine:\n    """Many parts."""\n\n{BIG}',
    "shop/long.py": f'def run_all() -> None:\n    """Runs every step."""\n{LONG}    freeze_the_octopus = 1\n',
    "tests/test_cart.py": (
        "from shop.cart import Cart\n\n\ndef test_add_item() -> None:\n    assert Cart().add_item('tea')\n"
    ),
    "docs/cart.md": "# Cart\n\n" + "A cart holds an item until it is bought. " * 30 + "\n",
    "README.md": "# Shop\n\n" + "Add an item to the cart. " * 30 + "\n",
}  # fmt: skip
OTHER = {
    "web/cart.js": "/** Adds an item to the cart. */\nfunction addItem(cart, item) {\n  cart.items.push(item);\n}\n"
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Generator[Pinned]:
    with pin(tmp_path_factory.mktemp("shop"), FILES) as opened:
        yield opened


def build(
    question: str, *pins: Pinned, tokens_max: int = 3_000, limits: ContextLimits | None = None
) -> tuple[Context, PieceBook]:
    scope = parse_scope(question)
    book = PieceBook(tokens_max, count_words)
    context = build_context([search(each, scope.text) for each in pins], scope, book, limits or ContextLimits())
    return context, book


def find(context: Context, path: str, symbol: str = "") -> Iterator[ContextPiece]:
    return (piece for piece in context.pieces if piece.path == path and symbol in ("", piece.symbol))


def test_what_is_named_comes_first_and_whole(shop: Pinned) -> None:
    """With the comment and decorator that lead up to it, and the header of its class."""
    context, _ = build("what does Cart.add_item do?", shop)
    first, second = context.pieces[:2]
    assert (first.id, first.symbol, first.role, first.origin) == ("k1", "Cart.add_item", "definition", "named")
    text = context.texts["k1"]
    assert text.startswith("    # Refuses what is\n    # out of stock.\n    @checked\n    def add_item")
    assert text.endswith("return True")
    assert (second.symbol, second.role) == ("Cart", "signature")
    assert context.texts[second.id] == 'class Cart(Holder):\n    """What a customer wants to buy."""'


def test_neighbours_are_shown_as_signatures(shop: Pinned) -> None:
    """What it calls, what calls it, and the types it is built on: header and the first line of the doc."""
    context, _ = build("what does Cart do?", shop)
    (base,) = find(context, "shop/cart.py", "Holder")
    assert (base.role, base.origin) == ("signature", "neighbour")
    assert context.texts[base.id] == 'class Holder:\n    """Holds things."""'
    narrow, _ = build("Cart.total", shop, limits=ContextLimits(hits_max=0, passages_max=0))
    (callee,) = find(narrow, "shop/prices.py")
    assert narrow.texts[callee.id] == 'def compute_price(item: str) -> int:\n    """The price in cents.'
    (caller,) = find(narrow, "shop/checkout.py")
    assert narrow.texts[caller.id].endswith('"""Close a cart."""')


def test_who_calls_it_shows_the_calls(shop: Pinned) -> None:
    context, _ = build("who calls Cart.add_item?", shop)
    caller = next(find(context, "shop/checkout.py", "check_out"))
    assert "cart.add_item(item)" in context.texts[caller.id]
    assert caller.origin == "neighbour"
    assert not any(piece.role == "test" for piece in context.pieces)


def test_tests_are_shown_only_where_they_are_wanted(shop: Pinned) -> None:
    without, _ = build("how is an item added to the cart?", shop)
    assert not list(find(without, "tests/test_cart.py"))
    assert "test_quota" in {drop.reason for drop in without.dropped if drop.path == "tests/test_cart.py"}
    asked, _ = build("which tests cover Cart.add_item?", shop)
    assert [piece.role for piece in find(asked, "tests/test_cart.py")][:1] == ["test"]
    scoped, _ = build("tests:only how is an item added to the cart?", shop)
    assert list(find(scoped, "tests/test_cart.py"))


def test_documents_have_a_quota_unless_they_are_asked_for(shop: Pinned) -> None:
    limits = ContextLimits(document_share=0.1)
    plain, _ = build("add an item to the cart", shop, tokens_max=1_500, limits=limits)
    tokens = sum(piece.tokens for piece in plain.pieces if piece.role == "document")
    assert tokens <= 150
    assert {drop.reason for drop in plain.dropped if drop.path.endswith(".md")} == {"document_quota"}
    asked, _ = build("what does the documentation say about adding an item?", shop, tokens_max=1_500, limits=limits)
    assert {piece.path for piece in asked.pieces if piece.role == "document"} == {"README.md", "docs/cart.md"}


def test_a_long_definition_is_cut_to_its_header_and_what_was_found(shop: Pinned) -> None:
    context, _ = build("where does run_all set freeze_the_octopus?", shop, limits=ContextLimits(passages_max=0))
    shown = list(find(context, "shop/long.py", "run_all"))
    text = "\n".join(context.texts[piece.id] for piece in shown)
    assert text.startswith("def run_all() -> None:")
    assert "freeze_the_octopus = 1" in text
    assert sum(piece.end_line - piece.start_line + 1 for piece in shown) <= ContextLimits().definition_lines_max
    assert any(drop.path == "shop/long.py" and drop.reason == "budget" for drop in context.dropped)


def test_a_long_type_that_is_named_shows_its_members(shop: Pinned) -> None:
    context, _ = build("what is Machine?", shop, limits=ContextLimits(passages_max=0))
    shown = "\n".join(context.texts[piece.id] for piece in find(context, "shop/big.py"))
    assert shown.startswith("class Machine:")
    assert all(f"def part_{n}(" in shown for n in range(ContextLimits().members_max))
    assert any(drop.path == "shop/big.py" for drop in context.dropped)


def test_a_file_that_is_asked_about_is_outlined(shop: Pinned) -> None:
    context, _ = build("explain shop/cart.py", shop)
    shown = "\n".join(context.texts[piece.id] for piece in find(context, "shop/cart.py"))
    assert all(header in shown for header in ("class Holder", "class Cart", "def add_item", "def total"))
    scoped, _ = build("@shop/big.py how are parts started?", shop, limits=ContextLimits(hits_max=0, passages_max=0))
    assert "Machine" in {piece.symbol for piece in find(scoped, "shop/big.py")}


@pytest.mark.parametrize("tokens_max", [0, 30, 120, 400, 3_000])
@pytest.mark.parametrize(
    "question", ["what does Cart.add_item do?", "add an item to the cart", "Machine", "zzz", "the"]
)
def test_the_budget_holds_and_no_line_comes_twice(shop: Pinned, question: str, tokens_max: int) -> None:
    context, book = build(question, shop, tokens_max=tokens_max)
    assert context.tokens == book.tokens == sum(piece.tokens for piece in context.pieces) <= tokens_max
    ordered = sorted(context.pieces, key=lambda piece: (piece.path, piece.start_line))
    assert all(before.path != after.path or before.end_line < after.start_line for before, after in pairwise(ordered))
    for piece in context.pieces:
        lines = FILES[piece.path].split("\n")[piece.start_line - 1 : piece.end_line]
        assert context.texts[piece.id] == "\n".join(lines)


def test_what_the_budget_left_out_is_told(shop: Pinned) -> None:
    context, _ = build("add an item to the cart", shop, tokens_max=60)
    left_out = [drop for drop in context.dropped if drop.reason == "budget"]
    assert left_out
    assert all(drop.label == "shop" and drop.start_line <= drop.end_line for drop in left_out)


def test_a_part_of_the_book_can_be_kept_for_tools(shop: Pinned) -> None:
    context, book = build("add an item to the cart", shop, tokens_max=600, limits=ContextLimits(book_share=0.5))
    assert context.tokens <= 300
    assert book.tokens_left >= 300


def test_the_same_question_has_the_same_context(shop: Pinned) -> None:
    once, again = (build("how is an item added to the cart?", shop)[0] for _ in range(2))
    assert [piece.as_json() for piece in once.pieces] == [piece.as_json() for piece in again.pieces]
    assert once.dropped == again.dropped


def test_several_repositories_take_turns(tmp_path: Path, shop: Pinned) -> None:
    """The first of each before the second of any; ids go on across them."""
    with ExitStack() as stack:
        other = stack.enter_context(pin(tmp_path, OTHER, name="web"))
        context, _ = build("how is an item added to the cart?", shop, other, tokens_max=500)
        hits = [piece for piece in context.pieces if piece.rank]
        assert {piece.pinned.label for piece in hits[:3]} == {"shop", "web"}
        assert [piece.id for piece in context.pieces] == [f"k{n + 1}" for n in range(len(context.pieces))]
        searches = [search(shop, "add an item"), search(other, "add an item")]
        merged = merge_hits(searches)
        assert [found.pinned.label for found, _ in merged[:2]] == ["shop", "web"]
        assert [hit.rank for _, hit in merged] == sorted(hit.rank for found in searches for hit in found.report.hits)

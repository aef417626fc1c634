"""Cards over a real catalog: each line proven, none written again without a reason, a model's words checked."""

from collections.abc import AsyncGenerator
from pathlib import Path

from repochat.catalog.thinking.card import Card, read_card
from repochat.git import BlobReader
from repochat.llm.chat_model import Completed, ModelEvent, ModelLimits, ModelRequest, TextDelta, Usage
from repochat.thinking.model import Outcome
from repochat.thinking.thoughts.map_repo import MapRepo
from repochat.thinking.thoughts.summarize import Summarize
from tests.git.repositories import Repository, make_repository
from tests.indexing.workbench import Workbench
from tests.thinking.contexts import keep_facts, make_context
from tests.thinking.mapping.test_drawing import SHOP

PRICE = "src/shop/prices.py#price"


class Sayer:
    """A model that says the same whatever it is asked, and remembers what that was."""

    name, host, is_local = "test:sayer", "nowhere", True

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[ModelRequest] = []

    async def stream(self, request: ModelRequest, limits: ModelLimits) -> AsyncGenerator[ModelEvent]:
        del limits
        self.asked.append(request)
        yield TextDelta(text=self.text)
        yield Completed(reason="stop", usage=Usage(input_tokens=100, output_tokens=20, requests=1))

    async def price_usd(self, *, input_tokens: int, output_tokens: int) -> float | None:
        return float(0 * (input_tokens + output_tokens))

    async def warm(self) -> None:
        """Nothing to wait for."""

    async def close(self) -> None:
        """Nothing to end."""


async def open_shop(workbench: Workbench, tmp_path: Path) -> Repository:
    source = make_repository(tmp_path / "shop", {path: text.encode() for path, text in SHOP.items()})
    await workbench.index(source)
    return source


def read_cards(outcome: Outcome) -> dict[str, Card]:
    return {fact.subject: read_card(fact.payload) for fact in outcome.facts}


async def test_every_line_of_a_card_is_proven_and_says_what_its_part_promises(
    workbench: Workbench, tmp_path: Path
) -> None:
    source = await open_shop(workbench, tmp_path)
    context = await make_context(workbench, source, source.sha())
    await keep_facts(workbench, context, await MapRepo().run(context))
    cards = read_cards(await Summarize().run(context))
    card = cards[PRICE]
    parts = {line.part: line.text for line in reversed(card.lines)}
    assert "def price(order)" in parts["inputs"]
    assert "return Order" in parts["outputs"]
    assert "Order.total" in parts["callers"]
    assert cards["src/shop/orders.py"].kind == "module"
    with BlobReader(context.mirror) as reader:
        for each in cards.values():
            assert {line.status for line in each.lines} == {"supported"}
            for cited in each.citations:
                if cited.kind == "code":
                    found = reader.sha256_of_lines(cited.blob, cited.start_line, cited.end_line)
                    assert found == cited.snippet_sha256


async def test_only_what_a_commit_touches_and_its_neighbours_are_written_again(
    workbench: Workbench, tmp_path: Path
) -> None:
    source = await open_shop(workbench, tmp_path)
    context = await make_context(workbench, source, source.sha())
    thought = Summarize()
    await keep_facts(workbench, context, await thought.run(context))
    assert (await thought.run(context)).ending == "nothing"

    added = b"\n\ndef tax(order):\n    total = price(order)\n    return total\n"
    sha = source.commit({"src/shop/taxes.py": b"from shop.prices import price\n" + added})
    await workbench.index(source)
    again = await thought.run(await make_context(workbench, source, sha))
    assert set(read_cards(again)) == {PRICE, "src/shop/taxes.py#tax"}


async def test_of_a_models_words_only_what_its_pieces_carry_is_kept(workbench: Workbench, tmp_path: Path) -> None:
    source = await open_shop(workbench, tmp_path)
    model = Sayer("`price` takes `order`. [k1]\n\nIt deletes `customers` from the `database`. [k1]\n")
    outcome = await Summarize().run(await make_context(workbench, source, source.sha(), model=model))
    card = read_cards(outcome)[PRICE]
    assert [line.text for line in card.lines if line.by_model] == ["`price` takes `order`."]
    assert card.model == "test:sayer"
    assert card.removed >= 1
    assert all("shop" not in request.system for request in model.asked)

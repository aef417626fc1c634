"""Turns of a running product, begun as a route begins them."""

import json
from typing import Any
from uuid import UUID

from repochat.accounts import local_viewer
from repochat.catalog.conversation_store import Turn
from repochat.chat import Ask
from repochat.indexing.connect import find_repo
from tests.api.serving import Product

QUESTION = "What does greet do?"


async def begin(
    product: Product, repo: str, question: str = QUESTION, conversation: UUID | None = None, *, rev: str | None = None
) -> Turn:
    viewer = local_viewer()
    found = await find_repo(product.services.database, viewer, repo)
    return await product.services.turns.start(viewer, Ask(question=question, repos=(found,), rev=rev), conversation)


async def finish(product: Product, repo: str, question: str = QUESTION, conversation: UUID | None = None) -> Turn:
    """The turn once it has ended."""
    turn = await begin(product, repo, question, conversation)
    viewer = local_viewer()
    async for _ in product.services.turns.follow(viewer, turn.id):
        pass
    return await product.services.turns.get(viewer, turn.id)


def read_events(text: str) -> list[tuple[int | None, dict[str, Any]]]:
    """(id, part) of each event of a stream; the parts of one answer's event share the id, which the last one bears."""
    assert text.endswith("data: [DONE]\n\n")
    events: list[tuple[int | None, dict[str, Any]]] = []
    for block in text.split("\n\n")[:-2]:
        *known, data = block.split("\n")
        number = int(known[0].removeprefix("id: ")) if known else None
        events.append((number, json.loads(data.removeprefix("data: "))))
    return events

"""The chat stream as the AI SDK itself reads it: whoever builds on it needs none of our code."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from repochat.core.database import Database
from repochat.llm.testing import ReceivedChat, calling
from tests.e2e.modelled import QUESTION, find_piece, modelled
from tests.e2e.node import run_node

pytestmark = pytest.mark.e2e

READ = """
import { DefaultChatTransport, readUIMessageStream } from "ai";
const [address, token, repo, question] = process.argv.slice(1);
const headers = { Authorization: `Bearer ${token}` };
const body = { repo, mode: "deep", stream: true };
const transport = new DefaultChatTransport({ api: `${address}/chat`, headers, body });
const messages = [{ id: "1", role: "user", parts: [{ type: "text", text: question }] }];
const stream = await transport.sendMessages({ chatId: "c", messages, trigger: "submit-message" });
const onError = (error) => {
  throw error;
};
let last;
for await (const message of readUIMessageStream({ stream, onError, terminateOnError: true })) last = message;
console.log(JSON.stringify(last));
"""


def tell_truth(request: ReceivedChat) -> str:
    return f"`greet_person` takes a `name` [{find_piece(request, 'def greet_person')}]."


async def test_the_ai_sdk_reads_the_whole_answer(database: Database, tmp_path: Path) -> None:
    async with modelled(database, tmp_path, calling("search", query="greeting"), tell_truth) as world:
        product = world.product
        message = await asyncio.to_thread(run_node, READ, product.address, product.token, world.repo, QUESTION)
    parts: list[dict[str, Any]] = message["parts"]
    text = "".join(part["text"] for part in parts if part["type"] == "text")
    by_type = {part["type"]: part for part in parts}
    assert text.strip() == "`greet_person` takes a `name`."
    assert by_type["dynamic-tool"]["state"] == "output-available"
    assert by_type["data-statement"]["data"]["status"] == "supported"
    assert by_type["data-citation"]["data"]["path"] == "src/greetings.py"
    assert by_type["data-answer"]["data"]["mode"] == "deep"
    assert set(message["metadata"]) == {"turn_id", "conversation_id"}

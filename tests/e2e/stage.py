"""What the screens show when all of them are looked at: an indexed repository, a conversation, commits to compare."""

import logging
import re
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from repochat.core.database import Database
from repochat.core.testing import cloned_database, ensure_template, running_postgres
from repochat.llm.testing import ReceivedChat, run_chat_server
from tests.api.serving import Product, build_settings, serving
from tests.e2e.browsing import index_repository
from tests.e2e.modelled import list_pieces
from tests.e2e.thinking import allow, think
from tests.git.repositories import run_plain_git

PIECES_TOLD = 8
COMMITS_BACK = 5
THOUGHTS = ("MapRepo", "SmellHunt")
QUESTIONS = ("How is this project structured?", "How are errors handled, and where do they become visible?")
_NAME = re.compile(r"\b(?:def|class|func|fn|function|struct|interface)\s+(\w{3,})")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """`path` with its lines is what the conversation's last answer cites first; `base` is some commits before `head`.

    `run` is one of a Thought, after which there are a map, risk and insights.
    On an empty stage nothing is connected yet, and all but `product` is "".
    """

    product: Product
    repo: str = ""
    path: str = ""
    start: int = 0
    end: int = 0
    base: str = ""
    head: str = ""
    conversation: str = ""
    answer: str = ""
    run: str = ""

    @property
    def at(self) -> str:
        """The repository as the query of an address."""
        return f"repo={self.repo}"


@asynccontextmanager
async def empty_stage(database: Database, home: Path) -> AsyncGenerator[Stage]:
    """A product with a language model that answers by script, and nothing connected."""
    with run_chat_server(tell_at_length) as server:
        env = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "scripted", "LLM_BASE_URL": server.url_of("openai")}
        async with serving(database, build_settings(home, **env)) as product:
            yield Stage(product=product)


@asynccontextmanager
async def own_stage() -> AsyncGenerator[Stage]:
    """An empty stage with a home and a database of its own, for programs beside the tests. Logs warnings only."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with (
        tempfile.TemporaryDirectory(prefix="repochat-stage-", ignore_cleanup_errors=True) as home,
        running_postgres() as postgres,
        cloned_database(postgres, ensure_template(postgres)) as urls,
    ):
        database = Database(urls.app)
        async with empty_stage(database, Path(home)) as stage:
            yield stage
        await database.close()


async def set_stage(product: Product, source: Path, questions: Sequence[str]) -> Stage:
    """Connects and indexes `source`, asks the questions in one conversation, and lets THOUGHTS think about it."""
    repo = await index_repository(product.client, str(source))
    told: dict[str, object] = {"conversation_id": None}
    for question in questions:
        asked = {"repo": repo, "question": question, "conversation_id": told["conversation_id"]}
        told = (await product.client.post("/chat", json=asked)).raise_for_status().json()
    await allow(product.client, repo, *THOUGHTS)
    runs = [await think(product, repo, thought) for thought in THOUGHTS]
    answer = (await product.client.get(f"/answers/{told['answer_id']}")).raise_for_status().json()
    first = answer["citations"][0]
    commits = run_plain_git("-C", str(source), "rev-list", f"--max-count={COMMITS_BACK}", "HEAD").decode().split()
    return Stage(
        product=product,
        repo=repo,
        path=first["path"],
        start=first["start_line"],
        end=first["end_line"],
        base=commits[-1],
        head=commits[0],
        conversation=str(told["conversation_id"]),
        answer=str(told["answer_id"]),
        run=runs[-1]["id"],
    )


def tell_at_length(request: ReceivedChat) -> str:
    """All kinds of text that an answer has: headings, a list, code; statements that hold, and one that does not."""
    pieces = list(list_pieces(request).items())[:PIECES_TOLD]
    if not pieces:
        return "I don't know: nothing was found about it."
    named = [(piece, _NAME.search(text)) for piece, text in pieces]
    points = [f"- `{found[1]}` is defined here [{piece}].\n" for piece, found in named if found]
    first, text = pieces[0]
    lines = "\n".join(text.strip("\n").split("\n")[:6])
    return (
        "## Where it is done\n\n"
        f"It is done in {len(pieces)} places, and the first of them leads to the others [{first}]. "
        f"It retries `7` times with `retry_policy` [{first}].\n\n"
        f"{''.join(points)}\n"
        f"## How it looks\n\nThe code begins so [{first}]:\n\n```\n{lines}\n```\n\n"
        "I don't know who calls it from outside.\n"
    )

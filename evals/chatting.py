"""Asks the product's own chat. The one place here that knows how its answerer is called."""

import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from evals.product import Product

from repochat.catalog.repo_store import Repo
from repochat.chat import Answerer, Ask, Finished, RetrievalDone
from repochat.core.settings import Settings, load_settings

MODEL_VARIABLES = "LLM_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer as JSON, and the files that search returned for it, the best first."""

    answer: Mapping[str, Any]
    retrieved: tuple[str, ...]


@asynccontextmanager
async def open_chat(product: Product, settings: Settings) -> AsyncGenerator[Answerer]:
    """The answerer over `product`; `settings` say which model it may ask."""
    answerer = Answerer(product.database, product.home, product.build_searcher(), settings)
    try:
        yield answerer
    finally:
        await answerer.close()


def find_model_settings(product: Product) -> Settings | None:
    """Settings with the model that the environment names; None when it names none."""
    chosen = {name: value for name, value in os.environ.items() if name.startswith(MODEL_VARIABLES)}
    settings = load_settings({"REPOCHAT_HOME": str(product.settings.repochat_home), **chosen}, env_file=None)
    return settings if settings.llm_provider != "none" else None


async def ask_chat(answerer: Answerer, product: Product, repo: Repo, question: str, revision: str) -> Told:
    """The whole answer to `question` about `repo` at `revision`."""
    retrieved: tuple[str, ...] = ()
    async for event in answerer.answer(product.viewer, Ask(question=question, repos=(repo,), rev=revision)):
        if isinstance(event, RetrievalDone):
            retrieved = tuple(dict.fromkeys(hit.path for hit in event.report.hits))
        if isinstance(event, Finished):
            return Told(answer=event.answer.as_json(), retrieved=retrieved)
    raise AssertionError("an answer ends with Finished")

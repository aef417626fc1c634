"""A real repository, indexed for real, that can be asked."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repochat.accounts import Viewer, local_viewer
from repochat.catalog.repo_store import Repo
from repochat.chat import Answer, Answerer, AnswerEvent, Ask
from repochat.core.database import Database
from repochat.core.home import Home, open_home
from repochat.core.settings import load_settings
from repochat.indexing.connect import connect_repo
from repochat.indexing.indexer import Indexer
from repochat.llm import load_embedding_model
from repochat.search import Searcher
from tests.git.repositories import Repository, make_repository

PYTHON = b'''"""Greets people in many ways."""

GREETING = "Hello"


class Greeter:
    """Remembers how to greet. It is never rude."""

    def greet(self, name: str, times: int = 3) -> str:
        """Return a greeting for one person, repeated.

        :param name: whom to greet
        """
        return " ".join([make_greeting(name)] * times)


def make_greeting(name: str) -> str:
    """Join the greeting and a name. Uses GREETING."""
    return f"{GREETING}, {name}!"


def lonely() -> None:
    """Waits for a caller."""
'''
FILES: dict[str, bytes] = {
    "src/greetings.py": PYTHON,
    "src/party.py": b"from greetings import make_greeting\n\n\ndef open_party():\n    return make_greeting('all')\n",
    "tests/test_greetings.py": b"from greetings import Greeter, make_greeting\n\n\ndef test_it_greets():\n"
    b"    assert make_greeting('Ada') == 'Hello, Ada!'\n    assert Greeter().greet('Ada')\n",
    "lib/queue.js": b"/**\n * Puts a job at the end of the queue.\n */\n\nfunction enqueueJob(job) {\n"
    b"  return storeJob(job);\n}\n\nfunction storeJob(job) {\n  return job;\n}\n\nmodule.exports = { enqueueJob };\n",
    "pkg/tree.go": b"package pkg\n\n// InsertNode adds a node below its parent.\n"
    b"func InsertNode(parent *Node) *Node {\n\treturn parent\n}\n\n"
    b"// Node is a place in the tree.\ntype Node struct {\n\tName string\n}\n",
    "core/store.rs": b"/// Saves the ledger to disk.\npub fn save_ledger(path: &str) -> bool {\n"
    b"    open_ledger(path)\n}\n\nfn open_ledger(path: &str) -> bool {\n    path.len() > 2\n}\n",
    "c/ring.c": b'#include "ring.h"\n\n/* Drops the oldest element of the ring. */\n'
    b"int ringDrop(int n) {\n    return n - 1;\n}\n",
    "c/ring.h": b"int ringDrop(int n);\n",
    "c/main.c": b'#include "ring.h"\n\nint main(void) {\n    return ringDrop(4);\n}\n',
    "README.md": b"# Greetings\n\nSays hello to people, in several languages.\n",
}


@dataclass(frozen=True, kw_only=True)
class Chat:
    """`repository` is what was indexed; `repo` is how the product knows it."""

    repository: Repository
    repo: Repo
    viewer: Viewer
    home: Home
    searcher: Searcher
    answerer: Answerer

    async def ask(self, question: str, **how: Any) -> Answer:
        return await self.answerer.collect(self.viewer, Ask(question=question, repos=(self.repo,), **how))

    async def listen(self, question: str, **how: Any) -> list[AnswerEvent]:
        ask = Ask(question=question, repos=(self.repo,), **how)
        return [event async for event in self.answerer.answer(self.viewer, ask)]


@asynccontextmanager
async def chatting(
    database: Database,
    folder: Path,
    files: Mapping[str, bytes],
    *,
    prepare: Callable[[Repository], None] = lambda _: None,
    **settings_of_model: str,
) -> AsyncGenerator[Chat]:
    """Indexes a repository of `files` and opens a chat about it; `prepare` goes on with its history before."""
    repository = make_repository(folder / "source", files)
    prepare(repository)
    settings = load_settings({"REPOCHAT_HOME": str(folder / "home"), **settings_of_model}, env_file=None)
    home, viewer = open_home(settings.repochat_home), local_viewer()
    embedding = load_embedding_model("static")
    repo = await connect_repo(database, viewer, str(repository.path))
    await Indexer(database, home, embedding).run(viewer, repo)
    searcher = Searcher(database, home.mirrors, embedding)
    answerer = Answerer(database, home, searcher, settings)
    try:
        yield Chat(repository=repository, repo=repo, viewer=viewer, home=home, searcher=searcher, answerer=answerer)
    finally:
        await answerer.close()

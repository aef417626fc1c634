"""The product with a language model that answers by script, over a repository that is indexed already."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from repochat.core.database import Database
from repochat.llm.testing import ChatServer, ReceivedChat, ScriptEntry, run_chat_server
from tests.api.serving import Product, build_settings, serving
from tests.e2e.browsing import index_repository
from tests.git.repositories import Repository, make_repository

NOT_LOOPBACK = "0.0.0.0"  # noqa: S104  connects to this machine, and by its text is none of its loopback addresses
QUESTION = "What does greet_person do?"
CODE = b'''"""Greets people."""

GREETING = "Hello"


def greet_person(name: str) -> str:
    """Return a greeting for one person."""
    return f"{GREETING}, {name}!"


def greet_everybody(names: list[str]) -> list[str]:
    """Return a greeting for each of the names."""
    return [greet_person(name) for name in names]
'''
FILES = {
    "src/greetings.py": CODE,
    "src/other.py": b"def unrelated():\n    return 0\n",
    "README.md": b"# Greetings\n\nGreets people by name.\n",
}
_PIECE = re.compile(r"^<<\w+ (k\d+) \| [^\n]*\n(.*?)\n\w+>>$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Modelled:
    """`repo` is the name under which `repository` is connected."""

    product: Product
    server: ChatServer
    repository: Repository
    repo: str

    @property
    def address(self) -> str:
        return f"/chat?repo={self.repo}"


@asynccontextmanager
async def modelled(
    database: Database, folder: Path, *script: ScriptEntry, host: str = "127.0.0.1"
) -> AsyncGenerator[Modelled]:
    """`host` is what the model's server is called: a loopback address needs nobody's consent."""
    repository = make_repository(folder / "greetings", FILES)
    with run_chat_server(*script) as server:
        base_url = server.url_of("openai").replace("127.0.0.1", host)
        env = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "scripted", "LLM_BASE_URL": base_url}
        async with serving(database, build_settings(folder / "home", **env)) as product:
            repo = await index_repository(product.client, str(repository.path))
            yield Modelled(product=product, server=server, repository=repository, repo=repo)


def list_pieces(request: ReceivedChat) -> dict[str, str]:
    """The pieces of code in the prompt by their ids, in the order of the prompt."""
    return {match[1]: match[2] for match in _PIECE.finditer(request.prompt)}


def find_piece(request: ReceivedChat, text: str) -> str:
    """The id of the first piece in the prompt that holds `text`; "k999" when none does."""
    return next((piece for piece, told in list_pieces(request).items() if text in told), "k999")

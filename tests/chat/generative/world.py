"""A small commit, pinned in memory, whose pieces a model may cite."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evals.pinning import pin_mirror

from repochat.chat.context.model import ContextPiece
from repochat.chat.generative.splitting import StatementSplitter
from repochat.chat.generative.verifying import Verified, Verifier
from repochat.chat.pinned import Pinned
from repochat.chat.receipts import CitationChecker, CommitFact, SymbolLookup
from tests.git.repositories import make_repository

CLIENT = '''"""Sends requests."""

from store import Store


class Client(Store):
    """Talks to a server. It is never rude."""

    def connect(self, host, timeout=30, retries=3, verify=True):
        """Open a connection to a host.

        The timeout is in seconds. It does not follow redirects.
        """
        if not host:
            raise ValueError("host is missing")
        channel = open_channel(host, timeout)
        self.save(channel)
        return channel

    def close(self):
        """Close only channels that are open."""
        for channel in self.channels:
            channel.shutdown()


def open_channel(host, timeout):
    return Channel(host, timeout)
'''
STORE = "class Store:\n    limit = 5\n    burst = 10\n\n    def save(self, item):\n        self.items.append(item)\n"
FILES = {"src/client.py": CLIENT, "src/store.py": STORE}
COMMIT = CommitFact(sha="ab12cd34" * 5, date="2024-01-31", author="Ada", subject="Fix it")
PIECES = {
    "k1": ("src/client.py", 6, 18, "Client.connect"),
    "k2": ("src/client.py", 20, 23, "Client.close"),
    "k3": ("src/store.py", 1, 6, "Store"),
    "k4": ("src/client.py", 26, 27, "open_channel"),
    "k5": ("src/store.py", 900, 910, ""),
}


class Book:
    """Pieces by id."""

    def __init__(self, pinned: Pinned, pieces: Mapping[str, tuple[str, int, int, str]]) -> None:
        self._pieces = {
            name: ContextPiece(
                id=name, pinned=pinned, path=path, start_line=start, end_line=end, symbol=symbol, role="definition",
                origin="hit", rank=1, tokens=0, commits=(COMMIT,),
            )
            for name, (path, start, end, symbol) in pieces.items()
        }  # fmt: skip

    def find(self, id: str, /) -> ContextPiece | None:  # noqa: A002  as the verifier asks
        return self._pieces.get(id)


class World:
    """Asks the verifier about one text after another."""

    def __init__(self, pinned: Pinned, pieces: Mapping[str, tuple[str, int, int, str]] = PIECES) -> None:
        checker = CitationChecker(pinned.source, SymbolLookup(pinned.index), repo="r", address="")
        self.verifier = Verifier(Book(pinned, pieces), {pinned.label: checker})

    def verify(self, text: str) -> list[Verified]:
        splitter = StatementSplitter()
        return [self.verifier.verify(raw) for raw in (*splitter.feed(text), *splitter.finish())]

    def status(self, text: str) -> str:
        (verified,) = self.verify(text)
        return verified.statement.status


@contextmanager
def pin(folder: Path, files: Mapping[str, str] = FILES) -> Generator[Pinned]:
    """A repository of `files`, committed and opened."""
    repository = make_repository(folder, {path: text.encode() for path, text in files.items()}, is_bare=True)
    with pin_mirror(folder, repository.sha(), name="r", address="") as pinned:
        yield pinned

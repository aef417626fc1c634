"""A real HTTP server on loopback that speaks OpenAI's embeddings protocol by script. For tests only."""

import hashlib
import json
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Scripted:
    """One answer. The default is well-formed vectors; `body` replaces them, `delay_s` keeps the caller waiting."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    dimensions: int = 8
    delay_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Received:
    path: str
    authorization: str | None
    model: str
    texts: list[str]


class EmbeddingServer:
    """Answers by `script`, one entry a request; its last entry is repeated. `received` is what came in."""

    def __init__(self, script: Sequence[Scripted]) -> None:
        self.script = list(script)
        self.received: list[Received] = []
        self.base_url = ""
        self._lock = threading.Lock()

    def accept(self, request: Received) -> Scripted:
        with self._lock:
            self.received.append(request)
            return self.script[min(len(self.received), len(self.script)) - 1]


def embed_by_hash(text: str, dimensions: int) -> list[float]:
    """The same text always gives the same vector, and no two texts the same."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    return [float(value) for value in np.random.default_rng(seed).standard_normal(dimensions)]


@contextmanager
def run_embedding_server(*script: Scripted) -> Generator[EmbeddingServer]:
    """Listens on a free port of 127.0.0.1 until the block ends."""
    server = EmbeddingServer(script or (Scripted(),))

    class Handler(_EmbeddingHandler):
        embedding_server = server

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        server.base_url = f"http://127.0.0.1:{http.server_port}/v1"
        threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server
        finally:
            http.shutdown()


class _EmbeddingHandler(BaseHTTPRequestHandler):
    embedding_server: EmbeddingServer

    def do_POST(self) -> None:  # the name that http.server calls
        request = cast("dict[str, Any]", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        texts = cast("list[str]", request["input"])
        authorization = self.headers.get("Authorization")
        answer = self.embedding_server.accept(
            Received(path=self.path, authorization=authorization, model=str(request["model"]), texts=texts)
        )
        time.sleep(answer.delay_s)
        self._reply(answer, answer.body if answer.body is not None else _encode(texts, answer.dimensions))

    def _reply(self, answer: Scripted, body: bytes) -> None:
        try:
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True  # the caller did not wait: that is what a slow script is for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the signature is http.server's
        """Silent: a test's output is for its failures."""


def _encode(texts: Sequence[str], dimensions: int) -> bytes:
    # Sent in reverse, as the protocol allows: only `index` says which text a vector belongs to.
    items = [{"index": number, "embedding": embed_by_hash(text, dimensions)} for number, text in enumerate(texts)]
    return json.dumps({"object": "list", "data": items[::-1]}).encode()

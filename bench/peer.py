"""semble, installed on demand into an environment of its own and driven as a process that stays warm."""

import json
import os
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.registry import ensure_environment

from repochat.llm.static_weights import STATIC_MODEL_FOLDER

REQUIREMENT = "semble==0.7.0"
WORKER = Path(__file__).parent / "peer_worker.py"


class Peer:
    """One warm process of semble."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def index(self, tree: Path, scope: str) -> dict[str, Any]:
        """`scope` is `code` (semble's default) or `all` (documents and configuration, too, as ours)."""
        return self._ask({"do": "index", "tree": str(tree), "scope": scope})

    def search(self, queries: Sequence[str], *, repetitions: int, limit: int) -> list[float]:
        """Median milliseconds of each query on the index that was built last."""
        asked = {"do": "search", "queries": list(queries), "repetitions": repetitions, "limit": limit}
        return self._ask(asked)["milliseconds"]

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ChildProcessError(f"{REQUIREMENT} stopped; its own message stands above.")
        return json.loads(line)


@contextmanager
def running_peer(folder: Path) -> Generator[Peer]:
    """Raises RegistryUnreachableError when semble cannot be installed."""
    python = ensure_environment("bench", REQUIREMENT)
    offline = {"SEMBLE_CACHE_LOCATION": str(folder / "cache"), "HF_HUB_OFFLINE": "1"}
    command = [str(python), str(WORKER), str(STATIC_MODEL_FOLDER), str(folder / "model")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **offline}
    ) as process:
        try:
            yield Peer(process)
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(timeout=30)

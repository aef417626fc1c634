"""The doors as a person meets them: answers over HTTP, and the first answer of a cold process."""

import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from bench.measure import Measure
from evals.product import build_environment

from repochat.accounts.local_token import load_local_token
from repochat.core.home import open_home

CHAT_MS_MAX = 300
ASK_S_MAX = 2.0
WARM_UPS = 3
ROUNDS = 5
ASKS = 5
START_TIMEOUT_S = 60


@contextmanager
def running_api(environment: dict[str, str]) -> Generator[str]:
    """`repochat api` on a free port; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "repochat.cli", "api"]
    process = subprocess.Popen(command, env={**environment, "API_PORT": str(port)})
    address = f"http://127.0.0.1:{port}"
    try:
        _await_health(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=START_TIMEOUT_S)


def _await_health(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz").is_success:
                return
        except httpx.TransportError:
            pass  # it is not listening yet
        time.sleep(0.1)
    raise ChildProcessError("`repochat api` did not come up; its own message stands above.")


def measure_chat(home: Path, repo: str, name: str, questions: Sequence[str]) -> list[Measure]:
    """`POST /chat` without a language model, one question after the other."""
    taken: list[float] = []
    cited = 0
    headers = {"Authorization": f"Bearer {load_local_token(open_home(home))}"}
    with (
        running_api(build_environment(home)) as address,
        httpx.Client(base_url=address, timeout=60, headers=headers) as client,
    ):
        for question in questions[:WARM_UPS]:
            client.post("/chat", json={"repo": repo, "question": question}).raise_for_status()
        for _ in range(ROUNDS):
            for question in questions:
                began = time.perf_counter()
                response = client.post("/chat", json={"repo": repo, "question": question})
                taken.append(1000 * (time.perf_counter() - began))
                cited += len(response.raise_for_status().json()["citations"])
    p95 = statistics.quantiles(taken, n=20)[-1]
    p50 = statistics.median(taken)
    return [
        Measure(
            name="POST /chat without a model, p95",
            subject=name,
            figure=p95,
            unit="ms",
            target=CHAT_MS_MAX,
            detail=f"p50 {p50:.0f} ms, worst {max(taken):.0f} of {len(taken)}; {cited / len(taken):.1f} citations each",
        )
    ]


def measure_ask(home: Path, repo: str, name: str, question: str, *, state: str) -> list[Measure]:
    """`repochat ask` as a new process. `state` says whether a database was running already."""
    command = [sys.executable, "-m", "repochat.cli", "ask", question, "--repo", repo, "--json"]
    taken: list[float] = []
    for _ in range(ASKS):
        began = time.monotonic()
        printed = subprocess.run(command, env=build_environment(home), capture_output=True, text=True, check=False)
        taken.append(time.monotonic() - began)
        if printed.returncode != 0:
            raise ChildProcessError(f"`repochat ask` failed: {printed.stdout}{printed.stderr}")
        assert json.loads(printed.stdout)["revision"], "an answer names its revision"
    return [
        Measure(
            name=f"cold process, first answer ({state})",
            subject=name,
            figure=statistics.median(taken),
            unit="s",
            target=ASK_S_MAX,
            detail=f"of {ASKS}: {min(taken):.2f} to {max(taken):.2f} s",
        )
    ]

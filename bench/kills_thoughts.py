"""A Thought that works a while, leaves a process behind, and finds one of everything: so that each can be counted."""

import asyncio
import subprocess
import sys
import time
from hashlib import sha1, sha256

from repochat.git import resolve_revision
from repochat.thinking.context import ThoughtContext
from repochat.thinking.model import Artifact, Fact, Insight, Outcome, Quote
from repochat.thinking.registry import Registry
from repochat.thinking.spec import Amounts, CostModel, ThoughtSpec

LOCATION = f"{__name__}:build_registry"
CODE = b"A = 1\n"
WORK_S = 0.4
SPEC = ThoughtSpec(
    name="MapRepo",
    version=1,
    purpose="To be killed.",
    inputs=["its target"],
    triggers=frozenset(("push", "person")),
    cost=CostModel(base=Amounts(cpu_s=1.0, memory_bytes=1_000_000_000)),
)


class Counted:
    """Does something that can be counted, for the subject of its target."""

    @property
    def spec(self) -> ThoughtSpec:
        return SPEC

    async def read_inputs(self, context: ThoughtContext) -> str:
        return sha256(context.target.subject.encode()).hexdigest()

    async def run(self, context: ThoughtContext) -> Outcome:
        leave_process()
        until = time.monotonic() + WORK_S
        while time.monotonic() < until:
            context.check()
            context.note("working")
            await asyncio.sleep(0.05)
        return find_one(context)


def leave_process() -> None:
    """In a session of its own, so that no signal to a group reaches it."""
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], start_new_session=True)


def find_one(context: ThoughtContext) -> Outcome:
    """A fact, an insight on a line of the repository, and an artifact."""
    subject, sha = context.target.subject, resolve_revision(context.mirror, None).sha
    quote = Quote(
        sha=sha,
        path="a.py",
        blob=sha_of_blob(CODE),
        start_line=1,
        end_line=1,
        snippet_sha256=sha256(CODE).hexdigest(),
    )
    insight = Insight(
        identity=subject,
        kind="smell",
        rule="count",
        title=f"Number {subject}.",
        body="It stands there. [1]",
        severity="info",
        confidence=0.5,
        evidence=[quote],
        status="verified",
        path="a.py",
        start_line=1,
        end_line=1,
    )
    fact = Fact(kind="card", subject=subject, digest=subject, payload={"run": str(context.run_id)})
    left = Artifact(name="count.txt", media_type="text/plain", content=f"{subject} {context.run_id}".encode())
    return Outcome(ending="changed", summary=f"Counted {subject}.", facts=[fact], insights=[insight], artifacts=[left])


def sha_of_blob(content: bytes) -> str:
    """As git names it."""
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def build_registry() -> Registry:
    """As `thinking.registry.build_registry`."""
    return {"MapRepo": Counted()}

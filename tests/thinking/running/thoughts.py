"""Thoughts that misbehave on purpose; each is told what to do by the first path of its target."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from repochat.catalog.thinking.settings import Thought as ThoughtName
from repochat.core.errors import InvalidError
from repochat.thinking.context import Thought, ThoughtContext
from repochat.thinking.model import Artifact, Fact, Outcome
from repochat.thinking.registry import Registry
from repochat.thinking.spec import CostModel, ThoughtSpec

LOCATION = f"{__name__}:build_registry"
MEGABYTES = 1_000_000
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


@dataclass(frozen=True)
class Told:
    """Does what `context.target.subject` says."""

    name: ThoughtName = "MapRepo"

    @property
    def spec(self) -> ThoughtSpec:
        return ThoughtSpec(
            name=self.name,
            version=1,
            purpose="To be watched.",
            inputs=["its target"],
            triggers=frozenset(("push", "person")),
            cost=CostModel(),
        )

    async def read_inputs(self, context: ThoughtContext) -> str:
        return hashlib.sha256(repr(context.target).encode()).hexdigest()

    async def run(self, context: ThoughtContext) -> Outcome:
        what, _, how = context.target.subject.partition(":")
        context.note(f"began in {os.getpid()}")
        context.tell(1, 2, "half")
        return WAYS[what](context, how)


def find(context: ThoughtContext, how: str) -> Outcome:
    fact = Fact(kind="map", subject=how, digest=how, payload={"sha": context.target.sha, "number": 3})
    left = Artifact(name="notes.txt", media_type="text/plain", content=b"found")
    return Outcome(ending="changed", summary="Found one fact.", facts=[fact], artifacts=[left])


def spin(context: ThoughtContext, how: str) -> Outcome:
    until = time.process_time() + float(how)
    while time.process_time() < until:
        context.check()
    return Outcome(ending="nothing", summary="Spun.")


def hang(_: ThoughtContext, how: str) -> Outcome:
    """Deaf to every word."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(float(how))
    return Outcome(ending="nothing", summary="Hung.")


def burn(_: ThoughtContext, _how: str) -> Outcome:
    while True:
        pass


def hoard(_: ThoughtContext, how: str) -> Outcome:
    kept = [bytearray(MEGABYTES) for _ in range(int(how))]
    return Outcome(ending="nothing", summary=f"Kept {len(kept)} MB.")


def refuse(_: ThoughtContext, _how: str) -> Outcome:
    raise InvalidError("It does not want to.", hint="Ask nicely.")


def break_(_: ThoughtContext, _how: str) -> Outcome:
    raise ZeroDivisionError("nothing to share")


def leave(_: ThoughtContext, how: str) -> Outcome:
    os._exit(int(how))


def die(_: ThoughtContext, _how: str) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def fork(context: ThoughtContext, how: str) -> Outcome:
    """Leaves a process behind, in a session of its own when `how` says so."""
    left = subprocess.Popen(SLEEPER, start_new_session=how == "away")
    context.note(f"left {left.pid}")
    if how == "stay":
        time.sleep(60)
    if how == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(ending="nothing", summary="Forked.")


def talk(context: ThoughtContext, how: str) -> Outcome:
    for number in range(int(how)):
        context.note(f"line {number}")
    return Outcome(ending="nothing", summary="Talked.")


WAYS = {
    "find": find,
    "spin": spin,
    "hang": hang,
    "burn": burn,
    "hoard": hoard,
    "refuse": refuse,
    "break": break_,
    "exit": leave,
    "die": die,
    "fork": fork,
    "talk": talk,
}


def build_registry() -> Registry:
    """As `thinking.registry.build_registry`, of what stands here."""
    thoughts: list[Thought] = [Told()]
    return {thought.spec.name: thought for thought in thoughts}

"""What a Thought declares about itself before it runs: what it reads, when it is proposed, and what it may cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from repochat.catalog.thinking.settings import Thought as ThoughtName

Trigger = Literal["push", "pull_request", "cron", "idle", "person", "rerun"]
TRIGGERS: tuple[Trigger, ...] = get_args(Trigger)
URGENT: frozenset[Trigger] = frozenset(("push", "pull_request", "person", "rerun"))  # overtakes any backlog
Level = Literal["small", "medium", "large"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a run may use, or used. All are at least 0; memory is a peak, the others are sums."""

    cpu_s: float = 0.0
    gpu_s: float = 0.0
    memory_bytes: int = 0
    io_bytes: int = 0
    model_tokens: int = 0
    usd: float = 0.0

    def as_json(self) -> dict[str, float]:
        return {
            "cpu_s": self.cpu_s,
            "gpu_s": self.gpu_s,
            "memory_bytes": self.memory_bytes,
            "io_bytes": self.io_bytes,
            "model_tokens": self.model_tokens,
            "usd": self.usd,
        }


def read_amounts(stored: Mapping[str, float]) -> Amounts:
    """The reverse of `Amounts.as_json`; what is absent is 0."""
    return Amounts(
        cpu_s=float(stored.get("cpu_s", 0)),
        gpu_s=float(stored.get("gpu_s", 0)),
        memory_bytes=int(stored.get("memory_bytes", 0)),
        io_bytes=int(stored.get("io_bytes", 0)),
        model_tokens=int(stored.get("model_tokens", 0)),
        usd=float(stored.get("usd", 0)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a Thought is to look at. `base` is the commit before, for what looks at a change.

    `paths` (sorted; () is everything) and `subject` (a symbol, an insight's id: the Thought says which) narrow it.
    """

    sha: str
    base: str | None = None
    pull_number: int | None = None
    paths: tuple[str, ...] = ()
    subject: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "sha": self.sha,
            "base": self.base,
            "pull_number": self.pull_number,
            "paths": list(self.paths),
            "subject": self.subject,
        }


def read_target(stored: Mapping[str, Any]) -> Target:
    """The reverse of `Target.as_json`."""
    return Target(
        sha=stored["sha"],
        base=stored.get("base"),
        pull_number=stored.get("pull_number"),
        paths=tuple(stored.get("paths", ())),
        subject=stored.get("subject", ""),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CostModel:
    """What a run is expected to use at each level: `base`, and `per_file` for each file that it looks at.

    `cap` bounds what a level may ask for; measured runs of the same Thought and repository correct the estimate.
    """

    base: Amounts = Amounts(cpu_s=1.0, memory_bytes=200_000_000)
    per_file: Amounts = Amounts()
    caps: Mapping[Level, Amounts] = field(
        default_factory=lambda: {
            "small": Amounts(cpu_s=30.0, memory_bytes=1_000_000_000),
            "medium": Amounts(cpu_s=120.0, memory_bytes=2_000_000_000),
            "large": Amounts(cpu_s=600.0, memory_bytes=4_000_000_000),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThoughtSpec:
    """Frozen: a change of what a Thought does is a new `version`, so that no earlier outcome is taken for its own.

    `inputs` say in words what it reads (people see them). `cron` is when idle repositories are looked at anew (UTC).
    `needs_sandbox`: it runs code of the repository, so without a sandbox it is refused.
    """

    name: ThoughtName
    version: int
    purpose: str  # one sentence for people
    inputs: Sequence[str]
    triggers: frozenset[Trigger]
    cost: CostModel
    needs_sandbox: bool = False
    uses_model: bool = False
    is_level_bound: bool = False  # what it finds depends on how much it may use, so another level is another run
    cron: str | None = None

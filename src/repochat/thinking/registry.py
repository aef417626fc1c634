"""All Thoughts that there are, by name."""

from collections.abc import Mapping

from repochat.catalog.thinking.settings import Thought as ThoughtName
from repochat.core.errors import NotFoundError
from repochat.thinking.context import Thought
from repochat.thinking.thoughts.hypothesize_bug import HypothesizeBug
from repochat.thinking.thoughts.map_repo import MapRepo
from repochat.thinking.thoughts.prioritize import Prioritize
from repochat.thinking.thoughts.scan_diff import ScanDiff
from repochat.thinking.thoughts.smell_hunt import SmellHunt
from repochat.thinking.thoughts.summarize import Summarize

Registry = Mapping[ThoughtName, Thought]


def build_registry() -> Registry:
    """Every Thought that is built; those that settings name beside them come with later versions."""
    return {thought.spec.name: thought for thought in _list_thoughts()}


def get_thought(registry: Registry, name: str) -> Thought:
    """Raises NotFoundError."""
    for known, thought in registry.items():
        if known.lower() == name.lower():
            return thought
    raise NotFoundError(f"There is no Thought {name!r} to run.", hint=f"There are {', '.join(sorted(registry))}.")


def _list_thoughts() -> list[Thought]:
    return [HypothesizeBug(), MapRepo(), Prioritize(), ScanDiff(), SmellHunt(), Summarize()]

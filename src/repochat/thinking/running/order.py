"""What a run's process is given: values only, so that it opens everything else by itself."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.core.settings import Settings
from repochat.thinking.spec import Amounts, Level, Target, Trigger

REGISTRY = "repochat.thinking.registry:build_registry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One run. `registry` is where the Thoughts come from, as `module:function`."""

    run_id: UUID
    thought: str
    registry: str
    viewer: Viewer
    repo: Repo
    home: Path
    database_url: str
    settings: Settings
    target: Target
    trigger: Trigger
    level: Level
    allowed: Amounts

"""What a run is, so that the same is not done twice."""

import json
from collections.abc import Sequence
from hashlib import sha256

from repochat.core.settings import Settings
from repochat.thinking.spec import Level, Target, ThoughtSpec


def identify(spec: ThoughtSpec, digest: str, *, level: Level, settings: Settings) -> str:
    """SHA-256 in hex of the Thought, its version, what it reads (`digest`), and what of the settings matters."""
    model = f"{settings.llm_provider}:{settings.llm_model}" if spec.uses_model else ""
    parts = [spec.name, spec.version, digest, model, level if spec.is_level_bound else ""]
    return _hash(parts)


def describe_scope(target: Target) -> str:
    """Which part of the repository a target is about, whatever its commit."""
    return _hash([target.base is None, target.pull_number, list(target.paths), target.subject])


def _hash(parts: Sequence[object]) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()

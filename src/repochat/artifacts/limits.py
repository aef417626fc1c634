from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactLimits:
    """Bounds of what is kept outside the database."""

    artifact_bytes_max: int = 64 * 1024 * 1024
    artifacts_per_run_max: int = 50
    name_chars_max: int = 120
    kept_days: int = 30
    unclaimed_h: int = 24  # bytes that no run claims so long after they were put were put by one that died
    address_s: int = 15 * 60
    store_timeout_s: float = 30.0
    listed_max: int = 100_000  # objects that one sweep looks at; the next goes on


LIMITS = ArtifactLimits()

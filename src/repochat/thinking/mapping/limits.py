"""Every bound of a map, by name. What reaches one is named in the map's `cut`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLimits:
    modules_min: int = 5
    modules_max: int = 60
    asides_max: int = 8
    """Modules of tests, examples and tools; more are merged by their role."""
    links_max: int = 24
    """Modules that one depends on, the heaviest first."""
    link_evidence_max: int = 2
    link_tries_max: int = 6
    """Pairs of files that are looked at for a line that shows a link."""
    cycles_max: int = 20
    cycle_ties_max: int = 1_500
    """Imports inside cycles that are looked at for whether they are late."""
    cycle_imports_max: int = 12
    public_max: int = 12
    owners_max: int = 5
    authors_max: int = 400
    """Of one module, kept for the next map."""
    commits_max: int = 20_000
    half_life_days: float = 365.0
    entry_points_max: int = 60
    routes_max: int = 40
    route_files_max: int = 300
    commands_max: int = 60
    requirements_max: int = 400
    manifests_max: int = 120
    manifest_bytes_max: int = 2_000_000
    workflows_max: int = 12
    text_bytes_max: int = 1_000_000
    purpose_files_max: int = 8
    """Files of one module that are read for what it is for."""
    purpose_chars_max: int = 300
    doc_chars_max: int = 200


LIMITS = MapLimits()

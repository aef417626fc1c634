from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulingLimits:
    """Bounds and constants of the scheduler. Times are seconds, virtual ones too (CPU seconds of one repository)."""

    waiting_max: int = 500
    """Of one repository that nobody asked for; further ones are not proposed until some are settled."""
    paths_max: int = 200
    """Of one target, so that its proposal stays a row and not a document."""
    age_step_s: float = 600
    """One point of priority is worth so much waiting."""
    band_s: float = 3_600
    """Of one repository's Thoughts, those whose rank is within so much of the first compete by expected payoff."""
    bonus_step_s: float = 5
    """One point of priority, aged, moves a repository so far ahead in the order of fairness ..."""
    bonus_max_s: float = 60
    """... and no further: it bounds by how much a repository may be overtaken."""
    admitted_max: int = 32
    """In one pass; what is left gets another."""
    candidates: int = 8
    """Repositories that one look at the backlog brings."""
    looks_max: int = 6
    """Looks for one slot, where those that came first cannot pay for what they want."""
    listed_max: int = 50
    """Of one repository's waiting proposals, on a page."""
    clock_wait_s: float = 3_600
    """A clock that stands further behind than this was wrong before: time goes on from now, without a refill."""
    measured_runs: int = 20
    """The newest of one Thought and level, whose use corrects the estimate."""
    idle_repos: int = 4
    """That are given something to do at one idle moment."""
    idle_places_max: int = 4_000
    """The places of a repository that are ranked."""
    idle_paths: int = 40
    """That one idle proposal looks at."""
    last_runs: int = 5
    """Of one repository, on a page."""
    kept_days: int = 90
    forgotten_at_once: int = 1_000


LIMITS = SchedulingLimits()

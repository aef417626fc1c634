"""What the risk package gives and takes: values alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

ShouldStop = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class RiskLimits:
    """Bounds of one scoring. Times are seconds; reaching one is told in what is returned."""

    commits_max: int = 10_000
    """Newest first: older ones weigh next to nothing after decay."""
    commit_files_max: int = 200
    """A commit that touches more is a sweep (a reformat, a licence header) and says nothing of any one file."""
    files_max: int = 20_000
    file_bytes_max: int = 1_000_000
    log_timeout_s: float = 300
    functions_max: int = 200
    """Shown of one file."""
    fixes_traced_max: int = 40
    """Fixes of one file that are followed back to the lines they mended."""
    blames_max: int = 120
    blame_lines_max: int = 6_000
    blame_timeout_s: float = 10
    own_history_days: float = 365
    """How much of a repository's own history is held out to measure the scores on it."""
    change_commits_max: int = 2_000
    """Own commits that a change is compared with."""
    reasons_max: int = 4


LIMITS = RiskLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSignals:
    """What others know of a file. None is unknown, which is not the same as none.

    `in_degree` takes the place of what is guessed from import lines. The others are shown beside the scores and are no
    part of them: nothing was there to learn their weight from.
    """

    in_degree: int | None = None
    coverage_gap: float | None = None
    """The share of lines in [0, 1] that no test runs."""
    smells: int | None = None
    security_severity: float | None = None
    """Of the worst finding, in [0, 10]."""
    secrets: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRisk:
    """One file at one revision. Scores order files of one revision; percentiles are in [0, 100], 100 is the riskiest.

    `bug_score`: the log odds of a fix in the year after, `review_score`: the log of expected fixes a line. They answer
    two questions and are never blended. `size_percentile` stands beside both: the rank by lines alone. `contributions`
    are what each feature adds to `bug_score`; with `bug_base` of the revision they sum to it.
    """

    path: str
    lines: int
    bug_score: float
    bug_percentile: float
    bug_probability: float
    """By the shipped calibration, of a fix in the year after."""
    review_score: float
    review_percentile: float
    size_percentile: float
    features: Mapping[str, float | None]
    contributions: Mapping[str, float]
    review_contributions: Mapping[str, float]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRisk:
    """The files of a revision, the likeliest next bug first. What a bound left out is counted."""

    sha: str
    scored_at: int
    """The time of the commit in seconds: the scores of a revision do not drift."""
    model_version: str
    files: tuple[FileRisk, ...]
    bug_base: float
    review_base: float
    commits_read: int
    is_history_cut: bool
    has_lines: bool
    """Whether lines added and removed were known: git needs every blob of the history for that."""
    files_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRisk:
    """Where inside a risky file to look. This is no probability: no function has a score."""

    path: str
    qualified_name: str
    start_line: int
    end_line: int
    hot: int
    """Lines of it that were written or changed in the last 90 days."""
    once_fixed: int
    """Lines of it that a fix wrote."""
    suspect: int
    """Lines of it that stem from commits of which a later fix mended other lines."""
    fix_commits: tuple[str, ...]
    uncovered: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRisks:
    """The functions of a file that its history points at, the most telling first; `problems`: what bounds left out."""

    functions: tuple[FunctionRisk, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreQuality:
    """How well an order of files foretold the fixes after it. None where nothing could be measured.

    `auc`: that a file with a fix stands before one without. `popt`: area under fixes found over lines read, between the
    worst order (0) and the best (1). `recall_fifth`: the share of fixes in the first fifth of lines.
    """

    auc: float | None
    popt: float | None
    recall_fifth: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHistory:
    """Both scores and size alone, made at an older revision and held against the fixes since."""

    sha: str
    scored_at: int
    until: int
    files: int
    fixed_files: int
    fixes: int
    bug: ScoreQuality
    review: ScoreQuality
    size: ScoreQuality
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFile:
    """A file of a change; lines are None where git compares none."""

    path: str
    added: int | None
    removed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRisk:
    """A change among this repository's own commits of about its size: `percentile` in [0, 100], 100 is the riskiest.

    None where there are too few commits of its size to compare with. `size_percentile`: of its lines among all commits.
    """

    percentile: float | None
    size_percentile: float | None
    score: float
    base: float
    """`base` and the `contributions` sum to the score."""
    band_commits: int
    band_lines: tuple[int, int]
    """The fewest and the most lines of a commit that it was compared with."""
    features: Mapping[str, float | None]
    contributions: Mapping[str, float]
    reasons: tuple[str, ...]
    model_version: str
    notes: tuple[str, ...] = field(default=())

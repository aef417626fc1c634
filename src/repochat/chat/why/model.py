"""What is told of why an answer says what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LegPlace:
    """`rank` in the leg, from 1; `share` in [0, 1] is the leg's part of what the legs say together."""

    leg: str
    rank: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """`contribution` is exactly `weight` times `value`, and those of a place add up to its score exactly."""

    feature: str
    group: str
    weight: float
    value: float
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPlace:
    """A place that a search ranked. `cited`: the answer cites lines of it; `shown`: it is in the context."""

    rank: int
    path: str
    start_line: int
    end_line: int
    symbol: str
    score: float
    legs: tuple[LegPlace, ...]
    contributions: tuple[Contribution, ...]  # the greatest first, whatever their sign
    cited: bool
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """By how much the last hit was ahead in one feature."""

    feature: str
    behind: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A place that just failed to be found; `gap` is what it was short of the last hit, `lacked` where, mostly."""

    place: RankedPlace
    gap: float
    lacked: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutHit:
    """`rank` is what it would have, `was` what it has; None: it would not be found, or was not."""

    rank: int | None
    was: int | None
    path: str
    start_line: int
    end_line: int
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """What would have been found without something. `is_recomputed`: told now, at the answer's revision."""

    without: str
    hits: tuple[WithoutHit, ...]
    gone: tuple[WithoutHit, ...]
    is_recomputed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhySearch:
    """One search of the answer, as it was."""

    label: str
    query: str
    query_type: str
    revision: str
    policy_version: str
    hits: tuple[RankedPlace, ...]
    near_misses: tuple[NearMiss, ...]
    counterfactuals: tuple[Without, ...]
    dropped: Mapping[str, int]
    candidates: Mapping[str, int]
    notes: tuple[str, ...]
    timings_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceUse:
    """A piece of the context, and whether the answer cites it. `origin` and `role` say why it is there."""

    id: str
    repo: str
    commit: str
    path: str
    start_line: int
    end_line: int
    symbol: str
    role: str
    origin: str
    rank: int
    tokens: int
    cited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedUse:
    """Lines that were not shown, and why: budget, duplicate, document_quota, test_quota or unreadable.

    `tokens` is what they would have taken; 0 where that was not counted.
    """

    label: str
    path: str
    start_line: int
    end_line: int
    rank: int
    tokens: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextUse:
    """What a model was shown, and what was left out and why. The tokens of the pieces add up to `tokens`.

    Without a model these are the places that the answer was made from, and nothing was counted: all tokens are 0.
    """

    pieces: tuple[PieceUse, ...]
    dropped: tuple[DroppedUse, ...]
    tokens: int
    tokens_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was said, and what the checks made of it.

    Claims are what the answer states as fact or code, by how far their lines carry them. `removed` were taken out, as
    no line carries them; `unknown_ids` are citations that the model made up. `masked` secrets were hidden from it.
    """

    supported: int
    partly: int
    unsupported: int
    other: int  # headings, and what is said not to be known: they claim nothing
    removed: int
    unknown_ids: int
    citations: int
    masked: int
    requests: int
    tool_calls: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyStage:
    """`cost_usd` is None where no price is known."""

    name: str
    ms: float
    tokens_in: int
    tokens_out: int
    cost_usd: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the names mean, a sentence each."""

    legs: Mapping[str, str]
    features: Mapping[str, str]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why an answer says what it says, as it was logged when the answer was made.

    `propensities` holds, by its name, the probability of each choice that was random. It is empty while nothing is.
    """

    answer_id: UUID
    question: str
    mode: str
    model: str
    policy_version: str
    parameters: Mapping[str, float]
    propensities: Mapping[str, float]
    searches: tuple[WhySearch, ...]
    context: ContextUse | None
    outcome: Outcome
    stages: tuple[WhyStage, ...]
    words: Words

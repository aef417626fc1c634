"""The JSON of insights."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from repochat.api.limits import LIMITS
from repochat.api.shapes import Input, NoNul, PathText, RepoText, Shape
from repochat.catalog.thinking.insight_list_store import InsightFilter, InsightQuery
from repochat.catalog.thinking.rule_store import Rule, RuleState
from repochat.catalog.thinking.settings import Thought
from repochat.thinking.insights.judging import DismissReason, Said, Verdict
from repochat.thinking.model import InsightKind, InsightState, InsightStatus, Severity
from repochat.workspace.insights import InsightHistory, InsightView

EvidenceKind = Literal["quote", "repro", "commit"]


class EvidenceShape(Shape):
    """A `quote` of lines that git was asked for, a `repro` to run again, or the words of a `commit`'s message."""

    kind: EvidenceKind
    why: str
    url: str | None
    sha: str | None = None
    path: str | None = None
    blob: str | None = None
    start_line: int | None = None
    end_line: int | None = None
    snippet_sha256: str | None = None
    text: str | None = Field(default=None, description="The lines, bounded; null where git has them no more.")
    argv: list[str] | None = None
    artifact: str | None = None


class SuppressionShape(Shape):
    """Until its code changes, or until `until`."""

    reason: DismissReason
    note: str
    by: str
    until: datetime | None


class InsightVotesShape(Shape):
    useful: int
    not_useful: int


class InsightShape(Shape):
    """`mine` is the reader's own vote. `body` leans on `evidence` by numbers in brackets, from 1."""

    id: UUID
    repo: str
    repo_id: UUID
    identity: str
    thought: str
    kind: InsightKind
    rule: str
    title: str
    body: str
    severity: Severity
    confidence: float
    cwe: str
    status: InsightStatus
    state: InsightState
    falsifier: str
    sha: str
    path: str
    symbol: str
    start_line: int
    end_line: int
    evidence: list[EvidenceShape]
    details: dict[str, Any]
    value: float
    is_baseline: bool
    notified_at: datetime | None
    suppression: SuppressionShape | None
    fixed_by: str
    run_id: UUID | None
    first_sha: str
    first_seen_at: datetime
    last_seen_at: datetime
    votes: InsightVotesShape
    mine: Literal["useful", "not_useful"] | None

    @classmethod
    def of(cls, view: InsightView, evidence: Sequence[Mapping[str, Any]]) -> "InsightShape":
        return cls.model_validate(_tell(view, evidence))


class FactorShape(Shape):
    name: str
    factor: float
    words: str


class InsightEventShape(Shape):
    kind: str
    note: str
    made_by: str
    made_at: datetime


class InsightDetail(InsightShape):
    """`value` is the product of `factors`, by what is known now."""

    factors: list[FactorShape]
    events: list[InsightEventShape]

    @classmethod
    def of_one(
        cls, view: InsightView, evidence: Sequence[Mapping[str, Any]], history: InsightHistory
    ) -> "InsightDetail":
        factors = [asdict(each) for each in history.factors]
        return cls.model_validate({**_tell(view, evidence), "factors": factors, "events": history.events})


class InsightCountsShape(Shape):
    """Of all that the filters find."""

    by_severity: dict[str, int]
    by_kind: dict[str, int]
    by_state: dict[str, int]
    shown: int
    waiting: int


class InsightList(Shape):
    insights: list[InsightShape]
    counts: InsightCountsShape
    next_after: str | None


class InsightsAsked(Input):
    """Filters; a list takes several, and none is all. `path` is a file or a folder, `q` stands in what is said."""

    repo: RepoText | None = None
    repo_id: UUID | None = None
    filter: InsightFilter = "open"
    kind: list[InsightKind] = Field(default_factory=list[InsightKind], max_length=LIMITS.insight_choices_max)
    severity: list[Severity] = Field(default_factory=list[Severity], max_length=LIMITS.insight_choices_max)
    state: list[InsightState] = Field(default_factory=list[InsightState], max_length=LIMITS.insight_choices_max)
    status: list[InsightStatus] = Field(default_factory=list[InsightStatus], max_length=LIMITS.insight_choices_max)
    thought: list[Thought] = Field(default_factory=list[Thought], max_length=LIMITS.insight_choices_max)
    rule: Annotated[str, NoNul, Field(max_length=LIMITS.rule_chars_max)] = ""
    path: PathText = ""
    q: Annotated[str, NoNul, Field(max_length=LIMITS.name_chars_max)] = ""
    drawer: bool | None = Field(default=None, description="Only what nobody was told of, or only the rest.")
    after: str | None = Field(default=None, max_length=LIMITS.name_chars_max)
    limit: int = Field(default=50, ge=1, le=LIMITS.insights_listed_max)

    def read(self, repo_id: UUID | None) -> InsightQuery:
        return InsightQuery(
            repo_id=repo_id,
            filter=self.filter,
            kinds=self.kind,
            severities=self.severity,
            states=self.state,
            statuses=self.status,
            thoughts=self.thought,
            rule=self.rule,
            path=self.path.strip("/"),
            text=self.q.strip(),
            in_drawer=self.drawer,
        )


class VerdictInput(Input):
    """A dismissal needs its `reason`. `until` (a later time) ends it by itself."""

    verdict: Verdict
    reason: DismissReason | None = None
    note: Annotated[str, NoNul, Field(max_length=LIMITS.comment_chars_max)] = ""
    until: datetime | None = None

    def read(self) -> Said:
        return Said(verdict=self.verdict, reason=self.reason, note=self.note, until=self.until)


class SarifImportedShape(Shape):
    """`unplaced` had no lines within the repository at `sha`, its newest commit."""

    sha: str
    imported: int
    unplaced: int


class RerunShape(Shape):
    proposal_id: UUID


class RuleShape(Shape):
    """`shadow`: what it finds is stored and not shown; `off`: not stored. `open_count` is what it has open."""

    rule: str
    useful: int
    not_useful: int
    state: RuleState
    changed_by: str
    changed_at: datetime | None
    open_count: int | None

    @classmethod
    def of(cls, rule: Rule, open_count: int | None) -> "RuleShape":
        return cls.model_validate({**asdict(rule), "open_count": open_count})


class RuleList(Shape):
    rules: list[RuleShape]


class RuleInput(Input):
    state: RuleState


def _tell(view: InsightView, evidence: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    told = asdict(view.insight)
    votes = {"votes": view.votes, "mine": view.votes.mine}
    return {**told, "evidence": [dict(each) for each in evidence], **votes}

"""The JSON that enters and leaves. Field names are the API's contract; the web client is generated from them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from repochat.api.limits import LIMITS
from repochat.catalog.follow_store import FollowPath
from repochat.catalog.link_store import LinkState
from repochat.catalog.run_store import RunTrigger
from repochat.chat import AskMode, StatementKind
from repochat.chat.age import AgeState

IndexStatusName = Literal["queued", "running", "done", "failed", "cancelled"]
StatementStatus = Literal["supported", "partly", "unsupported"]


def _refuse_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("a NUL character is no part of any name")
    return text


NoNul = AfterValidator(_refuse_nul)  # neither git nor PostgreSQL can hold one
RepoText = Annotated[str, Field(min_length=1, max_length=LIMITS.source_chars_max), NoNul]
RevText = Annotated[str, Field(max_length=LIMITS.rev_chars_max), NoNul]
PathText = Annotated[str, Field(max_length=LIMITS.path_chars_max), NoNul]


class Shape(BaseModel):
    """Read from the attributes of our own values."""

    model_config = ConfigDict(from_attributes=True)


class Input(BaseModel):
    """What a client sends: an unknown field is a mistake that is told."""

    model_config = ConfigDict(extra="forbid")


class RepoInput(Input):
    source: RepoText = Field(description="A path, URL or owner/name.")
    name: Annotated[str, Field(min_length=1, max_length=LIMITS.name_chars_max), NoNul] | None = None


class IndexInput(Input):
    rev: RevText | None = Field(default=None, description="Branch, tag or SHA.")


class RepoShape(Shape):
    id: UUID
    name: str
    source: str
    source_kind: str
    default_branch: str | None
    created_at: datetime


class RevisionShape(Shape):
    sha: str
    ref: str
    committed_at: datetime
    indexed_at: datetime
    counts: dict[str, Any] = Field(description="The report of the run that indexed it.")


class FreshnessShape(Shape):
    """`head` is where the default branch stood when it was looked at last; a local source is looked at now."""

    state: Literal["never_indexed", "fresh", "behind", "unknown"]
    head: str | None
    note: str
    commits_behind: int | None = Field(description="Null where the new commits are not fetched yet, and in lists.")
    behind_since: datetime | None = Field(description="When the change was noticed.")
    path: FollowPath | None = Field(description="How changes are learned of; null: nobody follows yet.")
    place: LinkState | None = Field(description="What became of it at its forge; null: none is known.")
    last_event_at: datetime | None
    last_checked_at: datetime | None
    next_check_at: datetime | None
    problem: dict[str, Any] | None = Field(description="{message, hint}: why the last look failed.")


class RepoListed(RepoShape):
    """`latest` is the newest indexed revision; null: not indexed yet. `freshness` is told by what was seen last."""

    latest: RevisionShape | None
    freshness: FreshnessShape


class RepoList(Shape):
    repos: list[RepoListed]


class PhaseShape(Shape):
    phase: str
    seconds: float


class RunShape(Shape):
    """An attempt to index. `error` is {kind, message, hint}; `trigger` says why it was asked for."""

    id: UUID
    repo_id: UUID
    rev: str | None
    status: IndexStatusName
    progress: dict[str, Any]
    report: dict[str, Any] | None
    error: dict[str, Any] | None
    cancel_requested: bool
    trigger: RunTrigger
    phases: list[PhaseShape] = Field(description="In order, since it was started; the last of one that runs goes on.")
    started_at: datetime | None = Field(description="When a worker took it, the last time if it was run again.")
    ended_at: datetime | None = Field(description="When its process was last heard of.")
    created_at: datetime
    updated_at: datetime


class SkippedShape(Shape):
    """`paths` holds the first of `count`."""

    reason: str
    count: int
    paths: list[str]


class StatusShape(Shape):
    repo: RepoShape
    revision: RevisionShape | None
    freshness: FreshnessShape
    skipped: list[SkippedShape]
    run: RunShape | None = Field(description="The latest.")
    active: list[RunShape] = Field(description="What is indexed now, and what waits.")


class ExplanationShape(Shape):
    legs: dict[str, int]
    features: dict[str, float]
    contributions: dict[str, float]


class HitShape(Shape):
    rank: int
    path: str
    blob: str
    start_line: int
    end_line: int
    symbol: str
    kind: str
    score: float
    explain: ExplanationShape


class StandingShape(Shape):
    """How far a commit is behind the newest indexed one of its branch, and that behind the source; null: unknown."""

    branch: str
    revision: str
    newest: str | None
    commits_behind: int | None
    is_rewritten: bool = Field(description="The branch no longer has the commit.")
    source_head: str | None = Field(description="Where the branch stood when the source was fetched last.")
    source_commits_behind: int | None


class SearchShape(Shape):
    query: str
    query_type: str
    wants_tests: bool
    revision: str
    hits: list[HitShape]
    near_misses: list[HitShape]
    dropped: dict[str, int]
    candidates: dict[str, int]
    policy_version: str
    timings_ms: dict[str, float]
    standing: StandingShape | None = Field(default=None, description="How far the searched revision is behind.")


class MessagePart(BaseModel):
    """A part of a message in the AI SDK's form; only `text` parts are read."""

    type: str
    text: str = ""


class Message(BaseModel):
    role: str
    parts: list[MessagePart] = Field(default_factory=list[MessagePart])
    content: str = ""


class FocusInput(Input):
    """Whole lines of a file, 1-based and inclusive; without `rev` at the revision that is asked."""

    path: Annotated[str, Field(min_length=1, max_length=LIMITS.path_chars_max), NoNul]
    start_line: int = Field(ge=1, le=LIMITS.line_max)
    end_line: int = Field(ge=1, le=LIMITS.line_max)
    rev: RevText | None = None


class ChatInput(BaseModel):
    """`question`, or the AI SDK's `messages`, of which the last one of the user is the question.

    What was said before is the conversation's, not the client's to tell: `conversation_id` says which; without one a
    conversation begins.
    """

    repo: RepoText
    repos: list[RepoText] = Field(
        default_factory=list[str], max_length=LIMITS.repos_asked_max, description="More repositories to ask at once."
    )
    question: str | None = Field(default=None, max_length=LIMITS.question_chars_max)
    messages: list[Message] = Field(default_factory=list[Message], max_length=LIMITS.messages_max)
    rev: RevText | None = Field(default=None, description="Of `repo`; the others are asked at their newest.")
    compare: tuple[RevText, RevText] | None = Field(
        default=None, description="Two revisions of `repo`, the older one first: what changed between them is answered."
    )
    pr: int | None = Field(default=None, ge=1, le=999_999_999, description="The number of a pull request of `repo`.")
    focus: FocusInput | None = Field(
        default=None, description='Lines of `repo` that the question means by "this"; they are read before all else.'
    )
    mode: AskMode = Field(default="auto", description="auto chooses between quick and deep by the question.")
    strict: bool = Field(default=False, description="Leave out what no line supports, instead of marking it.")
    conversation_id: UUID | None = None
    stream: bool = False
    trigger: str | None = Field(default=None, description="Sent by the AI SDK's own transport: it wants the stream.")


class StatementShape(Shape):
    """A sentence in Markdown. `tier` is 0 (no line cited) to 3 (the lines carry the statement)."""

    text: str
    citations: list[str]
    status: StatementStatus
    tier: int = Field(ge=0, le=3)
    is_item: bool = Field(description="Belongs to the list that the statement before it opens.")
    kind: StatementKind = Field(description="Only a fact and code are claims; the others are marked by nothing.")
    missing: list[str] = Field(description="What the cited lines do not carry.")


class CitationShape(Shape):
    """Whole lines of a blob at a commit; `snippet_sha256` is of exactly their bytes, line ends included.

    Of a commit they are lines of its message, without path and blob; of a pull request lines of its title, a blank line
    and its body, which `told` holds since git does not.
    """

    id: str
    repo: str
    commit: str
    path: str
    blob: str
    start_line: int
    end_line: int
    snippet_sha256: str
    symbol: str
    url: str = Field(description="Where a known host shows these lines, or empty.")
    kind: Literal["code", "commit", "pull_request"] = "code"
    ref: str = Field(default="", description="The number of a pull request, like #12, or empty.")
    told: str = Field(default="", description="The cited lines of a pull request, as its forge told them.")


class ConfidenceShape(Shape):
    """How far an answer is proven, from its grounding; `right` of `judged` answers of its band were rated well."""

    value: float = Field(ge=0, le=1)
    band: Literal["none", "low", "medium", "high"]
    reasons: list[str]
    judged: int
    right: int


class CitationAgeShape(Shape):
    """What became of a citation by `commit`: where the lines stand there, or where they stood if they are gone."""

    id: str
    state: AgeState
    how: str
    commit: str
    path: str
    start_line: int
    end_line: int
    changed_in: str = Field(description="The commit that did it, or empty.")


class AgeShape(StandingShape):
    """What became of an answer: as bad as the worst of its citations, in the order of the states."""

    state: AgeState
    checked_at: datetime
    citations: list[CitationAgeShape]


class StepShape(Shape):
    """A call of a read-only tool while the answer was made; `summary` says in a line what came back."""

    call_id: str
    name: str
    arguments: dict[str, Any]
    summary: str
    is_error: bool
    ms: float
    tokens: int


class AnswerShape(Shape):
    answer_id: UUID
    answer: str
    statements: list[StatementShape]
    citations: list[CitationShape]
    revision: str
    mode: str
    policy_version: str
    timings_ms: dict[str, float]
    note: str
    removed: int = Field(description="Statements that failed their check and are not shown.")
    confidence: ConfidenceShape
    model: str = Field(description="Provider and model that wrote it, or empty.")
    usage: dict[str, Any] = Field(description="Tokens, cost and masked secrets of the model.")
    unknown_ids: int = Field(description="Citations that the model made up; dropped.")
    status: Literal["done", "cancelled"]
    steps: list[StepShape] = Field(default_factory=list[StepShape], description="Where it looked, in order.")
    age: AgeShape | None = Field(default=None, description="What became of it; null where that was not looked at.")


class ChatShape(AnswerShape):
    """An answer with its place in a conversation."""

    turn_id: UUID
    conversation_id: UUID


class SymbolShape(Shape):
    kind: str
    name: str
    qualified_name: str
    signature: str
    start_line: int
    end_line: int


class FileShape(Shape):
    """A file at a commit. `content` is null when it cannot be shown; `unshown` says why.

    Lines are counted by line feeds, as git does; `content` holds the lines `start` to `end`, line ends included.
    """

    repo: str
    commit: str
    path: str
    blob: str
    mode: str
    size_bytes: int
    language: str
    skip_reason: str | None
    encoding: str | None
    replaced: bool = Field(description="True when some bytes are no text and show as U+FFFD.")
    lines: int
    start: int
    end: int
    content: str | None
    unshown: Literal["binary", "too_large", "no_file"] | None
    url: str = Field(description="Where a known host shows these lines, or empty.")
    symbols: list[SymbolShape]


class FileListed(Shape):
    path: str
    oid: str
    size_bytes: int
    language: str
    skip_reason: str | None


class FileList(Shape):
    """`next_after` continues a list that reached its limit."""

    commit: str
    files: list[FileListed]
    next_after: str | None


class HealthShape(Shape):
    status: Literal["ok"]
    version: str


class CheckShape(Shape):
    ok: bool
    detail: str


class ReadyShape(Shape):
    ready: bool
    checks: dict[str, CheckShape]

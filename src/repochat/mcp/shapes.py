"""What the tools return, as JSON with a schema. Texts of a repository are data: cleaned of what can't be seen."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Cursor = Annotated[
    str | None, Field(description="Pass it as `cursor` to get what comes next; null when there is no more.")
]


class Place(BaseModel):
    """Whole lines of a file at a commit, 1-based and inclusive. `text` is null where only the place is told."""

    path: str
    start_line: int
    end_line: int
    symbol: str = Field(description="Qualified name of the definition, or empty.")
    kind: str
    text: str | None = None
    is_cut: bool = Field(default=False, description="True when `text` is only the beginning.")
    url: str = Field(default="", description="Where a known host shows these lines at this commit.")


class Hit(Place):
    rank: int
    score: float


class Standing(BaseModel):
    """How far the commit is behind: what is told of it may have changed since. Null is unknown."""

    branch: str
    newest: str | None = Field(description="The newest indexed commit of the branch.")
    commits_behind: int | None
    source_commits_behind: int | None = Field(description="How far the newest indexed commit is behind the source.")


class SearchResult(BaseModel):
    repository: str
    commit: str
    standing: Standing | None
    query_type: str
    hits: list[Hit]
    next_cursor: Cursor


class FileResult(BaseModel):
    repository: str
    commit: str
    path: str
    language: str
    start_line: int
    end_line: int
    lines: int = Field(description="How many the file has.")
    text: str
    symbols: list[Place] = Field(description="Definitions that begin in these lines.")
    next_start: int | None = Field(description="Pass it as `start` to read on; null at the end of the file.")


class SymbolResult(BaseModel):
    repository: str
    commit: str
    definitions: list[Place] = Field(description="The likeliest first, with their text.")
    others: list[Place] = Field(description="Further definitions of that name, without text.")


class Reference(Place):
    """`symbol` is the definition that the line stands in."""

    other: str = Field(description="The definition at the other end: who refers, or what is called.")
    other_path: str
    certainty: str = Field(description="sure, likely, possible, or by name.")


class ReferenceResult(BaseModel):
    repository: str
    commit: str
    subject: Place
    namesakes: int = Field(description="Other definitions of the same name; narrow with `path` to ask about one.")
    references: list[Reference]
    total: int
    next_cursor: Cursor


class Source(BaseModel):
    """A citation: the lines were found in git, and their hash is `snippet_sha256`.

    Of a commit the lines are those of its message. Of a pull request they are those of its title and body, as its forge
    told them: git can't prove these.
    """

    id: str
    repository: str
    commit: str
    path: str
    start_line: int
    end_line: int
    symbol: str
    snippet_sha256: str
    url: str
    kind: Literal["code", "commit", "pull_request"] = "code"
    ref: str = Field(default="", description="The number of a pull request, like #12.")


class Said(BaseModel):
    """`status` says how far the cited lines carry the statement."""

    text: str
    citations: list[str]
    status: Literal["supported", "partly", "unsupported"]


class AnswerResult(BaseModel):
    answer_id: str = Field(description="What `why` takes.")
    repository: str
    commit: str
    standing: Standing | None
    age: str = Field(description="still_true, moved, unchecked, changed or gone: what became of the evidence by now.")
    mode: str
    confidence: str = Field(description="none, low, medium or high: computed from how far the statements are proven.")
    confidence_reasons: list[str]
    note: str
    statements: list[Said]
    citations: list[Source]


class Factor(BaseModel):
    feature: str
    contribution: float = Field(description="weight times value; those of a place add up to its score.")
    meaning: str


class RankedReason(BaseModel):
    rank: int
    path: str
    start_line: int
    end_line: int
    symbol: str
    score: float
    legs: list[str] = Field(description="Which searches found it, with its rank in each.")
    factors: list[Factor]
    cited: bool


class AlternativeHit(BaseModel):
    rank: int | None
    was: int | None
    path: str
    start_line: int
    end_line: int


class Alternative(BaseModel):
    """What would have been found `without` something; `was` is the real rank."""

    without: str
    hits: list[AlternativeHit]


class SearchReason(BaseModel):
    label: str
    query: str
    query_type: str
    revision: str
    hits: list[RankedReason]
    near_misses: list[RankedReason]
    alternatives: list[Alternative]
    dropped: dict[str, int]


class WhyResult(BaseModel):
    answer_id: str
    question: str
    mode: str
    model: str
    policy_version: str
    searches: list[SearchReason]
    pieces_shown: int = Field(description="Pieces of code that a model was shown; 0 without a model.")
    pieces_cited: int
    pieces_dropped: int
    stages_ms: dict[str, float]


class ChangedPath(BaseModel):
    path: str
    old_path: str
    status: str
    added: int | None = Field(description="Lines; null for a binary file.")
    removed: int | None


class ChangedDefinition(BaseModel):
    path: str
    name: str
    kind: str
    status: str


class ComparisonResult(BaseModel):
    repository: str
    base: str
    head: str
    files_changed: int
    lines_added: int
    lines_removed: int
    files: list[ChangedPath]
    definitions: list[ChangedDefinition] | None = Field(description="Null when neither revision is indexed.")
    definitions_total: int
    patch: str | None = Field(description="Of the path that was asked for, or of the only file; else null.")
    next_cursor: Cursor


class RepositoryStatus(BaseModel):
    name: str
    source: str
    default_branch: str | None
    commit: str | None = Field(description="The newest indexed one; null: nothing is indexed.")
    ref: str | None
    indexed_at: str | None
    freshness: str = Field(description="fresh, behind, unknown or never_indexed.")
    note: str
    revisions: list[str] = Field(description="Indexed commits, newest first; other revisions must be indexed first.")
    counts: dict[str, int]
    skipped: dict[str, int] = Field(description="Files that are not searched, by reason.")


class RepositoryList(BaseModel):
    repositories: list[RepositoryStatus]
    total: int


class InsightEvidence(BaseModel):
    """Lines of a file (`quote`), words of a commit's message (`commit`), or a command of ours (`repro`)."""

    kind: str
    why: str
    commit: str
    path: str
    start_line: int
    end_line: int
    text: str
    url: str


class FoundInsight(BaseModel):
    """`body` leans on `evidence` by numbers in brackets, from 1. A hypothesis is never a fact."""

    id: str
    title: str
    body: str
    kind: str
    rule: str
    severity: str
    status: str
    state: str
    commit: str
    path: str
    start_line: int
    end_line: int
    symbol: str
    falsifier: str = Field(description="What would settle a hypothesis.")
    evidence: list[InsightEvidence]


class InsightsResult(BaseModel):
    repository: str
    insights: list[FoundInsight]
    total: int = Field(description="How many there are of these.")

"""Tables of `catalog`.

Every one of them belongs to a tenant, directly or through its parent; see migrations for the row-level security that
enforces it.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from repochat.core.database import Table

Json = dict[str, Any]
RULE_FILES = "path ~ '(^|/)[.](gitattributes|repochatignore)$'"  # what decides how other files are read


def _now() -> Mapped[datetime]:
    return mapped_column(DateTime(timezone=True), server_default=func.now())


class RepoRow(Table):
    """A connected repository. `name` is what people type; `source` is what git is given.

    One that `is_restricted` is seen only by users with a row in `repo_access`.
    """

    __tablename__ = "repos"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), UniqueConstraint("tenant_id", "source"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str]
    source: Mapped[str]
    source_kind: Mapped[str]
    default_branch: Mapped[str | None]
    created_at: Mapped[datetime] = _now()
    is_restricted: Mapped[bool] = mapped_column(server_default="false")


class RevisionRow(Table):
    """A commit that is indexed and visible. The row is written in the transaction that makes it so.

    `ordinal` counts the revisions of a repository in the order of indexing; `file_versions` are intervals over it.
    A commit indexed again by another derivation has another row; the newest counts.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("repo_id", "ordinal"), Index("revisions_sha", "repo_id", "sha"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    sha: Mapped[str]
    ordinal: Mapped[int]
    ref: Mapped[str]
    committed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    indexed_at: Mapped[datetime] = _now()
    derivation: Mapped[str]
    counts: Mapped[Json] = mapped_column(JSONB)


class BlobRow(Table):
    """The unit of work: what one blob yields when read as its path says, whatever its paths, branches or commits.

    Immutable: `derivation` names the code and the embedding model that made it, and another one makes another row.
    `piece` is the packed form (`catalog.piece`) from which `search` builds its indexes.
    """

    __tablename__ = "blobs"
    __table_args__ = (UniqueConstraint("tenant_id", "oid", "read_as", "derivation"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    oid: Mapped[str]
    read_as: Mapped[str]
    language: Mapped[str]
    derivation: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    lines: Mapped[int]
    chunks: Mapped[int]
    symbols: Mapped[int]
    skip_reason: Mapped[str | None]
    problems: Mapped[list[str]] = mapped_column(JSONB)
    piece: Mapped[bytes] = mapped_column(LargeBinary)
    derived_at: Mapped[datetime] = _now()


class FileVersionRow(Table):
    """Where a blob lives when: at `path`, from revision `from_ordinal` until before `to_ordinal` (null: still)."""

    __tablename__ = "file_versions"
    __table_args__ = (
        Index("file_versions_open", "repo_id", "path", unique=True, postgresql_where="to_ordinal IS NULL"),
        Index("file_versions_blob", "blob_id"),
        Index("file_versions_from", "repo_id", "from_ordinal"),
        Index("file_versions_to", "repo_id", "to_ordinal", postgresql_where="to_ordinal IS NOT NULL"),
        Index("file_versions_rules", "repo_id", postgresql_where=RULE_FILES),
    )

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    from_ordinal: Mapped[int] = mapped_column(primary_key=True)
    to_ordinal: Mapped[int | None]
    oid: Mapped[str]
    mode: Mapped[int]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    blob_id: Mapped[int | None] = mapped_column(ForeignKey("blobs.id"))
    language: Mapped[str]
    skip_reason: Mapped[str | None]


class SymbolRow(Table):
    """A definition in a blob; `position` orders them, `parent` is a position or -1."""

    __tablename__ = "symbols"

    blob_id: Mapped[int] = mapped_column(ForeignKey("blobs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    qualified_name: Mapped[str]
    signature: Mapped[str]
    doc: Mapped[str]
    start_line: Mapped[int]
    end_line: Mapped[int]
    parent: Mapped[int]
    complexity: Mapped[int]


class ChunkRow(Table):
    """What is retrieved: whole lines of a blob, with the vector of its head under the blob's embedding model."""

    __tablename__ = "chunks"

    blob_id: Mapped[int] = mapped_column(ForeignKey("blobs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    start_line: Mapped[int]
    end_line: Mapped[int]
    kind: Mapped[str]
    symbol: Mapped[int]
    heading: Mapped[str]
    embedding: Mapped[Any] = mapped_column(HALFVEC)


class IndexRunRow(Table):
    """One attempt to index a repository: its progress while it runs, its report or error afterwards.

    `trigger` is why it was asked for; `started_at` is when a worker took it the last time, `phases` what it has done
    since, as [{phase, seconds}].
    """

    __tablename__ = "index_runs"
    __table_args__ = (
        Index("index_runs_repo", "repo_id", "created_at"),
        Index("index_runs_time", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    rev: Mapped[str | None]
    status: Mapped[str]
    progress: Mapped[Json] = mapped_column(JSONB)
    report: Mapped[Json | None] = mapped_column(JSONB)
    error: Mapped[Json | None] = mapped_column(JSONB)
    cancel_requested: Mapped[bool] = mapped_column(default=False, server_default="false")
    trigger: Mapped[str] = mapped_column(server_default="unknown")
    phases: Mapped[list[Json]] = mapped_column(JSONB, server_default="[]")
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = _now()
    updated_at: Mapped[datetime] = _now()


class PolicyRow(Table):
    """A version of the ranking's parameters. Every answer names the one it used."""

    __tablename__ = "policies"

    version: Mapped[str] = mapped_column(primary_key=True)
    parameters: Mapped[Json] = mapped_column(JSONB)
    created_at: Mapped[datetime] = _now()


class AnswerRow(Table):
    """An answer as it was shown; `status` is done or cancelled.

    `steps` are the calls of tools, as `chat.model.Step` has them. `ref` is the branch or pull request that it follows,
    "" for the default branch; `again_of` the answer whose question it answers again.
    """

    __tablename__ = "answers"
    __table_args__ = (Index("answers_repo", "repo_id", "created_at"), Index("answers_again", "again_of"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    repo_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    revision: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    statements: Mapped[list[Any]] = mapped_column(JSONB)
    mode: Mapped[str]
    policy_version: Mapped[str]
    timings_ms: Mapped[Json] = mapped_column(JSONB)
    created_at: Mapped[datetime] = _now()
    status: Mapped[str] = mapped_column(server_default="done")
    note: Mapped[str] = mapped_column(server_default="")
    removed: Mapped[int] = mapped_column(server_default="0")
    unknown_ids: Mapped[int] = mapped_column(server_default="0")
    model: Mapped[str] = mapped_column(server_default="")
    usage: Mapped[Json] = mapped_column(JSONB, server_default="{}")
    steps: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    confidence: Mapped[Json] = mapped_column(
        JSONB, server_default='{"value": 0, "band": "none", "reasons": [], "judged": 0, "right": 0}'
    )
    ref: Mapped[str] = mapped_column(server_default="")
    again_of: Mapped[UUID | None] = mapped_column(ForeignKey("answers.id", ondelete="SET NULL"))


class CitationRow(Table):
    """A checked citation of an answer; statements name it by `c` and its position, which may leave numbers out.

    `kind` is code, commit or pull_request; `told` are the cited lines of a pull request, which git does not have.
    """

    __tablename__ = "citations"
    __table_args__ = (Index("citations_path", "repo_id", "path"),)

    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    path: Mapped[str]
    blob: Mapped[str]
    start_line: Mapped[int]
    end_line: Mapped[int]
    snippet_sha256: Mapped[str]
    symbol: Mapped[str]
    repo: Mapped[str]
    repo_id: Mapped[UUID | None] = mapped_column(ForeignKey("repos.id", ondelete="SET NULL"))
    commit: Mapped[str]
    url: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="code")
    ref: Mapped[str] = mapped_column(server_default="")
    told: Mapped[str] = mapped_column(server_default="")


class RetrievalLogRow(Table):
    """Why an answer's context was chosen, stored when it was made.

    `searches` are the searches' own reports, `context` what was built from them, `stages` what each took, `policy` the
    parameters of the ranking as they were.
    """

    __tablename__ = "retrieval_logs"

    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    searches: Mapped[list[Any]] = mapped_column(JSONB)
    context: Mapped[Json] = mapped_column(JSONB)
    stages: Mapped[list[Any]] = mapped_column(JSONB)
    policy: Mapped[Json] = mapped_column(JSONB)


class ConversationRow(Table):
    """Turns that follow one another. Its owner (`Viewer.key`) alone sees it unless it is shared with the tenant.

    `repo_id` is what its first question, and so its title, is about.
    """

    __tablename__ = "conversations"
    __table_args__ = (Index("conversations_time", "tenant_id", "updated_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    owner: Mapped[str]
    repo_id: Mapped[UUID | None] = mapped_column(ForeignKey("repos.id", ondelete="SET NULL"))
    title: Mapped[str]
    is_shared: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime] = _now()
    updated_at: Mapped[datetime] = _now()


class TurnRow(Table):
    """A question and what became of it: `status` is running, done, cancelled or failed; `asked` is how it was put."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation_id", "position"), Index("turns_answer", "answer_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    position: Mapped[int]
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    question: Mapped[str]
    asked: Mapped[Json] = mapped_column(JSONB)
    status: Mapped[str]
    answer_id: Mapped[UUID | None] = mapped_column(ForeignKey("answers.id", ondelete="SET NULL"))
    error: Mapped[Json | None] = mapped_column(JSONB)
    created_at: Mapped[datetime] = _now()
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class FeedbackRow(Table):
    """What a person said of an answer, a citation or the right place, or a click; one row each, the latest word counts.

    `policy_version` and `features` are those of what it is about, as they were logged with the answer.
    """

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("answer_id", "author", "kind", "target"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"))
    author: Mapped[str]
    kind: Mapped[str]
    target: Mapped[str]
    value: Mapped[int]
    comment: Mapped[str]
    detail: Mapped[Json] = mapped_column(JSONB)
    policy_version: Mapped[str]
    features: Mapped[Json] = mapped_column(JSONB)
    created_at: Mapped[datetime] = _now()
    updated_at: Mapped[datetime] = _now()


class ModelConsentRow(Table):
    """An owner's yes: code of the repository may go to this host. No row, no code."""

    __tablename__ = "model_consents"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    host: Mapped[str] = mapped_column(primary_key=True)
    granted_by: Mapped[str]
    granted_at: Mapped[datetime] = _now()


class ModelBudgetRow(Table):
    """What models may use for the repository in a day (UTC); null: no bound of its own."""

    __tablename__ = "model_budgets"

    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"), primary_key=True)
    tokens_per_day: Mapped[int | None] = mapped_column(BigInteger)
    usd_per_day: Mapped[Decimal | None] = mapped_column(Numeric(12, 6))


class ModelUsageRow(Table):
    """Tokens and money of one answer: reserved before the model is asked, settled by what it used."""

    __tablename__ = "model_usage"
    __table_args__ = (Index("model_usage_day", "tenant_id", "day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    repo_id: Mapped[UUID] = mapped_column(ForeignKey("repos.id", ondelete="CASCADE"))
    answer_id: Mapped[UUID | None]
    model: Mapped[str]
    day: Mapped[date]
    reserved_tokens: Mapped[int] = mapped_column(BigInteger)
    reserved_usd: Mapped[Decimal] = mapped_column(Numeric(12, 6))
    is_settled: Mapped[bool] = mapped_column(server_default="false")
    input_tokens: Mapped[int] = mapped_column(BigInteger, server_default="0")
    output_tokens: Mapped[int] = mapped_column(BigInteger, server_default="0")
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric(12, 6))
    created_at: Mapped[datetime] = _now()

"""What became of the evidence of an answer, and questions that somebody watches.

An answer names the ref that it was asked at, so that its age is told against the newest revision of that ref. Verdicts
carry the blob in which they were found: as long as that blob stands at their path, they hold at any later revision.
"""

from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = """
ALTER TABLE answers
    ADD COLUMN ref text NOT NULL DEFAULT '',
    ADD COLUMN again_of uuid REFERENCES answers (id) ON DELETE SET NULL;
CREATE INDEX answers_again ON answers (again_of);
UPDATE answers SET ref = r.ref FROM revisions r
    WHERE r.repo_id = answers.repo_id AND r.sha = answers.revision AND r.ref LIKE 'refs/%';

CREATE INDEX citations_path ON citations (repo_id, path);

CREATE TABLE citation_ages (
    answer_id uuid NOT NULL,
    position smallint NOT NULL,
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    state text NOT NULL,
    how text NOT NULL,
    path text NOT NULL,
    blob text NOT NULL,
    start_line int NOT NULL,
    end_line int NOT NULL,
    changed_in text NOT NULL,
    sha text NOT NULL,
    checked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (answer_id, position),
    FOREIGN KEY (answer_id, position) REFERENCES citations (answer_id, position) ON DELETE CASCADE
);
CREATE INDEX citation_ages_path ON citation_ages (repo_id, path);

CREATE TABLE age_marks (
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    ref text NOT NULL,
    sha text NOT NULL,
    checked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (repo_id, ref)
);

CREATE TABLE watches (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    ref text NOT NULL,
    owner text NOT NULL,
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    origin_id uuid NOT NULL,
    answer_id uuid REFERENCES answers (id) ON DELETE SET NULL,
    question text NOT NULL,
    asked jsonb NOT NULL,
    sha text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    problem text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, owner, origin_id)
);
CREATE INDEX watches_repo ON watches (repo_id, asked_at);

CREATE TABLE watch_reports (
    id uuid PRIMARY KEY,
    watch_id uuid NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    before_id uuid REFERENCES answers (id) ON DELETE SET NULL,
    after_id uuid REFERENCES answers (id) ON DELETE SET NULL,
    sha text NOT NULL,
    difference jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    read_at timestamptz
);
CREATE INDEX watch_reports_time ON watch_reports (watch_id, created_at);
"""

FILLED = ("repos", "revisions", "answers")  # the owner is bound too, and no tenant is entered here
OWN_TENANT = "tenant_id = NULLIF(current_setting('repochat.tenant_id', true), '')::uuid"
IN_REPO = "EXISTS (SELECT 1 FROM repos p WHERE p.id = repo_id)"
POLICIES = {
    "citation_ages": "EXISTS (SELECT 1 FROM answers p WHERE p.id = answer_id)",
    "age_marks": IN_REPO,
    "watches": f"{OWN_TENANT} AND {IN_REPO}",
    "watch_reports": "EXISTS (SELECT 1 FROM watches p WHERE p.id = watch_id)",
}


def upgrade() -> None:
    for table in FILLED:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(TABLES)
    for table in FILLED:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({condition}) WITH CHECK ({condition})")

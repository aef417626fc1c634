"""Draft pull requests that were asked for, and who allowed them."""

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = """
CREATE TABLE draft_permissions (
    repo_id uuid PRIMARY KEY REFERENCES repos (id) ON DELETE CASCADE,
    place text NOT NULL,
    granted_by text NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE drafts (
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    key text NOT NULL,
    title text NOT NULL,
    base_ref text NOT NULL,
    opened_by text NOT NULL,
    state text NOT NULL DEFAULT 'opening',
    digest text NOT NULL DEFAULT '',
    number int,
    url text NOT NULL DEFAULT '',
    branch text NOT NULL DEFAULT '',
    head_sha text NOT NULL DEFAULT '',
    problem jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (repo_id, key)
);
CREATE INDEX drafts_time ON drafts (repo_id, created_at);
"""

IN_REPO = "EXISTS (SELECT 1 FROM repos p WHERE p.id = repo_id)"
POLICIES = {"draft_permissions": IN_REPO, "drafts": IN_REPO}


def upgrade() -> None:
    op.execute(TABLES)
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({condition}) WITH CHECK ({condition})")

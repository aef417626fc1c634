"""How a repository is followed: its place on a forge, what the forge sent, and its pull requests."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE TABLE repo_links (
    repo_id uuid PRIMARY KEY REFERENCES repos (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    forge text NOT NULL,
    forge_repo_id bigint NOT NULL,
    full_name text NOT NULL,
    installation_id bigint,
    is_private boolean NOT NULL,
    state text NOT NULL DEFAULT 'connected',
    linked_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, forge, forge_repo_id)
);

CREATE TABLE pull_requests (
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    number int NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    state text NOT NULL,
    is_draft boolean NOT NULL,
    author text NOT NULL,
    head_ref text NOT NULL,
    head_sha text NOT NULL,
    base_ref text NOT NULL,
    base_sha text NOT NULL,
    merge_sha text,
    url text NOT NULL,
    updated_at timestamptz NOT NULL,
    merged_at timestamptz,
    PRIMARY KEY (repo_id, number)
);
"""

OWN_TENANT = "tenant_id = NULLIF(current_setting('repochat.tenant_id', true), '')::uuid"
IN_REPO = "EXISTS (SELECT 1 FROM repos p WHERE p.id = repo_id)"
POLICIES = {"repo_links": f"{OWN_TENANT} AND {IN_REPO}", "pull_requests": IN_REPO}


def upgrade() -> None:
    op.execute(TABLES)
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({condition}) WITH CHECK ({condition})")

"""What of a repository is indexed beside its default branch, and how long old revisions stay askable."""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = """
CREATE TABLE repo_policies (
    repo_id uuid PRIMARY KEY REFERENCES repos (id) ON DELETE CASCADE,
    branches text[] NOT NULL,
    pull_requests text NOT NULL,
    keep_days int NOT NULL,
    keep_revisions int NOT NULL
);
"""

IN_REPO = "EXISTS (SELECT 1 FROM repos p WHERE p.id = repo_id)"
POLICIES = {"repo_policies": IN_REPO}


def upgrade() -> None:
    op.execute(TABLES)
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({condition}) WITH CHECK ({condition})")

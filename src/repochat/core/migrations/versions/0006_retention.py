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

CREATE TABLE indexed_refs (
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    ref text NOT NULL,
    sha text NOT NULL,
    indexed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (repo_id, ref)
);

-- Blobs are derived before any revision has them: those that are new are nobody's yet, and are not swept.
ALTER TABLE blobs ADD COLUMN derived_at timestamptz NOT NULL DEFAULT now();

-- What turns one revision into another is read by what began and what ended between them.
CREATE INDEX file_versions_from ON file_versions (repo_id, from_ordinal);
CREATE INDEX file_versions_to ON file_versions (repo_id, to_ordinal) WHERE to_ordinal IS NOT NULL;
-- At most one file lives at a path; and of a repository those that a push touches are found by their paths.
DROP INDEX file_versions_open;
CREATE UNIQUE INDEX file_versions_open ON file_versions (repo_id, path) WHERE to_ordinal IS NULL;
-- What decides how other files are read, whatever the size of the tree.
CREATE INDEX file_versions_rules ON file_versions (repo_id) WHERE path ~ '(^|/)[.](gitattributes|repochatignore)$';
"""

IN_REPO = "EXISTS (SELECT 1 FROM repos p WHERE p.id = repo_id)"
POLICIES = {"repo_policies": IN_REPO, "indexed_refs": IN_REPO}


def upgrade() -> None:
    op.execute(TABLES)
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({condition}) WITH CHECK ({condition})")

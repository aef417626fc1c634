"""What an owner allows in the background, and what stops everything."""

from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = """
CREATE TABLE thinking_settings (
    repo_id uuid PRIMARY KEY REFERENCES repos (id) ON DELETE CASCADE,
    is_on boolean NOT NULL DEFAULT false,
    thoughts text[] NOT NULL,
    cpu_seconds_day int NOT NULL,
    model_tokens_day bigint NOT NULL,
    usd_day numeric(12, 6) NOT NULL,
    drafts_day int NOT NULL,
    quiet_hours jsonb,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE kill_switches (
    tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
    reason text NOT NULL,
    stopped_by text NOT NULL,
    stopped_at timestamptz NOT NULL DEFAULT now()
);
"""

OWN_TENANT = "tenant_id = NULLIF(current_setting('repochat.tenant_id', true), '')::uuid"
IN_REPO = "EXISTS (SELECT 1 FROM repos p WHERE p.id = repo_id)"
POLICIES = {"thinking_settings": IN_REPO, "kill_switches": OWN_TENANT}


def upgrade() -> None:
    op.execute(TABLES)
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({condition}) WITH CHECK ({condition})")

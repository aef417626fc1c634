"""People: users of a forge, what they may see there, their logins and keys, and the forge's own credentials.

A repository that is linked to a forge is seen only by those whom the forge lets see it: `repos` carries the rule, and
every table that hangs on a repository is closed through it. Work that is nobody's request enters no user and sees all.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE users (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    forge text NOT NULL,
    forge_user_id bigint NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    role text NOT NULL DEFAULT 'member',
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    access_checked_at timestamptz,
    access_tried_at timestamptz,
    UNIQUE (tenant_id, forge, forge_user_id)
);

CREATE TABLE logins (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    token_sha256 bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    name text NOT NULL,
    token_sha256 bytea NOT NULL UNIQUE,
    ending text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz,
    revoked_at timestamptz
);

CREATE TABLE user_tokens (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    sealed bytea NOT NULL,
    scopes text[] NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE repo_credentials (
    repo_id uuid PRIMARY KEY REFERENCES repos (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    kind text NOT NULL,
    sealed bytea NOT NULL,
    stored_by text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE forge_apps (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    forge text NOT NULL,
    app_id bigint NOT NULL,
    slug text NOT NULL,
    client_id text NOT NULL,
    url text NOT NULL,
    sealed bytea NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, forge)
);

CREATE TABLE repo_access (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    permission text NOT NULL,
    checked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, repo_id)
);
CREATE INDEX repo_access_repo ON repo_access (repo_id);

ALTER TABLE repos ADD COLUMN is_restricted boolean NOT NULL DEFAULT false;
"""

OWN_TENANT = "tenant_id = NULLIF(current_setting('repochat.tenant_id', true), '')::uuid"
# Through `users`, not through `repos`, whose own policy looks here.
OF_USER = """EXISTS (SELECT 1 FROM users p WHERE p.id = user_id) AND (
    NULLIF(current_setting('repochat.user_id', true), '') IS NULL
    OR user_id = NULLIF(current_setting('repochat.user_id', true), '')::uuid
)"""
SEEN_BY_USER = """tenant_id = NULLIF(current_setting('repochat.tenant_id', true), '')::uuid AND (
    NOT is_restricted
    OR NULLIF(current_setting('repochat.user_id', true), '') IS NULL
    OR EXISTS (
        SELECT 1 FROM repo_access a
        WHERE a.repo_id = id AND a.user_id = NULLIF(current_setting('repochat.user_id', true), '')::uuid
    )
)"""
# A person sees their own alone; rows without a user are those of this machine's owner.
OWN = f"""{OWN_TENANT} AND (
    NULLIF(current_setting('repochat.user_id', true), '') IS NULL
    OR user_id = NULLIF(current_setting('repochat.user_id', true), '')::uuid
)"""
IN_REPO = "EXISTS (SELECT 1 FROM repos p WHERE p.id = repo_id)"
POLICIES = {
    "users": OWN_TENANT,
    "repo_access": OF_USER,
    "logins": OWN,
    "api_keys": OWN,
    "user_tokens": OWN,
    "repo_credentials": f"{OWN_TENANT} AND {IN_REPO}",
    "forge_apps": OWN_TENANT,
}


def upgrade() -> None:
    op.execute(TABLES)
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({condition}) WITH CHECK ({condition})")
    op.execute(f"ALTER POLICY own_tenant ON repos USING ({SEEN_BY_USER}) WITH CHECK ({OWN_TENANT})")

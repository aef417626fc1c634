"""People: users of a forge, what they may see there, their logins and keys, and the forge's own credentials.

A repository that is linked to a forge is seen only by those whom the forge lets see it: `repos` carries the rule, and
every table that hangs on a repository is closed through it. Work that is nobody's request enters no user and sees all.

An answer may be made of several repositories: it names them all, and whoever may not see one of them sees none of it.
What a forge said of somebody's rights counts for an hour (`catalog.access` asks far more often than that).
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

ALTER TABLE answers ADD COLUMN repo_ids uuid[] NOT NULL DEFAULT '{}';
UPDATE answers SET repo_ids = ARRAY(
    SELECT answers.repo_id UNION
    SELECT c.repo_id FROM citations c WHERE c.answer_id = answers.id AND c.repo_id IS NOT NULL
);
ALTER TABLE answers ALTER COLUMN repo_ids DROP DEFAULT;

ALTER TABLE conversations ADD COLUMN repo_id uuid REFERENCES repos (id) ON DELETE SET NULL;
UPDATE conversations SET repo_id = t.repo_id FROM turns t WHERE t.conversation_id = conversations.id AND t.position = 1;
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
        AND a.checked_at > now() - interval '3600 seconds'
    )
)"""
# A person sees their own alone; rows without a user are those of this machine's owner.
OWN = f"""{OWN_TENANT} AND (
    NULLIF(current_setting('repochat.user_id', true), '') IS NULL
    OR user_id = NULLIF(current_setting('repochat.user_id', true), '')::uuid
)"""
NOBODY = "NULLIF(current_setting('repochat.user_id', true), '') IS NULL"
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
IN_ANSWER = "EXISTS (SELECT 1 FROM answers p WHERE p.id = answer_id)"
IN_CONVERSATION = "EXISTS (SELECT 1 FROM conversations p WHERE p.id = conversation_id)"
HAS_HIDDEN = "EXISTS (SELECT 1 FROM unnest(repo_ids) r WHERE NOT EXISTS (SELECT 1 FROM repos p WHERE p.id = r))"
OF_ALL_REPOS = f"{OWN_TENANT} AND ({NOBODY} OR NOT {HAS_HIDDEN})"
# The title is the first question: it is shared with those who may see what was asked.
OWN_OR_SHARED = f"""{OWN_TENANT} AND (
    {NOBODY} OR owner = current_setting('repochat.user_id', true) OR is_shared AND {IN_REPO}
)"""
IN_FILE = "EXISTS (SELECT 1 FROM file_versions f WHERE f.blob_id = id)"
OF_A_FILE = f"{OWN_TENANT} AND ({NOBODY} OR {IN_FILE})"
# What was there before: who sees it, and who may write it. A turn is not hidden with its conversation: whose answer one
# is must be known to whoever may not see it (`ConversationStore.may_see_answer`).
CLOSED = {
    "repos": (SEEN_BY_USER, OWN_TENANT),
    "blobs": (OF_A_FILE, OWN_TENANT),
    "answers": (OF_ALL_REPOS, OF_ALL_REPOS),
    "feedback": (f"{OWN_TENANT} AND {IN_ANSWER}", f"{OWN_TENANT} AND {IN_ANSWER}"),
    "conversations": (OWN_OR_SHARED, OWN_OR_SHARED),
    "turns": (f"{IN_REPO} AND (answer_id IS NULL OR {IN_ANSWER})", f"{IN_REPO} AND {IN_CONVERSATION}"),
}
FILLED = ("repos", "answers", "citations", "conversations", "turns")  # the owner is bound too, and is in no tenant


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
    for table, (seen, written) in CLOSED.items():
        op.execute(f"ALTER POLICY own_tenant ON {table} USING ({seen}) WITH CHECK ({written})")

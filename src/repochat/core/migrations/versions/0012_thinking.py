"""What thinking in the background keeps: proposals, runs, budgets, facts, insights, risks and artifacts."""

from alembic import op

revision = "0012"
down_revision = "0011"

RUNS = """
CREATE TABLE proposals (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    thought text NOT NULL,
    trigger text NOT NULL,
    target jsonb NOT NULL,
    key text NOT NULL,
    priority int NOT NULL,
    is_urgent boolean NOT NULL DEFAULT false,
    rank_at timestamptz NOT NULL DEFAULT now(),
    worth double precision NOT NULL DEFAULT 0.5,
    state text NOT NULL DEFAULT 'waiting',
    reason_code text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    asked_by text NOT NULL DEFAULT '',
    attempts int NOT NULL DEFAULT 0,
    failures jsonb NOT NULL DEFAULT '[]',
    not_before timestamptz NOT NULL DEFAULT now(),
    proposed_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz
);
CREATE UNIQUE INDEX proposals_open ON proposals (repo_id, key) WHERE state = 'waiting';
CREATE INDEX proposals_waiting ON proposals (repo_id, is_urgent, thought, rank_at) WHERE state = 'waiting';
CREATE INDEX proposals_urgent ON proposals (tenant_id, rank_at) WHERE state = 'waiting' AND is_urgent;
CREATE INDEX proposals_occasion ON proposals (repo_id, trigger, thought, proposed_at);
CREATE INDEX proposals_time ON proposals (repo_id, proposed_at);

CREATE TABLE runs (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    proposal_id uuid NOT NULL REFERENCES proposals (id) ON DELETE CASCADE,
    attempt int NOT NULL,
    thought text NOT NULL,
    version int NOT NULL,
    identity text NOT NULL DEFAULT '',
    trigger text NOT NULL,
    target jsonb NOT NULL,
    inputs jsonb NOT NULL DEFAULT '{}',
    level text NOT NULL,
    status text NOT NULL DEFAULT 'queued',
    outcome text,
    reused_from uuid,
    cancel_requested boolean NOT NULL DEFAULT false,
    fence bigint NOT NULL DEFAULT 0,
    worker text NOT NULL DEFAULT '',
    lease_until timestamptz,
    asked jsonb NOT NULL DEFAULT '{}',
    used jsonb,
    is_charged boolean NOT NULL DEFAULT false,
    policy text NOT NULL DEFAULT '',
    propensity double precision NOT NULL DEFAULT 1,
    context jsonb NOT NULL DEFAULT '{}',
    reward double precision,
    progress jsonb NOT NULL DEFAULT '{}',
    summary text NOT NULL DEFAULT '',
    error jsonb,
    exit_code int,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX runs_time ON runs (tenant_id, created_at, id);
CREATE INDEX runs_repo ON runs (repo_id, created_at, id);
CREATE INDEX runs_proposal ON runs (proposal_id);
CREATE INDEX runs_identity ON runs (repo_id, identity) WHERE status = 'done';
CREATE INDEX runs_open ON runs (tenant_id, status) WHERE status IN ('queued', 'running');
CREATE INDEX runs_uncharged ON runs (tenant_id) WHERE NOT is_charged;

CREATE TABLE run_logs (
    run_id uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    number int NOT NULL,
    text text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, number)
);

CREATE TABLE artifacts (
    id uuid PRIMARY KEY,
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    run_id uuid NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX artifacts_name ON artifacts (run_id, name);
CREATE INDEX artifacts_content ON artifacts (sha256);

CREATE TABLE budget_buckets (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    repo_id uuid REFERENCES repos (id) ON DELETE CASCADE,
    resource text NOT NULL,
    level double precision NOT NULL,
    reserved double precision NOT NULL DEFAULT 0,
    at_risk double precision NOT NULL DEFAULT 0,
    used_day date NOT NULL DEFAULT CURRENT_DATE,
    used double precision NOT NULL DEFAULT 0,
    refilled_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX budget_buckets_owner ON budget_buckets (tenant_id, repo_id, resource) NULLS NOT DISTINCT;

CREATE TABLE fair_shares (
    repo_id uuid PRIMARY KEY REFERENCES repos (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    started_s double precision NOT NULL DEFAULT 0,
    served_s double precision NOT NULL DEFAULT 0,
    blocked_until timestamptz,
    served_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX fair_shares_tenant ON fair_shares (tenant_id, started_s);

CREATE TABLE bandit_arms (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    thought text NOT NULL,
    level text NOT NULL,
    pulls double precision NOT NULL DEFAULT 0,
    reward double precision NOT NULL DEFAULT 0,
    reward_squared double precision NOT NULL DEFAULT 0,
    cpu_minutes double precision NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, thought, level)
);
"""

RESULTS = """
CREATE TABLE facts (
    id uuid PRIMARY KEY,
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    kind text NOT NULL,
    subject text NOT NULL,
    digest text NOT NULL,
    sha text NOT NULL,
    payload jsonb NOT NULL,
    run_id uuid REFERENCES runs (id) ON DELETE SET NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX facts_subject ON facts (repo_id, kind, subject);

CREATE TABLE insights (
    id uuid PRIMARY KEY,
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    identity text NOT NULL,
    thought text NOT NULL,
    kind text NOT NULL,
    rule text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    severity text NOT NULL,
    confidence double precision NOT NULL,
    cwe text NOT NULL DEFAULT '',
    status text NOT NULL,
    state text NOT NULL,
    falsifier text NOT NULL DEFAULT '',
    sha text NOT NULL,
    path text NOT NULL DEFAULT '',
    symbol text NOT NULL DEFAULT '',
    start_line int NOT NULL DEFAULT 0,
    end_line int NOT NULL DEFAULT 0,
    evidence jsonb NOT NULL,
    details jsonb NOT NULL DEFAULT '{}',
    evidence_digest text NOT NULL DEFAULT '',
    value double precision NOT NULL DEFAULT 0,
    is_baseline boolean NOT NULL DEFAULT false,
    notified_at timestamptz,
    suppression jsonb,
    fixed_by text NOT NULL DEFAULT '',
    run_id uuid REFERENCES runs (id) ON DELETE SET NULL,
    first_sha text NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX insights_identity ON insights (repo_id, identity);
CREATE INDEX insights_feed ON insights (repo_id, state, value);
CREATE INDEX insights_rule ON insights (repo_id, rule);
CREATE INDEX insights_place ON insights (repo_id, path);

CREATE TABLE insight_events (
    id uuid PRIMARY KEY,
    insight_id uuid NOT NULL REFERENCES insights (id) ON DELETE CASCADE,
    kind text NOT NULL,
    note text NOT NULL DEFAULT '',
    detail jsonb NOT NULL DEFAULT '{}',
    made_by text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX insight_events_insight ON insight_events (insight_id, made_at);

CREATE TABLE finding_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    rule text NOT NULL,
    useful int NOT NULL DEFAULT 0,
    not_useful int NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'active',
    changed_by text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, rule)
);

CREATE TABLE blob_findings (
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    blob text NOT NULL,
    path text NOT NULL,
    tools text NOT NULL,
    findings jsonb NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (repo_id, blob, path, tools)
);

CREATE TABLE risk_maps (
    id uuid PRIMARY KEY,
    repo_id uuid NOT NULL REFERENCES repos (id) ON DELETE CASCADE,
    sha text NOT NULL,
    committed_at timestamptz NOT NULL,
    model text NOT NULL,
    files int NOT NULL,
    quality jsonb NOT NULL DEFAULT '{}',
    problems jsonb NOT NULL DEFAULT '[]',
    run_id uuid REFERENCES runs (id) ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX risk_maps_sha ON risk_maps (repo_id, sha, model);
CREATE INDEX risk_maps_time ON risk_maps (repo_id, committed_at);

CREATE TABLE risks (
    map_id uuid NOT NULL REFERENCES risk_maps (id) ON DELETE CASCADE,
    path text NOT NULL,
    lines int NOT NULL,
    bug_score double precision NOT NULL,
    bug_percentile double precision NOT NULL,
    review_score double precision NOT NULL,
    review_percentile double precision NOT NULL,
    size_percentile double precision NOT NULL,
    features jsonb NOT NULL DEFAULT '{}',
    reasons jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (map_id, path)
);
"""

SWITCH = """
ALTER TABLE thinking_settings
    ADD COLUMN gpu_seconds_day int NOT NULL DEFAULT 0,
    ADD COLUMN io_bytes_day bigint NOT NULL DEFAULT 50000000000,
    ADD COLUMN insights_day int NOT NULL DEFAULT 3,
    ADD COLUMN is_stopped boolean NOT NULL DEFAULT false;
"""

OWN_TENANT = "tenant_id = NULLIF(current_setting('repochat.tenant_id', true), '')::uuid"
IN_REPO = "EXISTS (SELECT 1 FROM repos p WHERE p.id = repo_id)"
IN_RUN = "EXISTS (SELECT 1 FROM runs p WHERE p.id = run_id)"
OF_INSIGHT = "EXISTS (SELECT 1 FROM insights p WHERE p.id = insight_id)"
IN_MAP = "EXISTS (SELECT 1 FROM risk_maps p WHERE p.id = map_id)"
POLICIES = {
    "proposals": IN_REPO,
    "runs": IN_REPO,
    "run_logs": IN_RUN,
    "artifacts": IN_REPO,
    "budget_buckets": f"{OWN_TENANT} AND (repo_id IS NULL OR {IN_REPO})",
    "fair_shares": IN_REPO,
    "bandit_arms": OWN_TENANT,
    "facts": IN_REPO,
    "insights": IN_REPO,
    "insight_events": OF_INSIGHT,
    "finding_rules": OWN_TENANT,
    "blob_findings": IN_REPO,
    "risk_maps": IN_REPO,
    "risks": IN_MAP,
}


def upgrade() -> None:
    op.execute(RUNS)
    op.execute(RESULTS)
    op.execute(SWITCH)
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_tenant ON {table} USING ({condition}) WITH CHECK ({condition})")

"""The steps of an answer; what a run was for, and where its time went."""

from alembic import op

revision = "0011"
down_revision = "0010"


STEPS = "ALTER TABLE answers ADD COLUMN steps jsonb NOT NULL DEFAULT '[]'"
RUNS = """
ALTER TABLE index_runs
    ADD COLUMN trigger text NOT NULL DEFAULT 'unknown',
    ADD COLUMN phases jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN started_at timestamptz,
    ADD COLUMN ended_at timestamptz;
CREATE INDEX index_runs_time ON index_runs (created_at, id);
"""


def upgrade() -> None:
    op.execute(STEPS)
    op.execute(RUNS)

"""Citations of the history: of commits and pull requests, beside those of code."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE citations"
        " ADD COLUMN kind text NOT NULL DEFAULT 'code' CHECK (kind IN ('code', 'commit', 'pull_request')),"
        " ADD COLUMN ref text NOT NULL DEFAULT '',"
        " ADD COLUMN told text NOT NULL DEFAULT ''"
    )

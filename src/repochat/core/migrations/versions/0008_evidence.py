"""Citations of the history: of commits and pull requests, beside those of code."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass

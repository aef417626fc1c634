"""What became of the evidence of an answer, and questions that somebody watches."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass

"""What a turn was asked about, and the steps of its answer."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Filled with what is kept of a turn."""

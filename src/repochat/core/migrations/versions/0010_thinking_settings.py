"""What an owner allows in the background, and what stops everything."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Filled with the settings of thinking."""

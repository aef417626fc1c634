"""Draft pull requests that were opened, and who allowed them."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    pass

"""The queue: Procrastinate's own schema, as the release that is installed describes it.

A later Procrastinate that changes its schema ships the change as SQL; the migration that follows it here applies that
file only where this one did not bring it already.
"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Given to the driver as it is: the SQL holds `%` and `:` that mean nothing to us."""
    connection = op.get_bind().connection.driver_connection
    if connection is None:
        raise AssertionError("Alembic migrates over an open connection")
    connection.execute(SchemaManager.get_schema())

"""What Alembic runs for every command: it uses the connection that our runner opened, in one transaction."""

from alembic import context

from repochat.core.migrations.schema import is_ours

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    include_name=is_ours,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()

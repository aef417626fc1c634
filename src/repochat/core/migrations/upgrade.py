"""The commands of Alembic that we use, without its configuration file."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, NullPool, create_engine

from repochat.core.database import Table
from repochat.core.migrations.runner import FOLDER, find_head
from repochat.core.migrations.schema import is_ours

REVISION_DIGITS = 4


def upgrade_to_head(owner_url: str) -> None:
    """Run what is missing, in one transaction."""
    with create_engine(owner_url, poolclass=NullPool).begin() as connection:
        command.upgrade(_configure(connection, Table.metadata), "head")


def create_migration(owner_url: str, name: str, metadata: MetaData) -> Path:
    """Write the revision that takes the database of `owner_url`, which is at the head, to `metadata`."""
    number = f"{int(find_head() or 0) + 1:0{REVISION_DIGITS}}"
    with create_engine(owner_url, poolclass=NullPool).connect() as connection:
        script = command.revision(_configure(connection, metadata), message=name, autogenerate=True, rev_id=number)
    if script is None or isinstance(script, list):
        raise AssertionError("Alembic writes one file for one revision")
    return Path(script.path)


def list_differences(owner_url: str, metadata: MetaData) -> list[object]:
    """What sets the database of `owner_url` apart from `metadata`, in Alembic's words; empty when they agree."""
    with create_engine(owner_url, poolclass=NullPool).connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def list_heads() -> list[str]:
    """The heads as Alembic sees them: one, or the files contradict each other."""
    return ScriptDirectory(str(FOLDER)).get_heads()


def _configure(connection: Connection, metadata: MetaData) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config

"""`make mig NAME=what_it_does`: write the revision that takes the database to what the models now describe."""

import sys

from repochat.core.attachment import attached_database
from repochat.core.errors import RepochatError
from repochat.core.migrations.schema import load_metadata
from repochat.core.migrations.upgrade import create_migration
from repochat.core.settings import load_settings


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not arguments[0].strip():
        sys.stderr.write("Say what the migration does: make mig NAME=add_runs\n")
        return 2
    try:
        with attached_database(load_settings()) as urls:
            path = create_migration(urls.owner, arguments[0], load_metadata())
    except RepochatError as error:
        sys.stderr.write(f"{error.message}\n{error.hint}\n")
        return 1
    sys.stdout.write(f"{path}\nRead it, add row-level security for new tables, and commit it with the models.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

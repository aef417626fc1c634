"""`make db`: psql on the database of the settings, as the role that owns the tables."""

import os
import shutil
import subprocess
import sys

from sqlalchemy import URL, make_url

from repochat.core.attachment import attached_database
from repochat.core.errors import RepochatError
from repochat.core.postgres.account import Account
from repochat.core.postgres.binaries import MAJOR, find_binaries
from repochat.core.settings import load_settings


def main(arguments: list[str]) -> int:
    try:
        with attached_database(load_settings()) as urls:
            return _run_psql(urls.owner, arguments)
    except RepochatError as error:
        sys.stderr.write(f"{error.message}\n{error.hint}\n")
        return 1


def _run_psql(url: str, arguments: list[str]) -> int:
    """The password goes by the environment: arguments can be read by everyone on the machine."""
    given = make_url(url)
    address = URL.create("postgresql", given.username, None, given.host, given.port, given.database, given.query)
    environment = {**os.environ, "PGPASSWORD": str(given.password or "")}
    return subprocess.run([_find_psql(), str(address), *arguments], env=environment, check=False).returncode


def _find_psql() -> str:
    ourselves = Account(user_id=None, group_id=None)
    return shutil.which("psql") or find_binaries(MAJOR, ourselves).path("psql")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

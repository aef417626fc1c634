import os
import subprocess
import sys

from repochat.core.home import Home


def test_psql_opens_as_the_owner_of_the_tables(home: Home) -> None:
    command = [sys.executable, "-m", "repochat.core.postgres", "-Atc", "SELECT current_user"]
    environment = {**os.environ, "REPOCHAT_HOME": str(home.root)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.returncode) == ("repochat_owner\n", 0)

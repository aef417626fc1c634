"""A worker in a process of its own, to be killed: python child.py DATABASE_URL HOME."""

import asyncio
import sys
from pathlib import Path

from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.core.settings import load_settings
from repochat.worker.main import open_runner


async def work(url: str, home: str) -> None:
    settings = load_settings({"REPOCHAT_HOME": home}, env_file=None)
    with open_runner(settings, Database(url), open_home(Path(home))) as runner:
        await runner.run()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:3]))

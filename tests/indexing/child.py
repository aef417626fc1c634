"""A process of its own that indexes a repository, and at a phase waits to be killed.

python child.py DATABASE_URL HOME SOURCE [PHASE]
"""

import asyncio
import sys
import time
from pathlib import Path

from repochat.accounts import local_viewer
from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.indexing.connect import connect_repo
from repochat.indexing.indexer import Indexer
from repochat.indexing.progress import IndexProgress
from repochat.llm.choose import load_embedding_model

WAIT_S = 120


async def index(url: str, home: str, source: str, stop_at: str) -> None:
    def note(progress: IndexProgress) -> None:
        if progress.phase == stop_at:
            sys.stdout.write(f"at {stop_at}\n")
            sys.stdout.flush()
            time.sleep(WAIT_S)  # until the test kills this process

    database = Database(url)
    repo = await connect_repo(database, local_viewer(), source)
    indexer = Indexer(database, open_home(Path(home)), load_embedding_model("static"))
    await indexer.run(local_viewer(), repo, on_progress=note)
    indexer.close()
    await database.close()


if __name__ == "__main__":
    asyncio.run(index(*sys.argv[1:5]))

"""A process of its own that searches, and prints its reports as JSON.

python child.py DATABASE_URL HOME SOURCE QUESTIONS
"""

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

from repochat.accounts import local_viewer
from repochat.core.database import Database
from repochat.core.home import open_home
from repochat.indexing.connect import find_repo
from repochat.llm.choose import load_embedding_model
from repochat.search import Searcher


async def search(url: str, home: str, source: str, questions: str) -> None:
    database = Database(url)
    repo = await find_repo(database, local_viewer(), source)
    searcher = Searcher(database, open_home(Path(home)).mirrors, load_embedding_model("static"))
    reports = [await searcher.search(local_viewer(), repo, question) for question in json.loads(questions)]
    sys.stdout.write(json.dumps([{**asdict(report), "timings_ms": {}} for report in reports]) + "\n")
    await database.close()


if __name__ == "__main__":
    asyncio.run(search(*sys.argv[1:5]))

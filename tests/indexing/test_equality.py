"""Indexing step by step ends where indexing afresh does."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import text

from repochat.core.home import open_home
from repochat.search import SearchReport
from tests.git.repositories import Content, Repository, make_repository
from tests.indexing.workbench import Workbench, as_tree, list_git_tree

COMMITS = 15
FILES_AT_FIRST = 8
NAMES = ("parse", "render", "load", "store", "merge", "split", "check", "fetch")
QUESTIONS = ("parse_value", "where is the merge of values?", "who calls load_value?", "render", "readme notes")


async def test_step_by_step_equals_afresh(workbench: Workbench, tmp_path: Path) -> None:
    """Manifest, chunks, symbols, edges and search results are the same, row by row, after fifteen random commits."""
    repository = make_repository(tmp_path / "source", {})
    shas = [change_at_random(repository, seeded(seed)) for seed in range(COMMITS)]
    for sha in shas:
        await workbench.index(repository, sha)
    stepped_report = await workbench.index(repository)
    stepped = await read_everything(workbench, repository)
    searched = await ask_all(workbench, repository)
    await forget_all(workbench)
    fresh = replace(workbench, home=open_home(tmp_path / "fresh"))
    fresh_report = await fresh.index(repository)
    assert await read_everything(fresh, repository) == stepped
    assert await ask_all(fresh, repository) == searched
    counted = ("files", "skipped", "chunks", "symbols", "edges")
    assert all(getattr(fresh_report, name) == getattr(stepped_report, name) for name in counted)


async def test_every_step_of_a_random_history_is_gits_tree(workbench: Workbench, tmp_path: Path) -> None:
    """Also when the revisions are asked for in another order than they were made."""
    repository = make_repository(tmp_path / "source", {})
    shas = [change_at_random(repository, seeded(seed)) for seed in range(100, 108)]
    shuffled = seeded(7).sample(shas, len(shas))
    for sha in shuffled:
        await workbench.index(repository, sha)
    for sha in shas:
        assert as_tree(await workbench.manifest(repository, sha)) == list_git_tree(repository, sha)


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  the same history each time is the point


def change_at_random(repository: Repository, chance: random.Random) -> str:
    """Adds, changes, renames, copies and removes files of the branch's head."""
    standing = sorted(list_git_tree(repository, "main")) if repository.has("refs/heads/main") else []
    removed = (
        chance.sample(standing, min(len(standing), chance.randint(0, 2))) if len(standing) > FILES_AT_FIRST else []
    )
    contents = {path: repository.git("cat-file", "blob", f"main:{path}") for path in standing}
    written: dict[str, Content] = {}
    for _ in range(chance.randint(1, 4) if standing else FILES_AT_FIRST):
        if standing and chance.random() < 0.3:  # a copy, or with its source removed a rename
            written[_choose_path(chance)] = contents[chance.choice(standing)]
        else:
            written[_choose_path(chance)] = _write_code(chance)
    return repository.commit(written, remove=[path for path in removed if path not in written])


def _choose_path(chance: random.Random) -> str:
    folder = chance.choice(("", "core/", "core/deep/", "web/"))
    return f"{folder}{chance.choice(NAMES)}{chance.randint(0, 3)}.{chance.choice(('py', 'py', 'py', 'md', 'js'))}"


def _write_code(chance: random.Random) -> bytes:
    name, called = chance.choice(NAMES), chance.choice(NAMES)
    helper = f'def {name}_value(value):\n    """{name.title()} a value."""\n    return {called}_value(value)\n'
    return (f"from core.{called}0 import {called}_value\n\n\n" + helper * chance.randint(1, 3)).encode()


async def read_everything(workbench: Workbench, repository: Repository) -> dict[str, Any]:
    """The revision at the branch's head, without the numbers that the database gave to rows."""
    revision = await workbench.find_revision(repository, repository.sha())
    assert revision is not None
    files = (
        "FROM file_versions f WHERE f.repo_id = :repo AND f.from_ordinal <= :at"
        " AND (f.to_ordinal IS NULL OR f.to_ordinal > :at)"
    )
    derived = files.replace("WHERE", "JOIN {} d ON d.blob_id = f.blob_id WHERE")
    queries = {
        "files": f"SELECT path, oid, mode, size_bytes, language, skip_reason {files} ORDER BY 1",
        "chunks": "SELECT path, d.position, start_line, end_line, kind, symbol, heading, embedding::text"
        f" {derived.format('chunks')} ORDER BY 1, 2",
        "symbols": "SELECT path, d.position, kind, name, qualified_name, signature, doc, start_line, end_line, parent"
        f" {derived.format('symbols')} ORDER BY 1, 2",
        "pieces": f"SELECT path, b.piece {files.replace('WHERE', 'JOIN blobs b ON b.id = f.blob_id WHERE')} ORDER BY 1",
    }
    repo = await workbench.repo(repository)
    return {name: await workbench.rows(query, repo=repo.id, at=revision.ordinal) for name, query in queries.items()} | {
        "edges": revision.counts["edges"]
    }


async def ask_all(workbench: Workbench, repository: Repository) -> list[SearchReport]:
    searcher, repo = workbench.searcher(), await workbench.repo(repository)
    reports = [await searcher.search(workbench.viewer, repo, question) for question in QUESTIONS]
    assert all(report.hits for report in reports)
    return [replace(report, timings_ms={}) for report in reports]


async def forget_all(workbench: Workbench) -> None:
    async with workbench.database.write(workbench.viewer.scope) as session:
        for table in ("repos", "blobs"):
            await session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  names of our own

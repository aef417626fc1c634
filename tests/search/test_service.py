"""Searching what was indexed: revisions, history, memory, and the same answer everywhere."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from repochat.core.errors import NotFoundError
from repochat.search import HotLimits, Searcher
from tests.git.repositories import Repository, make_repository
from tests.indexing.workbench import Workbench
from tests.search.library import LIBRARY

ASKED = ("LoanDesk", "how are fines computed?", "who calls is_overdue?", "what changed in the reminder?")
CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = make_repository(tmp_path / "source", {path: text.encode() for path, text in LIBRARY.items()})
    changed = LIBRARY["lending/mail.py"].replace("print(address)", "print('Dear', address)")
    repository.commit({"lending/mail.py": changed.encode()}, message="Greet in the reminder mail")
    repository.commit({"lending/settings.py": b"TIMEOUT_S = 60\nRETRIES = 3\n"}, message="Wait longer for the printer")
    return repository


async def test_a_question_about_the_past_finds_the_file_of_the_commit(
    workbench: Workbench, repository: Repository
) -> None:
    """By words that stand in the commit's subject alone."""
    await workbench.index(repository)
    searcher, repo = workbench.searcher(), await workbench.repo(repository)
    report = await searcher.search(workbench.viewer, repo, "when was the printer given more time, in which commit?")
    assert report.query_type == "history"
    assert report.hits[0].path == "lending/settings.py"
    assert report.hits[0].explain.contributions["history"] > 0
    assert report.candidates["history"] >= 1


async def test_each_revision_is_searched_as_it_was(workbench: Workbench, repository: Repository) -> None:
    old = repository.sha("HEAD~2")
    await workbench.index(repository, old)
    new = (await workbench.index(repository)).revision
    searcher, repo = workbench.searcher(), await workbench.repo(repository)
    for rev, sha in ((old, old), (new, new), (None, new), ("main", new), ("HEAD~2", old)):
        report = await searcher.search(workbench.viewer, repo, "TIMEOUT_S", rev=rev)
        assert report.revision == sha
        oid = repository.git("rev-parse", f"{sha}:lending/settings.py").decode().strip()
        assert (report.hits[0].path, report.hits[0].blob) == ("lending/settings.py", oid)


async def test_a_revision_without_an_index_names_the_command_that_makes_one(
    workbench: Workbench, repository: Repository
) -> None:
    await workbench.index(repository)
    searcher, repo = workbench.searcher(), await workbench.repo(repository)
    old = repository.sha("HEAD~1")
    with pytest.raises(NotFoundError) as caught:
        await searcher.search(workbench.viewer, repo, "loan", rev=old)
    assert f"repochat index {repo.source} --rev {old}" in caught.value.hint


async def test_the_same_answer_in_every_process(workbench: Workbench, repository: Repository) -> None:
    """Whatever the hash seed: hits, scores and every explanation are equal to the last digit."""
    await workbench.index(repository)
    args = (workbench.database.url, str(workbench.home.root), str(repository.path), json.dumps(ASKED))
    answers = await asyncio.gather(*(asyncio.to_thread(run_child, seed, *args) for seed in ("1", "2")))
    assert answers[0] == answers[1]
    searcher, repo = workbench.searcher(), await workbench.repo(repository)
    reports = [asdict(await searcher.search(workbench.viewer, repo, question)) for question in ASKED]
    mine = json.loads(json.dumps([{**report, "timings_ms": {}} for report in reports]))
    assert mine == json.loads(answers[0])


async def test_the_least_recently_used_index_leaves_memory_first(workbench: Workbench, repository: Repository) -> None:
    shas = [repository.sha(rev) for rev in ("HEAD~2", "HEAD~1", "HEAD")]
    for sha in shas:
        await workbench.index(repository, sha)
    repo = await workbench.repo(repository)
    searcher = build_searcher(workbench, HotLimits(indexes_max=2))
    first = await held_index(workbench, searcher, repository, shas[0])
    second = await held_index(workbench, searcher, repository, shas[1])
    assert await held_index(workbench, searcher, repository, shas[0]) is first
    await searcher.search(workbench.viewer, repo, "loan", rev=shas[2])
    assert await held_index(workbench, searcher, repository, shas[0]) is first
    assert await held_index(workbench, searcher, repository, shas[1]) is not second


async def test_a_bound_on_bytes_keeps_the_newest_alone(workbench: Workbench, repository: Repository) -> None:
    """One that is over the bound by itself still serves."""
    shas = [repository.sha(rev) for rev in ("HEAD~1", "HEAD")]
    for sha in shas:
        await workbench.index(repository, sha)
    searcher = build_searcher(workbench, HotLimits(bytes_max=1))
    first = await held_index(workbench, searcher, repository, shas[0])
    assert await held_index(workbench, searcher, repository, shas[0]) is first
    second = await held_index(workbench, searcher, repository, shas[1])
    assert await held_index(workbench, searcher, repository, shas[1]) is second
    assert await held_index(workbench, searcher, repository, shas[0]) is not first


async def test_searches_at_once_build_one_index(workbench: Workbench, repository: Repository) -> None:
    await workbench.index(repository)
    searcher = workbench.searcher()
    sha = repository.sha()
    held = await asyncio.gather(*(held_index(workbench, searcher, repository, sha) for _ in range(5)))
    assert len({id(index) for index in held}) == 1


async def test_a_history_that_git_cannot_give_costs_its_leg_alone(workbench: Workbench, repository: Repository) -> None:
    await workbench.index(repository)
    repo = await workbench.repo(repository)
    for folder in ("refs", "objects"):
        (workbench.home.mirrors / f"{repo.id}.git" / folder).rename(workbench.home.root / folder)
    report = await workbench.searcher().search(workbench.viewer, repo, "when was send_reminder added?")
    assert "history" not in report.candidates
    assert report.hits[0].path == "lending/mail.py"


def build_searcher(workbench: Workbench, limits: HotLimits) -> Searcher:
    return Searcher(workbench.database, workbench.home.mirrors, workbench.embedding, limits=limits)


async def held_index(workbench: Workbench, searcher: Searcher, repository: Repository, sha: str) -> object:
    revision = await workbench.find_revision(repository, sha)
    assert revision is not None
    return await searcher.get_index(workbench.viewer, revision)


def run_child(seed: str, *args: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, str(CHILD), *args], capture_output=True, text=True, env=environment, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]

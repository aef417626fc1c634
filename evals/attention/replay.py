"""How often commits that nobody had to fix later are told of: `python -m evals.attention.replay --mirrors DIR`.

Each commit is indexed with the one before it, read by ScanDiff and SmellHunt as a push is, and what they find is proven
and stored as in the product, on the day of the commit. What was notified by then was noise, or at least no bug.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from evals.product import Product, choose_home, open_product
from evals.sources import choose_source
from sqlalchemy import text

from repochat.catalog.repo_store import Repo
from repochat.catalog.thinking.run_models import ProposalRow, RunRow
from repochat.core.errors import RepochatError
from repochat.core.ids import create_id
from repochat.git import GitLimits, LoggedCommit, read_commit, read_line_history, resolve_revision
from repochat.indexing.connect import connect_repo, mirror_of
from repochat.search import Searcher
from repochat.thinking.context import Thought, ThoughtContext, ThoughtServices
from repochat.thinking.insights import RunOfOutcome, prepare_outcome, store_outcome
from repochat.thinking.model import Outcome
from repochat.thinking.risk.fixes import find_fix
from repochat.thinking.risk.population import find_language, list_endings, list_sources
from repochat.thinking.risk.szz import trace_fix
from repochat.thinking.spec import Amounts, Target
from repochat.thinking.thoughts.hypothesize_bug import HypothesizeBug
from repochat.thinking.thoughts.scan_diff import ScanDiff
from repochat.thinking.thoughts.smell_hunt import SmellHunt

REPOSITORIES = (
    "https://github.com/psf/requests",
    "https://github.com/pallets/flask",
    "https://github.com/expressjs/express",
    "https://github.com/go-chi/chi",
)
FIXES_MAX = 150
BLAMES_EACH = 8
RIPE_S = 180 * 86_400  # somebody had so long to mend it
FILES_MAX = 20
ALLOWED = Amounts(cpu_s=60.0, memory_bytes=2_000_000_000)


@dataclass(kw_only=True)
class Tally:
    """Of one repository. `told` are titles of what was notified, `ms` per commit."""

    repository: str
    commits: int
    stored: int
    verified: int
    notified: int
    quotes: int
    mismatched: int
    stored_mismatched: int
    failed: int
    seconds: float
    told: list[str]


def choose_commits(mirror: Path, count: int, seed: int) -> list[LoggedCommit]:
    """Up to `count` that touch code and whose lines no later fix touched, oldest first.

    All fixes since the oldest chosen one are followed back by blame, and the newest half a year is left out.
    """
    head = resolve_revision(mirror, None).sha
    limits = GitLimits(read_timeout_s=600)
    endings = list_endings(list_sources(mirror, head, limits))
    log = read_line_history(mirror, head, suffixes=endings, commits_max=50_000, limits=limits).commits
    fixes = [commit for commit in log if find_fix(commit.subject, commit.body)][-FIXES_MAX:]
    guilty = {found.sha for fix in fixes for found in _trace(mirror, fix)}
    last = log[-1].committed_at - RIPE_S
    clean = [
        commit
        for commit in log
        if fixes[0].committed_at <= commit.committed_at <= last
        and commit.sha not in guilty
        and 0 < sum(1 for file in commit.files if find_language(_text(file.path))) <= FILES_MAX
    ]
    chosen = random.Random(seed).sample(clean, min(count, len(clean)))  # noqa: S311  a sample, no secret
    return sorted(chosen, key=lambda commit: (commit.committed_at, commit.sha))


def _trace(mirror: Path, fix: LoggedCommit) -> Sequence[Any]:
    try:
        return trace_fix(mirror, fix.sha, blames_max=BLAMES_EACH).found
    except RepochatError:
        return ()


@dataclass(frozen=True, kw_only=True)
class Replay:
    """One repository in a product of its own."""

    product: Product
    repo: Repo
    searcher: Searcher

    @property
    def mirror(self) -> Path:
        return mirror_of(self.product.home.mirrors, self.repo)

    async def index(self, sha: str | None) -> None:
        """None: the newest commit of the default branch."""
        await self.product.indexer.run(
            self.product.viewer, self.repo, sha, on_progress=lambda _: None, should_stop=lambda: False
        )

    async def read(self, commit: LoggedCommit, tally: Tally) -> None:
        """As a push of this one commit, on its day."""
        parents = read_commit(self.mirror, commit.sha).parents
        if not parents:
            return
        for sha in (parents[0], commit.sha):
            await self.index(sha)
        target = Target(sha=commit.sha, base=parents[0])
        for thought in (ScanDiff(), SmellHunt(), HypothesizeBug()):
            await self._run(thought, target, datetime.fromtimestamp(commit.committed_at, UTC), tally)

    async def _run(self, thought: Thought, target: Target, at: datetime, tally: Tally) -> None:
        product = self.product
        run_id = await self._begin(thought, target)
        run = RunOfOutcome(id=run_id, repo_id=self.repo.id, thought=thought.spec.name, target=target)
        outcome: Outcome = await thought.run(self._build_context(run_id, target, at))
        proven = await prepare_outcome(product.database, product.viewer, self.mirror, run, outcome)
        tally.quotes += proven.quotes_checked
        tally.mismatched += proven.quotes_dropped
        async with product.database.write(product.viewer.scope) as session:
            await store_outcome(session, run, proven, now=at)
            done = {"id": run.id, "ending": outcome.ending}
            await session.execute(text("UPDATE runs SET status = 'done', outcome = :ending WHERE id = :id"), done)

    async def _begin(self, thought: Thought, target: Target) -> UUID:
        proposal_id, run_id = create_id(), create_id()
        both: dict[str, Any] = {
            "tenant_id": self.product.viewer.tenant_id,
            "repo_id": self.repo.id,
            "thought": thought.spec.name,
            "trigger": "push",
            "target": target.as_json(),
        }
        async with self.product.database.write(self.product.viewer.scope) as session:
            session.add(ProposalRow(**both, id=proposal_id, key=str(run_id), priority=0, state="admitted"))
            await session.flush()
            rest: dict[str, Any] = {"attempt": 1, "version": thought.spec.version, "level": "small"}
            session.add(RunRow(**both, **rest, id=run_id, proposal_id=proposal_id, status="running"))
        return run_id

    def _build_context(self, run_id: UUID, target: Target, at: datetime) -> ThoughtContext:
        product = self.product
        return ThoughtContext(
            run_id=run_id,
            viewer=product.viewer,
            repo=self.repo,
            mirror=self.mirror,
            target=target,
            trigger="push",
            level="small",
            allowed=ALLOWED,
            services=ThoughtServices(
                settings=product.settings,
                database=product.database,
                mirrors=product.home.mirrors,
                searcher=self.searcher,
                embedding=product.embedding,
                clock=lambda: at,
            ),
            model=None,
            note=lambda _: None,
            tell=lambda _done, _total, _what: None,
            should_stop=lambda: False,
        )

    async def count(self, tally: Tally) -> None:
        """What is stored at the end, each quote of it proven once more."""
        from repochat.thinking.insights.checking import check_evidence  # noqa: PLC0415  what is measured comes last
        from repochat.thinking.insights.evidence import read_evidence  # noqa: PLC0415  the same
        from repochat.thinking.model import Quote  # noqa: PLC0415  the same

        query = "SELECT title, path, rule, status, notified_at, kind, evidence FROM insights WHERE repo_id = :repo"
        async with self.product.database.read(self.product.viewer.scope) as session:
            rows = (await session.execute(text(query), {"repo": self.repo.id})).mappings().all()
        tally.stored = len(rows)
        tally.verified = sum(row["status"] == "verified" for row in rows)
        told = [row for row in rows if row["notified_at"] is not None]
        tally.notified = len(told)
        tally.told = [f"{row['rule']}: {row['title']} ({row['path']})" for row in told]
        pieces = [read_evidence(piece) for row in rows if row["kind"] != "secret" for piece in row["evidence"]]
        quotes = [piece for piece in pieces if isinstance(piece, Quote)]
        checked = check_evidence(self.mirror, quotes, frozenset())
        tally.stored_mismatched = sum(1 for each in checked if each.problem)


async def replay(product: Product, address: str, mirrors: Path | None, count: int, seed: int) -> Tally:
    """Of one repository."""
    started = time.monotonic()
    repo = await connect_repo(product.database, product.viewer, choose_source(address, mirrors))
    one = Replay(product=product, repo=repo, searcher=product.build_searcher())
    await one.index(None)
    commits = choose_commits(one.mirror, count, seed)
    name = address.removeprefix("https://github.com/")
    zero = dict.fromkeys(("stored", "verified", "notified", "quotes", "mismatched", "stored_mismatched", "failed"), 0)
    tally = Tally(repository=name, commits=len(commits), seconds=0.0, told=[], **zero)
    for number, commit in enumerate(commits, start=1):
        try:
            await one.read(commit, tally)
        except RepochatError as error:
            tally.failed += 1
            print(f"{name} {commit.sha[:12]}: {error.message}", file=sys.stderr)
        if number % 10 == 0:
            print(f"{name}: {number} of {len(commits)}, {time.monotonic() - started:.0f} s", file=sys.stderr)
    await one.count(tally)
    tally.seconds = time.monotonic() - started
    return tally


def summarise(tallies: Sequence[Tally]) -> dict[str, Any]:
    """Over all repositories."""
    commits = sum(each.commits for each in tallies)
    notified = sum(each.notified for each in tallies)
    return {
        "commits": commits,
        "notified": notified,
        "notified_per_100": round(100 * notified / commits, 2) if commits else None,
        "quotes": sum(each.quotes for each in tallies),
        "mismatched": sum(each.mismatched for each in tallies),
        "stored_mismatched": sum(each.stored_mismatched for each in tallies),
        "failed": sum(each.failed for each in tallies),
        "repositories": [asdict(each) for each in tallies],
    }


async def run(options: argparse.Namespace) -> dict[str, Any]:
    tallies: list[Tally] = []
    for address in options.repositories or REPOSITORIES:
        with choose_home(None) as home:
            async with open_product(home) as product:
                tallies.append(await replay(product, address, options.mirrors, options.commits, options.seed))
        if options.out:
            options.out.write_text(json.dumps(summarise(tallies), indent=1) + "\n")
    return summarise(tallies)


def _text(path: bytes) -> str:
    return path.decode("utf-8", "replace")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="*")
    parser.add_argument("--mirrors", type=Path)
    parser.add_argument("--commits", type=int, default=125, help="of each repository")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path)
    print(json.dumps(asyncio.run(run(parser.parse_args())), indent=1))


if __name__ == "__main__":  # the indexer's processes import this file too
    main()

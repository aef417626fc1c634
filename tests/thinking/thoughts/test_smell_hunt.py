"""SmellHunt over a real repository, with the real tools."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from repochat.catalog.thinking.insight_models import BlobFindingRow
from repochat.core.settings import Settings
from repochat.thinking.context import ThoughtContext
from repochat.thinking.spec import Amounts, Target
from repochat.thinking.thoughts.smell_hunt import SmellHunt
from tests.git.repositories import Repository, make_repository
from tests.indexing.workbench import Workbench
from tests.thinking.smells.findings import SHOP
from tests.thinking.thoughts.contexts import make_context

CLEAN = "def add(one, other):\n    return one + other\n"
BAD = "\n\ndef pay(bill, seen=[]):\n    seen.append(bill)\n    return undefined_money, seen\n"
TOKEN = "ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"


def encode(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


async def look(workbench: Workbench, repository: Repository, *, base: str | None = None) -> ThoughtContext:
    await workbench.connect(repository)
    context = await make_context(workbench, repository, Target(sha=repository.sha(), base=base))
    return replace(context, mirror=repository.path / ".git")


async def count_kept(workbench: Workbench) -> int:
    async with workbench.database.read(workbench.viewer.scope) as session:
        return int(await session.scalar(select(func.count()).select_from(BlobFindingRow)) or 0)


async def test_a_first_look_finds_a_baseline_and_a_second_one_looks_at_nothing_anew(
    workbench: Workbench, tmp_path: Path
) -> None:
    files = {"shop.py": SHOP, "clean.py": CLEAN, "tests/test_shop.py": SHOP, "web.js": "debugger;\n"}
    repository = make_repository(tmp_path / "source", encode(files))
    context = await look(workbench, repository)
    outcome = await SmellHunt().run(context)
    assert (outcome.ending, outcome.scope) == ("changed", None)
    assert {insight.path for insight in outcome.insights} == {"shop.py", "web.js"}
    assert all(insight.is_baseline for insight in outcome.insights)
    assert outcome.artifacts[0].name == "findings.sarif"
    assert await count_kept(workbench) == len(files)
    again = await SmellHunt().run(context)
    assert again.ending == "nothing"
    assert again.insights == outcome.insights


async def test_after_a_push_only_what_it_brought_is_new(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", encode({"shop.py": SHOP, "old.py": CLEAN + BAD, "other.py": BAD}))
    base = repository.sha()
    repository.commit(encode({"shop.py": "# a line\n" * 20 + SHOP + BAD, "old.py": CLEAN}))
    context = await look(workbench, repository, base=base)
    outcome = await SmellHunt().run(context)
    fresh = [(insight.path, insight.rule, insight.symbol) for insight in outcome.insights if not insight.is_baseline]
    assert outcome.ending == "changed"
    assert set(outcome.scope or ()) == {"old.py", "shop.py"}
    assert fresh == []  # what stood in old.py moved to shop.py
    repository.commit(encode({"third.py": BAD.replace("pay", "owe")}))
    context = await look(workbench, repository, base=context.target.sha)
    outcome = await SmellHunt().run(context)
    assert {(insight.path, insight.rule) for insight in outcome.insights if not insight.is_baseline} == {
        ("third.py", "undefined-name"),
        ("third.py", "mutable-default"),
    }


async def test_a_secret_in_a_changed_file_is_told_and_its_value_nowhere(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", encode({"clean.py": CLEAN}))
    base = repository.sha()
    repository.commit(encode({"conf.yml": f"token: {TOKEN}\n"}))
    outcome = await SmellHunt().run(await look(workbench, repository, base=base))
    (insight,) = outcome.insights
    assert (insight.kind, insight.rule, insight.path) == ("secret", "secret/github-token", "conf.yml")
    assert TOKEN not in repr(outcome)
    async with workbench.database.read(workbench.viewer.scope) as session:
        kept = list(await session.scalars(select(BlobFindingRow.findings)))
    assert TOKEN not in repr(kept)


async def test_a_dependency_that_an_advisory_names_is_told(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "source", encode({"requirements.txt": "jinja2==2.0\n"}))
    advisories = tmp_path / "osv.json"
    package = '{"package": {"ecosystem": "PyPI", "name": "jinja2"}, "versions": ["2.0"]}'
    advisories.write_text(f'[{{"id": "OSV-1", "affected": [{package}]}}]')
    context = await look(workbench, repository)
    services = replace(context.services, settings=Settings(advisories_file=advisories))
    before = await SmellHunt().read_inputs(context)
    context = replace(context, services=services)
    assert await SmellHunt().read_inputs(context) != before
    (insight,) = (await SmellHunt().run(context)).insights
    assert (insight.kind, insight.path, insight.start_line) == ("dependency", "requirements.txt", 1)
    assert "OSV-1" in insight.body


async def test_what_the_budget_did_not_reach_is_said_and_nothing_is_called_clean(
    workbench: Workbench, tmp_path: Path
) -> None:
    repository = make_repository(tmp_path / "source", encode({"shop.py": SHOP}))
    context = replace(await look(workbench, repository), allowed=Amounts(cpu_s=0.5))
    outcome = await SmellHunt().run(context)
    assert outcome.ending == "unknown"
    assert "1 files" in outcome.summary

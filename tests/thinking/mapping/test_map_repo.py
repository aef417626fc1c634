"""The Thought over a real catalog: what it stores, and what a second look costs."""

import re
from pathlib import Path

from repochat.catalog.thinking.fact_store import FactWriter
from repochat.catalog.thinking.repo_map import read_map
from repochat.chat import Answerer, Ask
from repochat.core.settings import Settings
from repochat.thinking.thoughts.map_repo import MapRepo
from tests.git.repositories import make_repository
from tests.indexing.workbench import Workbench
from tests.thinking.contexts import keep_facts, make_context
from tests.thinking.mapping.test_drawing import SHOP


async def test_a_further_commit_goes_on_from_the_counted_history(workbench: Workbench, tmp_path: Path) -> None:
    source = make_repository(tmp_path / "shop", {path: text.encode() for path, text in SHOP.items()})
    await workbench.index(source)
    thought = MapRepo()
    context = await make_context(workbench, source, source.sha())
    first = await thought.run(context)
    assert first.ending == "changed"
    assert await keep_facts(workbench, context, first) == 2
    assert (await thought.run(context)).ending == "nothing"
    digest = await thought.read_inputs(context)

    files = {"src/shop/prices.py": SHOP["src/shop/prices.py"].encode() + b"# more\n"}
    sha = source.commit(files, author="Grace Hopper <grace@example.com>")
    await workbench.index(source)
    later = await make_context(workbench, source, sha)
    assert await thought.read_inputs(later) != digest
    advanced = read_map((await thought.run(later)).facts[0].payload)
    owners = {module.path: module.owners for module in advanced.modules}
    assert {owner.name for owner in owners["src/shop/prices.py"]} == {"Ada Lovelace", "Grace Hopper"}

    async with workbench.database.write(workbench.viewer.scope) as session:
        await FactWriter(session).remove(later.repo.id, [("map", ""), ("map", "history")])
    anew = read_map((await thought.run(later)).facts[0].payload)
    assert anew == advanced


async def test_the_chat_answers_from_the_map_with_lines_that_hold_at_the_asked_revision(
    workbench: Workbench, tmp_path: Path
) -> None:
    source = make_repository(tmp_path / "shop", {path: text.encode() for path, text in SHOP.items()})
    await workbench.index(source)
    context = await make_context(workbench, source, source.sha())
    await keep_facts(workbench, context, await MapRepo().run(context))
    files = {"src/shop/prices.py": b'"""Prices alone."""\n' + SHOP["src/shop/prices.py"].encode()}
    source.commit(files)
    await workbench.index(source)

    settings = Settings(repochat_home=workbench.home.root)
    answerer = Answerer(workbench.database, workbench.home, workbench.searcher(), settings)
    try:
        ask = Ask(question="how is this project organised?", repos=(context.repo,))
        answer = await answerer.collect(workbench.viewer, ask)
        tests = await answerer.collect(workbench.viewer, Ask(question="How do I run the tests?", repos=(context.repo,)))
    finally:
        await answerer.close()
    assert all(statement.status == "supported" for statement in answer.statements)
    assert "Orders and what they cost." in answer.answer
    assert "Prices" not in answer.answer  # the map's lines stand in another blob there
    assert ("Makefile", 1) in {(citation.path, citation.start_line) for citation in tests.citations}


async def test_what_says_nothing_of_itself_is_told_by_its_definitions(workbench: Workbench, tmp_path: Path) -> None:
    """As in flask, where classes have docstrings and their files have none."""
    bare = {path: re.sub(r'\A""".*"""\n\n', "", text) for path, text in SHOP.items()}
    source = make_repository(tmp_path / "shop", {path: text.encode() for path, text in bare.items()})
    await workbench.index(source)
    context = await make_context(workbench, source, source.sha())
    await keep_facts(workbench, context, await MapRepo().run(context))
    answerer = Answerer(
        workbench.database, workbench.home, workbench.searcher(), Settings(repochat_home=workbench.home.root)
    )
    try:
        ask = Ask(question="How is this repository organised?", repos=(context.repo,))
        answer = await answerer.collect(workbench.viewer, ask)
    finally:
        await answerer.close()
    told = {statement.text: statement.status for statement in answer.statements}
    assert any("One order." in text for text in told), told
    assert {*told.values()} == {"supported"}, told

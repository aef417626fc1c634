"""ScanDiff over a repository that is really indexed."""

from pathlib import Path

from repochat.thinking.changes.brief import read_brief
from repochat.thinking.spec import Target
from repochat.thinking.thoughts.scan_diff import ScanDiff
from tests.git.repositories import make_repository
from tests.indexing.workbench import Workbench
from tests.thinking.changes.sides import list_lines
from tests.thinking.changes.test_making import AFTER, BEFORE
from tests.thinking.thoughts.contexts import make_context


async def test_a_push_leaves_its_brief_and_what_was_left_behind(workbench: Workbench, tmp_path: Path) -> None:
    """By the graph of the indexed revision; the same push again has the same inputs, another has not."""
    repository = make_repository(tmp_path / "source", BEFORE)
    base = repository.sha()
    await workbench.index(repository)
    head = repository.commit(AFTER)
    await workbench.index(repository)
    thought = ScanDiff()
    context = await make_context(workbench, repository, Target(sha=head, base=base))
    digest = await thought.read_inputs(context)
    outcome = await thought.run(context)
    assert await thought.read_inputs(context) == digest
    (fact,) = outcome.facts
    assert (outcome.ending, fact.kind, fact.subject) == ("changed", "brief", f"{base}..{head}")
    brief = read_brief(fact.payload)
    assert "`renew`" in list_lines(brief, "callers")[0].text
    assert brief.notes == ()
    assert [(each.path, each.status) for each in outcome.insights] == [
        ("front.py", "verified"),
        ("tests/test_desk.py", "verified"),
    ]
    other = await make_context(workbench, repository, Target(sha=head, base=base, pull_number=3))
    assert await thought.read_inputs(other) != digest


async def test_a_revision_that_is_not_indexed_yet_has_a_brief(workbench: Workbench, tmp_path: Path) -> None:
    """Callers are those of the newest indexed revision, where their files are still the same."""
    repository = make_repository(tmp_path / "source", BEFORE)
    await workbench.index(repository)
    await workbench.connect(repository)
    indexed = await make_context(workbench, repository, Target(sha=repository.sha()))
    head = repository.commit(AFTER)
    repository.git("push", "-q", str(indexed.mirror), "main")
    context = await make_context(workbench, repository, Target(sha=head))
    brief = read_brief((await ScanDiff().run(context)).facts[0].payload)
    assert "`serve`" in list_lines(brief, "callers")[0].text
    assert "nearest indexed revision" in brief.notes[0]


async def test_nothing_differs(workbench: Workbench, tmp_path: Path) -> None:
    """An empty change ends as nothing to do."""
    repository = make_repository(tmp_path / "source", BEFORE)
    await workbench.index(repository)
    head = repository.sha()
    outcome = await ScanDiff().run(await make_context(workbench, repository, Target(sha=head, base=head)))
    assert (outcome.ending, outcome.facts, outcome.insights) == ("nothing", (), ())

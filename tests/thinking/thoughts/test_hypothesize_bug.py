"""HypothesizeBug over a repository that is really indexed."""

from dataclasses import replace
from pathlib import Path

from repochat.thinking.spec import Target
from repochat.thinking.thoughts.hypothesize_bug import HypothesizeBug
from tests.indexing.workbench import Workbench
from tests.thinking.hypotheses.test_looking import OPENED, make_past
from tests.thinking.thoughts.contexts import make_context


async def test_a_push_keeps_to_what_it_changed(workbench: Workbench, tmp_path: Path) -> None:
    """Everything is looked at by the clock, and twins of past fixes are counted; a push looks at its own files."""
    repository = make_past(tmp_path / "source")
    base = repository.sha()
    head = repository.commit({"c.py": OPENED}, message="Read it")
    await workbench.index(repository)
    thought = HypothesizeBug()
    pushed = await make_context(workbench, repository, Target(sha=head, base=base))
    (one,) = (await thought.run(pushed)).insights
    assert (one.rule, one.path) == ("resource-not-closed", "c.py")
    nightly = replace(pushed, trigger="cron")
    outcome = await thought.run(nightly)
    assert [each.rule for each in outcome.insights] == ["resource-not-closed"]
    assert "1 of rules on trial, not shown" in outcome.summary
    assert outcome.scope is None
    digests = [await thought.read_inputs(each) for each in (pushed, pushed, nightly)]
    assert digests[0] == digests[1] != digests[2]

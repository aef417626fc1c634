from datetime import timedelta
from pathlib import Path

from repochat.catalog.thinking.insight_store import InsightWriter, NewEvent
from repochat.thinking.context import ThoughtContext
from repochat.thinking.insights.weighing import PRIORITIES
from repochat.thinking.thoughts.prioritize import Prioritize
from tests.git.repositories import make_repository
from tests.indexing.workbench import Workbench
from tests.thinking.contexts import make_context
from tests.thinking.insights.bench import NOW, Bench
from tests.thinking.insights.claims import claim, outcome, quote


async def test_what_people_reject_is_worth_less_from_then_on_and_says_why(workbench: Workbench, tmp_path: Path) -> None:
    source = make_repository(tmp_path / "source", {"a.py": b"x = 1\n"})
    repo = await workbench.connect(source)
    bench = Bench(database=workbench.database, repository=source, repo=repo, mirror=source.path / ".git")
    context: ThoughtContext = await make_context(workbench, source, source.sha())
    nothing = await Prioritize().run(context)
    before = await Prioritize().read_inputs(context)
    lines = [quote(source, "a.py", 1, 1)]
    rules = {"good": "useful", "bad": "rejected"}
    found = [claim(f"{rule}{n}", lines, rule=rule) for rule in rules for n in range(6)]
    await bench.run(outcome(*found), now=NOW)
    rows = await bench.rows()
    async with bench.database.write(bench.viewer.scope) as session:
        told = [NewEvent(insight_id=row.id, kind=rules[row.rule], made_by="ann") for row in rows.values()]
        await InsightWriter(session).add_events(told)
    learned = await Prioritize().run(context)
    assert (nothing.ending, learned.ending) == ("nothing", "changed")
    assert before != await Prioritize().read_inputs(context)
    assert learned.facts[0].payload["rules"]["bad"]["words"].endswith("rejected 6 times")
    await bench.run(learned, thought="Prioritize", now=NOW)
    await bench.run(outcome(*found), now=NOW + timedelta(hours=1))
    after = await bench.rows()
    assert after["good0"].value > rows["good0"].value > after["bad0"].value
    assert learned.facts[0].kind == PRIORITIES
    assert (await Prioritize().run(context)).ending == "nothing"

from datetime import timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from repochat.catalog.thinking.verdict_store import Deed
from repochat.thinking.insights.learning import WEIGHTS, learn_priorities, learn_share
from repochat.thinking.insights.valuing import RULE_PRIOR
from tests.thinking.insights.bench import NOW


def deed(kind: str, rule: str = "r", insight_id: UUID | None = None, days: float = 0) -> Deed:
    return Deed(
        insight_id=insight_id or uuid4(),
        thought="SmellHunt",
        insight_kind="smell",
        rule=rule,
        kind=kind,
        reason="",
        made_at=NOW - timedelta(days=days),
    )


@given(st.lists(st.sampled_from([*WEIGHTS, "notified"]), max_size=60), st.floats(0, 1))
def test_a_share_stays_between_nothing_and_all_and_each_deed_moves_it_its_way(kinds: list[str], prior: float) -> None:
    deeds = [deed(kind) for kind in kinds]
    mean = learn_share(deeds, NOW, prior).mean
    assert 0 <= mean <= 1
    assert learn_share([*deeds, deed("useful")], NOW, prior).mean >= mean
    assert learn_share([*deeds, deed("rejected")], NOW, prior).mean <= mean


def test_one_insight_speaks_once_on_each_side_and_old_deeds_fade() -> None:
    one = uuid4()
    share = learn_share(
        [deed("useful", insight_id=one), deed("fixed", insight_id=one), deed("useful", days=90)], NOW, 0.5
    )
    assert (share.good, share.bad, share.told) == (1.5, 0, {"useful": 2, "fixed": 1})
    assert share.tell() == "58% after fixed 1 times, useful 2 times"


def test_a_rule_that_people_reject_falls_below_its_kind_and_a_rule_that_is_fixed_rises() -> None:
    deeds = [deed("fixed", "good") for _ in range(9)] + [deed("rejected", "bad") for _ in range(9)]
    learned = learn_priorities(deeds, NOW)
    assert learned.rules["bad"].mean < learned.kinds["smell"].mean < RULE_PRIOR < learned.rules["good"].mean
    assert learn_priorities([], NOW).rules == {}

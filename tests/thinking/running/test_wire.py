"""What a run's process tells goes over the wire and is read again as it was."""

from datetime import UTC, datetime

from repochat.catalog.thinking.risk_store import NewRiskMap
from repochat.thinking.model import Fact, Outcome
from repochat.thinking.running.wire import HEADER, Finished, pack, unpack


def test_an_outcome_with_times_arrives_as_it_was_told() -> None:
    drawn = NewRiskMap(
        sha="a" * 40, committed_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC), model="m", quality={}, problems=(), files=()
    )
    fact = Fact(kind="map", subject="", digest="d", payload={"modules": []})
    told = Finished(outcome=Outcome(ending="changed", summary="Drawn.", facts=(fact,), risk_maps=(drawn,)))
    read = unpack(pack(told)[HEADER.size :])
    assert isinstance(read, Finished)
    assert read.outcome.risk_maps[0].committed_at == drawn.committed_at
    assert read.outcome.facts[0] == fact

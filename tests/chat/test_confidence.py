from repochat.chat.confidence import assess_confidence
from repochat.chat.model import Statement, StatementKind, Status


def say(status: Status, kind: StatementKind = "fact") -> Statement:
    return Statement(text=f"{status} {kind}", citations=(), status=status, tier=0, kind=kind)


def test_confidence_is_the_share_of_what_is_carried_and_headings_count_for_nothing() -> None:
    told = assess_confidence([say("supported"), say("partly"), say("unsupported", "heading")])
    assert told.value == 0.75
    assert told.band == "medium"
    assert "1 of 2 statements" in told.reasons[0]


def test_what_was_removed_counts_as_not_proven() -> None:
    assert assess_confidence([say("supported")], removed=3).value == 0.25


def test_an_answer_that_did_not_find_what_was_asked_is_never_sure() -> None:
    told = assess_confidence([say("unsupported", "absence"), say("supported"), say("supported")])
    assert told.band == "none"
    assert told.reasons[0].startswith("What was asked for was not found")


def test_an_answer_without_statements_has_none() -> None:
    assert assess_confidence([]).value == 0

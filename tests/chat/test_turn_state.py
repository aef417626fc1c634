"""What is told of a stored turn, and of the process that ran it."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import pytest

from repochat.catalog.conversation_store import Turn
from repochat.chat.process_mark import is_gone, mark_process
from repochat.chat.turn_state import describe_error, rebuild_error, show_turn
from repochat.core.errors import ConflictError, InvalidError, LimitError, NotFoundError, RepochatError, UnavailableError
from repochat.core.ids import create_id

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def build_turn(mark: dict[str, Any], *, age_s: float = 1) -> Turn:
    return Turn(
        id=create_id(),
        conversation_id=create_id(),
        position=1,
        repo_id=create_id(),
        question="?",
        asked={"process": mark},
        status="running",
        answer_id=None,
        error=None,
        created_at=NOW - timedelta(seconds=age_s),
        finished_at=None,
    )


def show(turn: Turn, *, is_lost: bool = False) -> Turn:
    return show_turn(turn, now=NOW, turn_s_max=60, is_lost=is_lost)


@pytest.fixture
def dead_mark() -> dict[str, Any]:
    """Of a process that was there and ended."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        mark = {**mark_process(), "pid": process.pid, "started_at": psutil.Process(process.pid).create_time()}
        assert not is_gone(mark)
    return mark


def test_a_turn_of_a_dead_process_of_this_machine_was_interrupted(dead_mark: dict[str, Any]) -> None:
    shown = show(build_turn(dead_mark))
    assert shown.status == "failed"
    assert shown.error is not None
    assert shown.error["kind"] == "unavailable"


def test_a_turn_of_a_living_process_runs_until_it_is_too_old() -> None:
    young, old = build_turn(mark_process()), build_turn(mark_process(), age_s=61)
    assert show(young) == young
    assert show(old).status == "failed"
    assert show(young, is_lost=True).status == "failed"


def test_of_another_machine_nothing_but_its_age_is_known(dead_mark: dict[str, Any]) -> None:
    mark = {**dead_mark, "host": "another.example"}
    assert show(build_turn(mark)).status == "running"
    assert show(build_turn(mark, age_s=61)).status == "failed"


def test_a_new_process_under_an_old_number_is_not_the_old_one() -> None:
    mark = mark_process()
    assert is_gone({**mark, "started_at": mark["started_at"] - 3600})


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("m", hint="h"),
        ConflictError("m", hint="h"),
        InvalidError("m", hint="h"),
        UnavailableError("m", hint="h"),
        LimitError("m", hint="h", limit="l"),
    ],
)
def test_a_stored_error_is_the_same_error_again(error: RepochatError) -> None:
    rebuilt = rebuild_error(describe_error(error))
    assert type(rebuilt) is type(error)
    assert describe_error(rebuilt) == describe_error(error)

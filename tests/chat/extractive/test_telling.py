"""An answer shows the lines that hold what is asked, not only the definitions around them."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from repochat.core.database import Database
from tests.chat.chatting import Chat, chatting

_FILLER = "".join(f"    amount_{n} = total + {n}\n" for n in range(30))
SOURCE = (
    '"""Lends books."""\n\nLOAN_DAYS = 21\n\n\n'
    "def lend_book(total):\n    # A reader with unpaid fines is turned away.\n    if total < 0:\n        return None\n"
    f"{_FILLER}"
    "    deadline = start_clock(LOAN_DAYS)\n    return deadline\n\n\n"
    f"def start_clock(days):\n{_FILLER.replace('total', 'days')}    return days\n"
)
FILES = {"src/lending.py": SOURCE.encode(), "src/mail.py": b"def send_mail(address):\n    return address\n"}


@pytest.fixture
async def lending(database: Database, tmp_path: Path) -> AsyncGenerator[Chat]:
    async with chatting(database, tmp_path, FILES) as opened:
        yield opened


def _line(text: str) -> int:
    return next(number for number, line in enumerate(SOURCE.split("\n"), 1) if text in line)


async def test_a_question_that_names_nothing_shows_the_lines_that_hold_its_words(lending: Chat) -> None:
    answer = await lending.ask("What happens to a reader with unpaid fines?")
    number = _line("unpaid fines")
    said = f"`src/lending.py` line {number} says: “A reader with unpaid fines is turned away.”"
    [statement] = [each for each in answer.statements if each.text == said]
    assert (statement.status, statement.tier) == ("supported", 3)
    [cited] = [each for each in answer.citations if each.id in statement.citations]
    assert (cited.path, cited.start_line, cited.end_line) == ("src/lending.py", number, number)


async def test_a_question_about_a_definition_shows_the_lines_of_its_body_that_are_asked_for(lending: Chat) -> None:
    answer = await lending.ask("When does lend_book start the clock for the deadline?")
    said = f"`src/lending.py` line {_line('deadline = start')} reads `deadline = start_clock(LOAN_DAYS)`."
    assert said in [each.text for each in answer.statements]


async def test_a_name_alone_is_answered_without_a_search_for_lines(lending: Chat) -> None:
    answer = await lending.ask("What does lend_book do?")
    assert not any(" reads `" in each.text or " says: “" in each.text for each in answer.statements if each.is_item)


async def test_a_file_without_a_word_of_the_question_shows_no_line(lending: Chat) -> None:
    answer = await lending.ask("What happens to a reader with unpaid fines?")
    assert not any(each.text.startswith("`src/mail.py` line") for each in answer.statements)

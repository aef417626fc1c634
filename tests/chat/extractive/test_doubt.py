"""Doubt comes first where the evidence is thin, and stays out of the way where it is not."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from repochat.core.database import Database
from tests.chat.chatting import Chat, chatting

SOURCE = b'''"""Lends books."""

import clock


def start_loan(reader):
    """Start the loan of a reader and set its deadline."""
    return clock.tick(reader.deadline)


class Desk:
    def renew(self):
        """Renew the loan."""
'''
SCRIPT = b"""function Queue() {
  this.jobs = [];
}

Queue.prototype.push = function push(job) {
  this.jobs.push(job);
};
"""


@pytest.fixture
async def lending(database: Database, tmp_path: Path) -> AsyncGenerator[Chat]:
    async with chatting(database, tmp_path, {"src/lending.py": SOURCE, "lib/queue.js": SCRIPT}) as opened:
        yield opened


async def test_a_proper_name_that_the_best_files_lack_is_doubted_however_well_the_rest_fits(lending: Chat) -> None:
    believed = await lending.ask("How does the loan of a reader get its deadline?")
    doubted = await lending.ask("How does the loan of a reader get its deadline on S3?")
    assert believed.statements[0].text.startswith("The best match is `src/lending.py`")
    assert doubted.statements[0].text.startswith("I could not find evidence for")


async def test_a_name_that_is_used_but_defined_elsewhere_is_told_of_after_the_lines_that_use_it(lending: Chat) -> None:
    answer = await lending.ask("How does clock.tick set the deadline of a reader's loan?")
    assert answer.statements[0].text.startswith("The best match is `src/lending.py`")
    assert "reads `return clock.tick(reader.deadline)`." in answer.answer
    assert answer.statements[-1].text.startswith("I could not find a definition of `clock.tick`")


async def test_a_method_named_through_its_prototype_is_found(lending: Chat) -> None:
    answer = await lending.ask("Queue.prototype.push")
    assert answer.statements[0].text.startswith("`Queue.push` is a method in `lib/queue.js`")

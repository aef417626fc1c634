"""Answering: opens what is asked about, has a writer write, checks, stores, and tells of each step."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace

from repochat.accounts import Viewer
from repochat.catalog.answer_store import AnswerWriter, RetrievalLog
from repochat.chat.asking import Ask
from repochat.chat.extractive.writing import ExtractiveWriter
from repochat.chat.limits import LIMITS, ChatLimits
from repochat.chat.making import Making
from repochat.chat.model import Answer, AnswerEvent, Finished, RetrievalDone
from repochat.chat.opening import Opened, Opener
from repochat.chat.receipts import SourcePool
from repochat.chat.storing import report_as_json, to_stored
from repochat.core.database import Database
from repochat.core.errors import InvalidError
from repochat.core.home import Home
from repochat.core.settings import Settings
from repochat.search import Searcher

_WORD = re.compile(r"[^\W_]")
_NO_MODEL = "No language model is configured, so this answer is extractive: it only quotes and locates what was found."


class Answerer:
    """Answers questions. Build one per process, close it at its end; safe for concurrent use."""

    def __init__(
        self,
        database: Database,
        home: Home,
        searcher: Searcher,
        settings: Settings,
        *,
        limits: ChatLimits = LIMITS,
    ) -> None:
        del settings
        self._database = database
        self._limits = limits
        self._sources = SourcePool(limits)
        self._opener = Opener(searcher, home.mirrors, self._sources, limits)
        self._extractive = ExtractiveWriter(database, limits)

    def close(self) -> None:
        """Ends the git processes that were kept for the next answer."""
        self._sources.close()

    async def collect(self, viewer: Viewer, ask: Ask) -> Answer:
        """The whole answer; errors are those of `answer`."""
        async for event in self.answer(viewer, ask):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("an answer ends with Finished")

    async def answer(self, viewer: Viewer, ask: Ask) -> AsyncGenerator[AnswerEvent]:
        """RetrievalDone, then each statement after its citations, then Finished once the answer is stored.

        Raises InvalidError for a question without a word, NotFoundError for a revision that is not indexed.
        """
        ask = replace(ask, question=_read_question(ask.question, self._limits))
        making = Making()
        async with self._opener.open(viewer, ask) as opened:
            making.end_stage("search")
            yield RetrievalDone(report=opened.first.report)
            for each in opened.searches:
                checker = opened.checkers[each.pinned.label]
                checked = await self._extractive.write(viewer, each.pinned, each.report, ask.question, checker)
                for event in making.add(checked):
                    yield event
            making.end_stage("compose")
            making.note(_NO_MODEL)
            answer = making.build(opened)
            await self._store(viewer, ask, opened, answer)
        yield Finished(answer=answer)

    async def _store(self, viewer: Viewer, ask: Ask, opened: Opened, answer: Answer) -> None:
        log = RetrievalLog(
            searches=[report_as_json(each.report, each.pinned.label) for each in opened.searches],
            context={},
            stages=[],
            policy={},
        )
        async with self._database.write(viewer.tenant_id) as session:
            await AnswerWriter(session).add(to_stored(answer, viewer, ask.question, opened.by_repo), log)


def _read_question(question: str, limits: ChatLimits) -> str:
    text = question[: limits.question_chars_max].replace("\0", " ")
    text = text.encode("utf-8", "replace").decode("utf-8")
    if not _WORD.search(text):
        raise InvalidError(
            "The question has no words.", hint="Ask about the code, for example: where is the configuration read?"
        )
    return text

"""The ages of stored answers, as they are now: what was checked before, and the rest checked on the spot, bounded."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from repochat.accounts import Viewer
from repochat.catalog.age_store import AgeStore, AgeWriter
from repochat.catalog.answer_store import StoredAnswer
from repochat.catalog.revision_store import Revision
from repochat.chat.age.following import Head, Heads, follow
from repochat.chat.age.judging import Judge, build_verdict
from repochat.chat.age.limits import LIMITS, AgeLimits
from repochat.chat.age.settling import Question, settle, to_stored
from repochat.chat.age.standings import Standings
from repochat.chat.age_model import Age, CitationAge, Standing, Verdict, find_worst
from repochat.core.clock import Clock, read_clock
from repochat.core.database import Database, ReadSession, Scope
from repochat.indexing.connect import mirror_of

_Key = tuple[UUID, int]
_Place = tuple[UUID | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """`verdicts` by answer and number; `pending` are the questions that git has to be asked."""

    heads: dict[UUID, Head | None]
    questions: list[Question]
    verdicts: dict[_Key, Verdict]
    pending: list[Question]


class AgeReader:
    """Build one per process; safe for concurrent use."""

    def __init__(
        self, database: Database, mirrors: Path, *, limits: AgeLimits = LIMITS, clock: Clock = read_clock
    ) -> None:
        self._database = database
        self._mirrors = mirrors
        self._limits = limits
        self._clock = clock
        self._standings = Standings(mirrors, limits)

    async def read(self, viewer: Viewer, answers: Sequence[StoredAnswer]) -> dict[UUID, Age]:
        """Their ages by id. Never raises for what a repository can be.

        At most `citations_read_max` citations are checked now, of the first answers first; others that nothing is known
        of are unchecked.
        """
        settled = await self.settle(viewer.scope, answers)
        asked = settled.pending[: self._limits.citations_read_max]
        verdicts = {**settled.verdicts, **await self.judge(viewer.scope, asked)}
        for question in settled.pending[self._limits.citations_read_max :]:
            verdicts[_key(question)] = build_verdict(question.citation, "not_looked_at")
        standings = await asyncio.to_thread(self._tell_standings, answers, settled.heads)
        return {answer.id: self._build(answer, settled, verdicts, standings[answer.id]) for answer in answers}

    async def read_one(self, viewer: Viewer, answer: StoredAnswer) -> Age:
        return (await self.read(viewer, [answer]))[answer.id]

    async def stand(self, viewer: Viewer, repo_id: UUID, revision: str, ref: str = "") -> Standing | None:
        """How far the commit of a search is behind; None for a repository that is gone."""
        async with self._database.read(viewer.scope) as session:
            head = await Heads(session).find(repo_id, ref)
        return await asyncio.to_thread(self._standings.tell, revision, head) if head else None

    async def settle(self, scope: Scope, answers: Sequence[StoredAnswer]) -> Settled:
        """Everything that the database can say."""
        async with self._database.read(scope) as session:
            return await _settle(session, answers)

    async def judge(self, scope: Scope, questions: Sequence[Question]) -> dict[_Key, Verdict]:
        """What git says, stored; how many is the caller's bound."""
        if not questions:
            return {}
        verdicts = await asyncio.to_thread(self._judge, questions)
        rows = [to_stored(question, verdicts[_key(question)]) for question in questions]
        async with self._database.write(scope) as session:
            await AgeWriter(session).put(rows)
        return verdicts

    def _judge(self, questions: Sequence[Question]) -> dict[_Key, Verdict]:
        by_head: dict[tuple[Path, str], list[Question]] = defaultdict(list)
        for question in questions:
            if question.head is not None:
                by_head[mirror_of(self._mirrors, question.head.repo), question.commit].append(question)
        verdicts: dict[_Key, Verdict] = {}
        for (mirror, commit), those in by_head.items():
            with Judge(mirror, commit) as judge:
                verdicts.update({_key(question): judge.judge(question.citation) for question in those})
        return verdicts

    def _tell_standings(self, answers: Sequence[StoredAnswer], heads: dict[UUID, Head | None]) -> dict[UUID, Standing]:
        told: dict[tuple[UUID, str, str], Standing] = {}
        standings: dict[UUID, Standing] = {}
        for answer in answers:
            head = heads[answer.id]
            if head is None:
                standings[answer.id] = Standing(branch="", revision=answer.revision, newest=None, commits_behind=None)
                continue
            key = (head.repo.id, head.ref, answer.revision)
            if key not in told:
                told[key] = self._standings.tell(answer.revision, head)
            standings[answer.id] = told[key]
        return standings

    def _build(self, answer: StoredAnswer, settled: Settled, verdicts: dict[_Key, Verdict], standing: Standing) -> Age:
        citations = tuple(
            CitationAge(
                id=f"c{question.citation.number}",
                commit=question.citation.commit if verdicts[_key(question)].how == "pinned" else question.commit,
                verdict=verdicts[_key(question)],
            )
            for question in settled.questions
            if question.answer.id == answer.id
        )
        state = find_worst(citation.verdict for citation in citations)
        return Age(state=state, standing=standing, checked_at=self._clock(), citations=citations)


async def _settle(session: ReadSession, answers: Sequence[StoredAnswer]) -> Settled:
    heads, store = Heads(session), AgeStore(session)
    own = {answer.id: await heads.find(answer.repo_id, answer.ref) for answer in answers}
    questions = [
        Question(answer=answer, citation=citation, head=await _find_head(heads, answer, citation.repo_id))
        for answer in answers
        for citation in answer.citations
    ]
    known = await store.list_verdicts([answer.id for answer in answers])
    blobs = await _read_blobs(store, questions, [row.path for rows in known.values() for row in rows.values()])
    verdicts: dict[_Key, Verdict] = {}
    pending: list[Question] = []
    for question in questions:
        row = known.get(question.answer.id, {}).get(question.citation.number)
        verdict = settle(question, blobs.get(_place(question), {}), row)
        if verdict is None:
            pending.append(question)
        else:
            verdicts[_key(question)] = verdict
    return Settled(heads=own, questions=questions, verdicts=verdicts, pending=pending)


async def _find_head(heads: Heads, answer: StoredAnswer, repo_id: UUID | None) -> Head | None:
    return await heads.find(repo_id, follow(answer, repo_id)) if repo_id is not None else None


async def _read_blobs(
    store: AgeStore, questions: Sequence[Question], moved: Sequence[str]
) -> dict[_Place, dict[str, str]]:
    """By repository and commit, of what is cited there and of where verdicts say that it went: its blobs by path."""
    wanted: dict[_Place, set[str]] = defaultdict(set)
    revisions: dict[_Place, Revision] = {}
    for question in questions:
        if question.head is not None and question.head.revision is not None:
            revisions[_place(question)] = question.head.revision
            wanted[_place(question)] |= {question.citation.path, *moved}
    return {place: await store.find_blobs(revision, sorted(wanted[place])) for place, revision in revisions.items()}


def _place(question: Question) -> _Place:
    return (question.head.repo.id if question.head else None), question.commit


def _key(question: Question) -> _Key:
    return question.answer.id, question.citation.number

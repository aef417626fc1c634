"""Of a repository that is restricted a person sees what its forge lets them see, and nothing once it no longer does."""

from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID, Viewer
from repochat.accounts.user_store import ForgeUser, UserWriter
from repochat.catalog.access import LIMITS
from repochat.catalog.answer_store import AnswerStore, AnswerWriter, RetrievalLog
from repochat.catalog.conversation_store import ConversationStore, ConversationWriter, TurnWriter
from repochat.catalog.repo_store import Repo, RepoStore, RepoWriter
from repochat.catalog.run_list_store import RunListStore
from repochat.core.errors import NotFoundError
from repochat.core.ids import create_id
from tests.catalog.tenancy import build_answer, build_feedback
from tests.git.repositories import make_repository
from tests.indexing.workbench import Workbench

LOG = RetrievalLog(searches=[{"query": "secret?"}], context={}, stages=[], policy={})
TABLES = (
    "repos", "revisions", "blobs", "file_versions", "symbols", "chunks", "index_runs", "answers", "citations",
    "retrieval_logs", "turns", "feedback",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Team:
    """Ann asked about a restricted repository and shared it; the forge lets her see it. Bob it does not."""

    workbench: Workbench
    repo: Repo
    ann: Viewer
    bob: Viewer
    answer_id: UUID
    conversation_id: UUID
    turn_id: UUID

    async def count(self, viewer: Viewer, table: str) -> int:
        async with self.workbench.database.read(viewer.scope) as session:
            return await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608  names of our own

    async def say(self, statement: str) -> None:
        async with self.workbench.database.write(LOCAL_TENANT_ID) as session:
            await session.execute(text(statement))


@pytest.fixture
async def team(workbench: Workbench, tmp_path: Path) -> Team:
    repository = make_repository(tmp_path / "secret", {"a.py": b"def work():\n    return 1\n"})
    await workbench.index(repository)
    repo = await workbench.repo(repository)
    async with workbench.database.write(LOCAL_TENANT_ID) as session:
        await session.execute(
            text("INSERT INTO index_runs SELECT gen_random_uuid(), id, NULL, 'done', '{}' FROM repos")
        )
        ann, bob = [
            (await UserWriter(session).put(LOCAL_TENANT_ID, _person(number, name))).viewer
            for number, name in enumerate(("ann", "bob"))
        ]
        await RepoWriter(session).set_restricted(repo.id, is_restricted=True)
        granting = "INSERT INTO repo_access VALUES (:user_id, :repo_id, 'read')"
        await session.execute(text(granting), {"user_id": ann.user_id, "repo_id": repo.id})
    answer, turn_id = build_answer(repo, repository.sha()), create_id()
    async with workbench.database.write(ann.scope) as session:
        conversations = ConversationWriter(session, ann.key)
        talk = await conversations.create(LOCAL_TENANT_ID, "the secret of work")
        await conversations.add_turn(talk.id, turn_id=turn_id, repo_id=repo.id, question="secret?", asked={})
        await AnswerWriter(session).add(answer, LOG)
        await TurnWriter(session).finish(turn_id, status="done", answer_id=answer.id)
        await conversations.change(talk.id, is_shared=True)
        session.add(build_feedback(answer.id))
    return Team(
        workbench=workbench,
        repo=repo,
        ann=ann,
        bob=bob,
        answer_id=answer.id,
        conversation_id=talk.id,
        turn_id=turn_id,
    )


def _person(number: int, login: str) -> ForgeUser:
    return ForgeUser(forge="https://github.com", forge_user_id=number, login=login, name="")


@pytest.mark.parametrize("table", TABLES)
async def test_whoever_has_access_sees_rows_where_others_see_none(team: Team, table: str) -> None:
    assert await team.count(team.ann, table) > 0
    assert await team.count(team.bob, table) == 0


async def test_no_store_tells_anything_of_a_repository_that_is_not_seen(team: Team) -> None:
    """Not even by ids that were known before, nor the title of a conversation that was shared."""
    async with team.workbench.database.read(team.bob.scope) as session:
        assert await RepoStore(session).list_repos() == []
        assert await RepoStore(session).find(str(team.repo.id)) is None
        assert await RunListStore(session).list_runs() == []
        assert await AnswerStore(session).find(team.answer_id) is None
        assert await AnswerStore(session).find_log(team.answer_id) is None
        talks = ConversationStore(session, team.bob.key)
        assert await talks.list_conversations() == []
        assert await talks.list_turns(team.conversation_id) == []
    async with team.workbench.database.read(team.ann.scope) as session:
        assert [turn.id for turn in await ConversationStore(session, team.ann.key).list_turns(team.conversation_id)]


@pytest.mark.parametrize(
    "loss",
    [
        "DELETE FROM repo_access",
        f"UPDATE repo_access SET checked_at = now() - interval '{LIMITS.trusted_s + 1} seconds'",  # noqa: S608  SQL of our own
    ],
)
async def test_access_that_was_lost_or_not_confirmed_for_too_long_takes_effect_with_the_next_query(
    team: Team, loss: str
) -> None:
    await team.say(loss)
    for table in TABLES:
        assert await team.count(team.ann, table) == 0, table


async def test_what_was_confirmed_within_the_bound_counts(team: Team) -> None:
    age_s = LIMITS.trusted_s - 60
    await team.say(f"UPDATE repo_access SET checked_at = now() - interval '{age_s} seconds'")  # noqa: S608  SQL of our own
    assert await team.count(team.ann, "repos") == 1


async def test_an_answer_made_of_several_repositories_is_seen_by_who_sees_them_all(team: Team, tmp_path: Path) -> None:
    opened = make_repository(tmp_path / "open", {"b.py": b"def other():\n    return 2\n"})
    await team.workbench.index(opened)
    repo = await team.workbench.repo(opened)
    answer = replace(build_answer(repo, opened.sha()), repo_ids=[repo.id, team.repo.id])
    async with team.workbench.database.write(LOCAL_TENANT_ID) as session:
        await AnswerWriter(session).add(answer, LOG)
    for viewer, is_seen in ((team.ann, True), (team.bob, False)):
        async with team.workbench.database.read(viewer.scope) as session:
            assert [each.name for each in await RepoStore(session).list_repos()][:1] == ["open"]
            assert (await AnswerStore(session).find(answer.id) is not None) == is_seen


async def test_a_search_finds_nothing_for_who_lost_access_though_the_index_is_in_memory(team: Team) -> None:
    searcher = team.workbench.searcher()
    assert (await searcher.search(team.ann, team.repo, "work")).hits
    await team.say("DELETE FROM repo_access")
    with pytest.raises(NotFoundError):
        await searcher.search(team.ann, team.repo, "work")

"""What of a repository is indexed and kept, as its owner set it."""

import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.policy_store import PolicyStore, PolicyWriter, RepoPolicy
from repochat.core.database import Database
from repochat.core.errors import InvalidError
from tests.catalog.test_stores import connect


async def test_a_repository_without_a_policy_has_the_defaults(database: Database) -> None:
    repo = await connect(database, "s")
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await PolicyStore(session).get(repo.id) == RepoPolicy()


async def test_a_policy_is_kept_as_it_was_put_last(database: Database) -> None:
    repo = await connect(database, "s")
    policy = RepoPolicy(branches=("release/*", "dev"), pull_requests="none", keep_days=0, keep_revisions=1)
    async with database.write(LOCAL_TENANT_ID) as session:
        await PolicyWriter(session).put(repo.id, RepoPolicy(pull_requests="head_and_merge"))
        await PolicyWriter(session).put(repo.id, policy)
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await PolicyStore(session).get(repo.id) == policy


@pytest.mark.parametrize(
    "policy",
    [
        RepoPolicy(branches=("",)),
        RepoPolicy(branches=("a" * 251,)),
        RepoPolicy(branches=("a\0",)),
        RepoPolicy(branches=("a",) * 51),
        RepoPolicy(keep_days=-1),
        RepoPolicy(keep_revisions=0),
        RepoPolicy(pull_requests="all"),  # pyright: ignore[reportArgumentType]  what an entry point might let through
    ],
)
async def test_a_policy_that_no_repository_can_be_kept_by_is_refused(database: Database, policy: RepoPolicy) -> None:
    repo = await connect(database, "s")
    with pytest.raises(InvalidError):
        async with database.write(LOCAL_TENANT_ID) as session:
            await PolicyWriter(session).put(repo.id, policy)

"""From what a person types to a connected repository."""

from pathlib import Path

import pytest

from repochat.accounts import LOCAL_TENANT_ID, Viewer
from repochat.core.errors import NotFoundError, RepochatError
from repochat.indexing.connect import connect_repo, find_repo
from tests.git.repositories import make_repository
from tests.indexing.workbench import Workbench

REMOTE = Viewer(tenant_id=LOCAL_TENANT_ID, name="remote", may_reach_local=False)


async def test_connecting_fetches_nothing_and_is_done_once(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "shop", {"a.py": b"A = 1\n"})
    first = await workbench.connect(repository)
    assert (first.name, first.default_branch) == ("shop", None)
    assert not list(workbench.home.mirrors.iterdir())
    assert await workbench.connect(str(repository.path) + "/") == first


async def test_a_connected_repository_is_found_by_path_name_and_id(workbench: Workbench, tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "shop", {"a.py": b"A = 1\n"})
    repo = await workbench.connect(repository)
    for text in (str(repository.path), f"{repository.path}/", "shop", str(repo.id)):
        assert await find_repo(workbench.database, workbench.viewer, text) == repo


@pytest.mark.parametrize("text", ["", "nowhere", "owner/name", "/no/such/path", "--upload-pack=x", "a\0b"])
async def test_what_is_not_connected_is_not_found(workbench: Workbench, text: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        await find_repo(workbench.database, workbench.viewer, text)
    assert "repochat index" in caught.value.hint


async def test_a_viewer_from_afar_connects_nothing_of_this_machine(workbench: Workbench, tmp_path: Path) -> None:
    """And what somebody else connected is not indexed for them either."""
    repository = make_repository(tmp_path / "shop", {"a.py": b"A = 1\n"})
    for text in (str(repository.path), f"file://{repository.path}"):
        with pytest.raises(RepochatError):
            await connect_repo(workbench.database, REMOTE, text)
    assert (await workbench.rows("SELECT count(*) FROM repos")) == [(0,)]
    await workbench.connect(repository)
    remote = Workbench(database=workbench.database, home=workbench.home, embedding=workbench.embedding, viewer=REMOTE)
    with pytest.raises(RepochatError):
        await remote.index(repository)
    assert (await workbench.count_rows())["revisions"] == 0

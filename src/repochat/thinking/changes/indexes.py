"""The index that stands for a commit: its own, or else that of the newest indexed revision."""

from repochat.accounts import Viewer
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.core.errors import NotFoundError
from repochat.search import Searcher
from repochat.search.hot import HotIndex


async def find_nearest(searcher: Searcher, viewer: Viewer, repo: Repo, sha: str) -> Revision | None:
    """None where nothing of the repository is indexed."""
    for rev in (sha, None):
        try:
            return await searcher.find_revision(viewer, repo, rev)
        except NotFoundError:
            continue
    return None


async def load_nearest(searcher: Searcher, viewer: Viewer, repo: Repo, sha: str | None) -> HotIndex | None:
    """Of no commit, none."""
    revision = await find_nearest(searcher, viewer, repo, sha) if sha else None
    return await searcher.get_index(viewer, revision) if revision else None

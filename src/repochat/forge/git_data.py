"""Objects and branches of a repository through the forge's API. Branches are made and moved forward, never forced."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from repochat.forge.client import GitHubClient
from repochat.forge.draft import AUTHOR_EMAIL, AUTHOR_NAME, BRANCH_PREFIX, check_own_branch
from repochat.forge.fields import Fields
from repochat.forge.listing import Question, list_all, read_one
from repochat.forge.names import quote_ref


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCommit:
    sha: str
    tree_sha: str
    parents: tuple[str, ...]
    message: str
    author_email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteEntry:
    name: str
    mode: str
    kind: str
    sha: str


async def get_commit(client: GitHubClient, repo: str, sha: str) -> RemoteCommit:
    """Raises NotFoundError when the repository has no such commit."""
    what = f"commit {sha} of {repo}"
    return read_one(await client.get(f"/repos/{repo}/git/commits/{sha}", what=what), _read_commit, what)


async def list_entries(client: GitHubClient, repo: str, tree_sha: str) -> dict[str, RemoteEntry]:
    """One folder by name, without what lies below its folders."""
    what = f"a folder of {repo}"
    answer = await client.get(f"/repos/{repo}/git/trees/{tree_sha}", what=what)
    entries = read_one(answer, lambda fields: [_read_entry(child) for child in fields.children("tree")], what)
    return {entry.name: entry for entry in entries}


async def create_blob(client: GitHubClient, repo: str, content: bytes) -> str:
    what = f"a new file of {repo}"
    body = {"encoding": "base64", "content": base64.b64encode(content).decode()}
    return read_one(await client.send("POST", f"/repos/{repo}/git/blobs", what=what, body=body), _read_sha, what)


async def create_tree(client: GitHubClient, repo: str, base_tree: str, entries: Sequence[dict[str, Any]]) -> str:
    what = f"a new tree of {repo}"
    body = {"base_tree": base_tree, "tree": list(entries)}
    return read_one(await client.send("POST", f"/repos/{repo}/git/trees", what=what, body=body), _read_sha, what)


async def create_commit(client: GitHubClient, repo: str, *, tree: str, parents: Sequence[str], message: str) -> str:
    """In our own name, so that it can be told from what people commit."""
    what = f"a new commit of {repo}"
    body = {
        "message": message,
        "tree": tree,
        "parents": list(parents),
        "author": {"name": AUTHOR_NAME, "email": AUTHOR_EMAIL},
    }
    return read_one(await client.send("POST", f"/repos/{repo}/git/commits", what=what, body=body), _read_sha, what)


async def list_own_branches(client: GitHubClient, repo: str) -> dict[str, str]:
    """The commits of branches below our prefix, by short name."""
    question = Question(
        path=f"/repos/{repo}/git/matching-refs/heads/{BRANCH_PREFIX}",
        what=f"the branches of {repo}",
        read=lambda fields: (fields.text("ref").removeprefix("refs/heads/"), fields.child("object").sha("sha")),
        params={},
    )
    return dict((await list_all(client, question)).items)


async def create_branch(client: GitHubClient, repo: str, name: str, sha: str) -> None:
    """Raises InvalidError when it is there already."""
    body = {"ref": f"refs/heads/{check_own_branch(name)}", "sha": sha}
    await client.send("POST", f"/repos/{repo}/git/refs", what=f"a new branch of {repo}", body=body)


async def advance_branch(client: GitHubClient, repo: str, name: str, sha: str) -> None:
    """Forward only. Raises InvalidError when somebody's commit would be lost."""
    path = f"/repos/{repo}/git/refs/heads/{quote_ref(check_own_branch(name))}"
    await client.send("PATCH", path, what=f"branch {name} of {repo}", body={"sha": sha, "force": False})


def _read_commit(fields: Fields) -> RemoteCommit:
    return RemoteCommit(
        sha=fields.sha("sha"),
        tree_sha=fields.child("tree").sha("sha"),
        parents=tuple(parent.sha("sha") for parent in fields.children("parents")),
        message=fields.text("message"),
        author_email=fields.child("author").find_text("email") or "",
    )


def _read_entry(fields: Fields) -> RemoteEntry:
    return RemoteEntry(
        name=fields.text("path"), mode=fields.text("mode"), kind=fields.text("type"), sha=fields.sha("sha")
    )


def _read_sha(fields: Fields) -> str:
    return fields.sha("sha")

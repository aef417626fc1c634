"""The tree of a draft: the base's, with the draft's files in their place."""

from collections.abc import Mapping
from typing import Any

from repochat.core.errors import InvalidError
from repochat.forge.client import GitHubClient
from repochat.forge.git_data import RemoteEntry, create_blob, create_tree, list_entries

_NEW_FILE = "100644"
_FILES = frozenset({"100644", "100755"})


async def write_tree(client: GitHubClient, repo: str, base_tree: str, files: Mapping[str, bytes | None]) -> str:
    """The new tree's id. A file keeps its mode; nothing is written through a link or into a submodule.

    Raises InvalidError when that is asked for, or when nothing would change.
    """
    folders: dict[str, dict[str, RemoteEntry]] = {}
    items: list[dict[str, Any]] = []
    for path, content in sorted(files.items()):
        old = await _find_entry(client, repo, base_tree, path, folders)
        if old is not None and old.mode not in _FILES:
            raise _not_a_file()
        if content is not None or old is not None:
            items.append(await _build_item(client, repo, path, content, old))
    tree = await create_tree(client, repo, base_tree, items) if items else base_tree
    if tree == base_tree:
        raise InvalidError("The draft changes nothing.", hint="Its base holds these very files already.")
    return tree


async def _find_entry(
    client: GitHubClient, repo: str, tree: str, path: str, folders: dict[str, dict[str, RemoteEntry]]
) -> RemoteEntry | None:
    *parents, name = path.split("/")
    for parent in parents:
        entry = (await _list_once(client, repo, tree, folders)).get(parent)
        if entry is None:
            return None
        if entry.kind != "tree":
            raise _not_a_file()
        tree = entry.sha
    return (await _list_once(client, repo, tree, folders)).get(name)


async def _list_once(
    client: GitHubClient, repo: str, tree: str, folders: dict[str, dict[str, RemoteEntry]]
) -> dict[str, RemoteEntry]:
    if tree not in folders:
        folders[tree] = await list_entries(client, repo, tree)
    return folders[tree]


async def _build_item(
    client: GitHubClient, repo: str, path: str, content: bytes | None, old: RemoteEntry | None
) -> dict[str, Any]:
    item: dict[str, Any] = {"path": path, "mode": _NEW_FILE if old is None else old.mode, "type": "blob"}
    if content is None:
        return {**item, "sha": None}
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return {**item, "sha": await create_blob(client, repo, content)}
    # Text travels within the tree: one request for all of it.
    return {**item, "content": text} if "\0" not in text else {**item, "sha": await create_blob(client, repo, content)}


def _not_a_file() -> InvalidError:
    return InvalidError(
        "A path of the draft is a folder, a link or a submodule, or lies below one.", hint="Name files alone."
    )

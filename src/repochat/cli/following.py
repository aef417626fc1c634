"""`repochat follow`, `policy` and `disconnect`."""

from dataclasses import asdict

from repochat.catalog.follow_store import FollowPath
from repochat.catalog.policy_store import PolicyChange
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.core.errors import InvalidError


async def follow(repo: str, path: FollowPath, *, as_json: bool) -> None:
    """Follow `repo` by `path`, and say so."""
    async with open_workspace() as workspace:
        found = await workspace.find_repo(repo)
        state = await workspace.follow(found, path)
    if as_json:
        write_json({"repo": found.name, "path": state.path})
    else:
        write(f"{clean_line(found.name)} is followed by {state.path} from now on; a worker does it (`repochat up`).")


async def policy(repo: str, change: PolicyChange, *, as_json: bool) -> None:
    """Show the policy of `repo`, after changing it where there is something to change."""
    async with open_workspace() as workspace:
        found = await workspace.find_repo(repo)
        kept = await (workspace.change_policy(found, change) if change else workspace.read_policy(found))
    if as_json:
        write_json({"repo": found.name, **asdict(kept)})
        return
    branches = ", ".join(map(clean_line, kept.branches)) or "none"
    write(f"{clean_line(found.name)}: the default branch; other branches: {branches}.")
    write(f"Open pull requests: {kept.pull_requests.replace('_', ' ')}.")
    write(f"Revisions stay for {kept.keep_days} days, and the newest {kept.keep_revisions} longer.")


async def disconnect(repo: str, *, is_sure: bool, as_json: bool) -> None:
    """Forget `repo`. Raises InvalidError until it was asked for twice."""
    async with open_workspace() as workspace:
        found = await workspace.find_repo(repo)
        if not is_sure:
            raise InvalidError(
                f"{found.name} would be forgotten with its index, its answers and its conversations.",
                hint=f"`repochat disconnect {found.name} --yes` does it; the repository itself is not touched.",
            )
        await workspace.disconnect(found)
    if as_json:
        write_json({"disconnected": found.name})
    else:
        write(f"{clean_line(found.name)} is disconnected.")

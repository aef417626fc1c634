"""Opens draft pull requests: a branch of our own, a commit on it, and a pull request that stays a draft.

Whether the repository's owner allowed it is asked and recorded by whoever calls. Nothing here merges, approves, ends a
draft, closes anything, or moves a branch anywhere but forward.
"""

from dataclasses import dataclass

import structlog

from repochat.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from repochat.forge.client import GitHubClient
from repochat.forge.draft import (
    AUTHOR_EMAIL,
    Draft,
    DraftRequest,
    build_trailer,
    check_own_branch,
    check_request,
    digest_key,
    name_branch,
    render_body,
    render_message,
)
from repochat.forge.draft_tree import write_tree
from repochat.forge.git_data import (
    RemoteCommit,
    advance_branch,
    create_branch,
    create_commit,
    get_commit,
    list_own_branches,
)
from repochat.forge.listing import Question, list_all, read_one
from repochat.forge.pull_request import PullRequest, read_pull_request
from repochat.forge.pull_requests import find_branch_head
from repochat.forge.repositories import ForgeRepository, get_repository

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Branch:
    name: str
    sha: str


async def open_draft(client: GitHubClient, request: DraftRequest) -> Draft:
    """The draft of `request.key`: the one that is there, or a new one.

    One that is there gets the request's files as a further commit, unless a person has committed on its branch, closed
    it, or ended the draft: then it is returned as it is. Safe to call again after any failure.
    Raises ForbiddenError for a protected branch or an archived repository, ConflictError when the forge answers with
    anything but a draft, InvalidError, LimitError, NotFoundError and UnavailableError.
    """
    check_request(request, client.limits)
    repository = await get_repository(client, request.repo)
    base = await find_branch_head(client, repository.full_name, request.base)
    if base is None:
        raise NotFoundError(f"{request.repo} has no branch {request.base}.", hint="Choose a branch that is there.")
    branch = await _find_branch(client, repository, request)
    existing = None if branch is None else await _find_pull_request(client, repository, branch.name)
    if branch is not None and existing is not None and not _may_change(existing):
        return _build(existing, branch, created=False)
    branch = await _write_branch(client, repository, request, branch)
    if existing is not None:
        return _build(existing, branch, created=False)
    return await _create(client, repository, request, branch)


def _may_change(found: PullRequest) -> bool:
    return found.state == "open" and found.is_draft


async def _find_branch(client: GitHubClient, repository: ForgeRepository, request: DraftRequest) -> _Branch | None:
    """By the key's hash: the title, and with it the rest of the name, may have changed since."""
    found = await list_own_branches(client, repository.full_name)
    ending = f"-{digest_key(request.key)}"
    return next((_Branch(name=name, sha=sha) for name, sha in sorted(found.items()) if name.endswith(ending)), None)


async def _write_branch(
    client: GitHubClient, repository: ForgeRepository, request: DraftRequest, branch: _Branch | None
) -> _Branch:
    if branch is None:
        try:
            return await _begin_branch(client, repository, request)
        except InvalidError:
            # Another call with this key may have been faster; then there is a branch now.
            branch = await _find_branch(client, repository, request)
            if branch is None:
                raise
    return await _continue_branch(client, repository, request, branch)


async def _begin_branch(client: GitHubClient, repository: ForgeRepository, request: DraftRequest) -> _Branch:
    name = check_own_branch(name_branch(request))
    _refuse_taken(name, repository, request)
    base = await get_commit(client, repository.full_name, request.base_sha)
    tree = await write_tree(client, repository.full_name, base.tree_sha, request.files)
    sha = await create_commit(
        client, repository.full_name, tree=tree, parents=[base.sha], message=render_message(request)
    )
    await create_branch(client, repository.full_name, name, sha)
    log.info("forge.branch_created", forge_repo_id=repository.repo_id, branch=name)
    return _Branch(name=name, sha=sha)


async def _continue_branch(
    client: GitHubClient, repository: ForgeRepository, request: DraftRequest, branch: _Branch
) -> _Branch:
    _refuse_taken(check_own_branch(branch.name), repository, request)
    head = await get_commit(client, repository.full_name, branch.sha)
    if not _is_ours(head, request):
        return branch
    state = await find_branch_head(client, repository.full_name, branch.name)
    if state is not None and state.is_protected:
        raise ForbiddenError(f"Branch {branch.name} is protected.", hint="Nothing was written; look at its rules.")
    base = await get_commit(client, repository.full_name, request.base_sha)
    tree = await write_tree(client, repository.full_name, base.tree_sha, request.files)
    if tree == head.tree_sha:
        return branch
    # With the new base as a parent too, the pull request shows the draft's changes and not the base's.
    parents = [head.sha] if f"Repochat-Base: {base.sha}" in head.message else [head.sha, base.sha]
    sha = await create_commit(client, repository.full_name, tree=tree, parents=parents, message=render_message(request))
    await advance_branch(client, repository.full_name, branch.name, sha)
    return _Branch(name=branch.name, sha=sha)


def _refuse_taken(name: str, repository: ForgeRepository, request: DraftRequest) -> None:
    if repository.is_archived:
        raise ForbiddenError(f"{repository.full_name} is archived.", hint="Its owner has to bring it back first.")
    if name in {repository.default_branch, request.base}:
        raise ForbiddenError(f"Branch {name} is where drafts would go to.", hint="Choose another base branch.")


def _is_ours(commit: RemoteCommit, request: DraftRequest) -> bool:
    return commit.author_email == AUTHOR_EMAIL and build_trailer(request.key) in commit.message.splitlines()


async def _find_pull_request(client: GitHubClient, repository: ForgeRepository, branch: str) -> PullRequest | None:
    """An open one before a closed one, the newest first."""
    question = Question(
        path=f"/repos/{repository.full_name}/pulls",
        what=f"the pull request of branch {branch}",
        read=read_pull_request,
        params={"head": f"{repository.owner}:{branch}", "state": "all"},
    )
    found = [pull for pull in (await list_all(client, question)).items if pull.head_ref == branch]
    return max(found, key=lambda pull: (pull.state == "open", pull.number), default=None)


async def _create(client: GitHubClient, repository: ForgeRepository, request: DraftRequest, branch: _Branch) -> Draft:
    what = f"a draft pull request in {repository.full_name}"
    body = {
        "title": request.title.strip(),
        "body": render_body(request),
        "head": branch.name,
        "base": request.base,
        "draft": True,
        "maintainer_can_modify": True,
    }
    try:
        answer = await client.send("POST", f"/repos/{repository.full_name}/pulls", what=what, body=body)
    except InvalidError as error:
        # Another call with this key may have been faster. Never a second try without `draft`.
        found = await _find_pull_request(client, repository, branch.name)
        if found is None:
            raise _explain_refusal(error, branch) from error
        return _build(found, branch, created=False)
    pull = read_one(answer, read_pull_request, what)
    if not pull.is_draft:
        raise ConflictError(
            f"The forge opened pull request {pull.number} of {repository.full_name}, but not as a draft.",
            hint="It was left as it is: close it there, or make it a draft. Drafts may not be available in its plan.",
        )
    log.info("forge.draft_opened", forge_repo_id=repository.repo_id, number=pull.number)
    return _build(pull, branch, created=True)


def _explain_refusal(error: InvalidError, branch: _Branch) -> ConflictError:
    return ConflictError(
        f"{error.message} The branch {branch.name} is there without a pull request.",
        hint="Private repositories need a plan that has drafts. Delete the branch, or ask again once it has.",
    )


def _build(pull: PullRequest, branch: _Branch, *, created: bool) -> Draft:
    return Draft(
        number=pull.number,
        url=pull.url,
        branch=branch.name,
        head_sha=branch.sha,
        created=created,
        state=pull.state,
        is_draft=pull.is_draft,
    )

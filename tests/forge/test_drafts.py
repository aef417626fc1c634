"""Draft pull requests: opened once, only ever drafts, only on branches and commits of our own."""

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from repochat.core.errors import ConflictError, ForbiddenError, InvalidError, LimitError, NotFoundError, RepochatError
from repochat.forge import ForgeLimits, InstallationCredential, TokenCredential
from repochat.forge.client import GitHubClient
from repochat.forge.draft import DraftRequest, EvidenceLink, name_branch, render_body
from repochat.forge.drafts import open_draft
from repochat.forge.git_data import advance_branch, create_branch
from repochat.forge.testing import GitHubServer
from repochat.forge.testing.objects import is_ancestor, read_commit, read_tree
from tests.forge.conftest import Connections

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
async def client(github: GitHubServer, connections: Connections) -> AsyncGenerator[GitHubClient]:
    github.do.add_repository("ada/engine", files={"src/a.py": b"a = 1\n", "src/b.py": b"b = 1\n", "README": b"hi\n"})
    async with connections.log_in("ada", "repo") as opened:
        yield opened


def head_of(github: GitHubServer, branch: str = "main") -> str:
    return github.do.get_repository("ada/engine").git.list_refs()[f"refs/heads/{branch}"]


def ask(github: GitHubServer, **changes: object) -> DraftRequest:
    request = DraftRequest(
        repo="ada/engine",
        base="main",
        base_sha=head_of(github),
        title="Fix the *overflow* in a.py!",
        body="It overflows.",
        files={"src/a.py": b"a = 2\n", "src/new/c.bin": b"\x00\xff", "src/b.py": None},
        key="thought-17",
        evidence=(EvidenceLink(title="run 17", url="http://127.0.0.1:8000/runs/17"),),
        rerun="repochat rerun 17",
    )
    return replace(request, **changes)  # type: ignore[arg-type]  # each test says what it changes


def read_file(github: GitHubServer, commit: str, path: str) -> tuple[str, bytes] | None:
    """Mode and content, None when it is not there."""
    git = github.do.get_repository("ada/engine").git
    tree = read_commit(git, commit).tree
    *folders, name = path.split("/")
    for folder in folders:
        if folder not in read_tree(git, tree):
            return None
        tree = read_tree(git, tree)[folder][1]
    if name not in read_tree(git, tree):
        return None
    mode, sha = read_tree(git, tree)[name]
    found = git.read(sha)
    assert found is not None
    return mode, found[1]


async def test_a_draft_is_a_branch_of_our_own_a_commit_and_a_draft_pull_request(
    github: GitHubServer, client: GitHubClient
) -> None:
    request = ask(github)
    draft = await open_draft(client, request)
    assert (draft.created, draft.is_draft, draft.state) == (True, True, "open")
    assert re.fullmatch(r"repochat/fix-the-overflow-in-a-py-[0-9a-f]{12}", draft.branch)
    record = github.do.get_repository("ada/engine").pulls[draft.number]
    assert (record.is_draft, record.head_ref, record.base_ref) == (True, draft.branch, "main")
    assert head_of(github, draft.branch) == draft.head_sha
    assert read_file(github, draft.head_sha, "src/a.py") == ("100644", b"a = 2\n")
    assert read_file(github, draft.head_sha, "src/new/c.bin") == ("100644", b"\x00\xff")
    assert read_file(github, draft.head_sha, "src/b.py") is None
    assert read_file(github, draft.head_sha, "README") == ("100644", b"hi\n")
    assert head_of(github) == request.base_sha


async def test_its_text_holds_the_evidence_and_how_to_run_it_again(github: GitHubServer, client: GitHubClient) -> None:
    draft = await open_draft(client, ask(github))
    body = github.do.get_repository("ada/engine").pulls[draft.number].body
    assert "[run 17](<http://127.0.0.1:8000/runs/17>)" in body
    assert "```sh\nrepochat rerun 17\n```" in body
    hostile = ask(github, rerun="```\n# end", evidence=(EvidenceLink(title="a](b) [c", url="x> <y\nz"),))
    assert "````sh\n```\n# end\n````" in render_body(hostile)
    assert "- [a (b) c](<x y z>)" in render_body(hostile)


async def test_the_same_key_never_opens_a_second_one(github: GitHubServer, client: GitHubClient) -> None:
    first = await open_draft(client, ask(github))
    again = await open_draft(client, ask(github, title="Another title"))
    assert again == replace(first, created=False)
    other = await open_draft(client, ask(github, key="thought-18"))
    assert other.number != first.number


async def test_two_calls_at_once_open_one(github: GitHubServer, client: GitHubClient) -> None:
    drafts = await asyncio.gather(*(open_draft(client, ask(github)) for _ in range(4)))
    assert len({(draft.number, draft.branch) for draft in drafts}) == 1
    assert len(github.do.get_repository("ada/engine").pulls) == 1


async def test_a_call_that_broke_off_is_taken_up(github: GitHubServer, client: GitHubClient) -> None:
    github.do.get_repository("ada/engine").supports_drafts = False
    with pytest.raises(ConflictError, match="without a pull request"):
        await open_draft(client, ask(github))
    assert github.do.get_repository("ada/engine").pulls == {}
    github.do.get_repository("ada/engine").supports_drafts = True
    assert (await open_draft(client, ask(github))).created


async def test_new_files_become_a_further_commit_of_the_same_draft(github: GitHubServer, client: GitHubClient) -> None:
    first = await open_draft(client, ask(github))
    moved = github.do.push("ada/engine", {"README": b"hello\n"})
    second = await open_draft(client, ask(github, base_sha=moved, files={"src/a.py": b"a = 3\n"}))
    assert (second.number, second.created) == (first.number, False)
    assert read_file(github, second.head_sha, "src/a.py") == ("100644", b"a = 3\n")
    assert read_file(github, second.head_sha, "src/b.py") == ("100644", b"b = 1\n")
    git = github.do.get_repository("ada/engine").git
    assert is_ancestor(git, first.head_sha, second.head_sha)
    assert read_commit(git, second.head_sha).parents == (first.head_sha, moved)


async def test_what_people_committed_on_the_branch_is_left_alone(github: GitHubServer, client: GitHubClient) -> None:
    first = await open_draft(client, ask(github))
    theirs = github.do.push("ada/engine", {"src/a.py": b"a = 4\n"}, branch=first.branch)
    again = await open_draft(client, ask(github, files={"src/a.py": b"a = 5\n"}))
    assert (again.number, again.head_sha) == (first.number, theirs)
    assert head_of(github, first.branch) == theirs


async def test_a_commit_that_only_looks_like_ours_is_not_written_over(
    github: GitHubServer, client: GitHubClient
) -> None:
    first = await open_draft(client, ask(github))
    message = read_commit(github.do.get_repository("ada/engine").git, first.head_sha).message
    theirs = github.do.push("ada/engine", {"x": b"x"}, branch=first.branch, message=message)
    assert (await open_draft(client, ask(github, files={"src/a.py": b"a = 5\n"}))).head_sha == theirs


async def test_a_commit_that_arrives_in_between_is_not_lost(github: GitHubServer, client: GitHubClient) -> None:
    first = await open_draft(client, ask(github))
    theirs = github.do.push("ada/engine", {"x": b"x"}, branch=first.branch)
    with pytest.raises(InvalidError, match="not a fast forward"):
        await advance_branch(client, "ada/engine", first.branch, head_of(github))
    assert head_of(github, first.branch) == theirs


@pytest.mark.parametrize("ended_by", ["closing it", "ending the draft"])
async def test_a_draft_that_a_person_ended_stays_as_they_left_it(
    github: GitHubServer, client: GitHubClient, ended_by: str
) -> None:
    first = await open_draft(client, ask(github))
    if ended_by == "closing it":
        github.do.change_pull("ada/engine", first.number, "closed")
    else:
        github.do.get_repository("ada/engine").pulls[first.number].is_draft = False
    again = await open_draft(client, ask(github, files={"src/a.py": b"a = 5\n"}))
    assert (again.number, again.head_sha) == (first.number, first.head_sha)
    assert (again.state, again.is_draft) == (("closed", True) if ended_by == "closing it" else ("open", False))


async def test_a_forge_that_opens_no_draft_is_reported_and_nothing_is_closed(
    github: GitHubServer, client: GitHubClient
) -> None:
    github.switches.ignores_drafts = True
    with pytest.raises(ConflictError, match="not as a draft"):
        await open_draft(client, ask(github))
    assert [pull.state for pull in github.do.get_repository("ada/engine").pulls.values()] == ["open"]


@pytest.mark.parametrize(
    "name", ["main", "master", "release/1.0", "repochat/main", "repochat/", "repochat/x-0123456789ab/../main"]
)
async def test_no_branch_but_our_own_is_written(github: GitHubServer, client: GitHubClient, name: str) -> None:
    with pytest.raises(ForbiddenError, match="our own naming"):
        await create_branch(client, "ada/engine", name, head_of(github))
    with pytest.raises(ForbiddenError, match="our own naming"):
        await advance_branch(client, "ada/engine", name, head_of(github))


async def test_a_branch_of_ours_that_became_the_default_or_protected_is_refused(
    github: GitHubServer, client: GitHubClient
) -> None:
    draft = await open_draft(client, ask(github))
    github.do.get_repository("ada/engine").protected.add(draft.branch)
    with pytest.raises(ForbiddenError, match="is protected"):
        await open_draft(client, ask(github, files={"src/a.py": b"a = 5\n"}))
    github.do.set_default_branch("ada/engine", draft.branch)
    with pytest.raises(ForbiddenError, match="where drafts would go to"):
        await open_draft(client, ask(github, files={"src/a.py": b"a = 5\n"}))
    assert head_of(github, draft.branch) == draft.head_sha


async def test_an_archived_or_unwritable_repository_is_refused(
    github: GitHubServer, client: GitHubClient, connections: Connections
) -> None:
    async with connections.log_in("grace", "repo") as reader:
        with pytest.raises(ForbiddenError, match="does not allow it"):
            await open_draft(reader, ask(github))
    github.do.archive("ada/engine")
    with pytest.raises(ForbiddenError, match="archived"):
        await open_draft(client, ask(github))


async def test_an_app_needs_the_permissions_for_drafts(github: GitHubServer, connections: Connections) -> None:
    github.do.add_repository("ada/engine", files={"src/a.py": b"a = 1\n"})
    app = github.do.add_app(permissions={"metadata": "read", "contents": "write", "pull_requests": "read"})
    installed = github.do.install(app.app_id, "ada", ["ada/engine"])
    credential = InstallationCredential(
        app_id=app.app_id, private_key=app.private_key, installation_id=installed.installation_id
    )
    async with connections.open(credential) as client:
        with pytest.raises(ForbiddenError) as caught:
            await open_draft(client, ask(github))
        assert "pull_requests=write" in caught.value.hint
        installed.permissions["pull_requests"] = "write"
        assert (await open_draft(client, ask(github))).created


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"files": {}}, InvalidError),
        ({"files": {"../x": b""}}, InvalidError),
        ({"files": {"/etc/passwd": b""}}, InvalidError),
        ({"files": {".git/config": b""}}, InvalidError),
        ({"files": {"sub/.GIT/hooks/x": b""}}, InvalidError),
        ({"files": {"a\0b": b""}}, InvalidError),
        ({"files": {"src": b""}}, InvalidError),
        ({"files": {"README/x": b""}}, InvalidError),
        ({"files": {"README": b"hi\n"}}, InvalidError),
        ({"files": {"gone": None}}, InvalidError),
        ({"title": " "}, InvalidError),
        ({"key": ""}, InvalidError),
        ({"base_sha": "HEAD"}, InvalidError),
        ({"repo": "ada/engine/../.."}, InvalidError),
        ({"base_sha": "0" * 40}, NotFoundError),
        ({"base": "gone"}, NotFoundError),
        ({"repo": "ada/gone"}, NotFoundError),
        ({"title": "x" * 251}, LimitError),
        ({"body": "x" * 70_000}, LimitError),
        ({"files": {f"f{number}": b"" for number in range(301)}}, LimitError),
    ],
)
async def test_a_request_that_makes_no_sense_changes_nothing(
    github: GitHubServer, client: GitHubClient, changes: dict[str, object], error: type[RepochatError]
) -> None:
    with pytest.raises(error):
        await open_draft(client, ask(github, **changes))
    assert list(github.do.get_repository("ada/engine").git.list_refs()) == ["refs/heads/main"]


async def test_a_large_draft_is_refused_before_anything_is_sent(github: GitHubServer, connections: Connections) -> None:
    github.do.add_repository("ada/engine", files={"a": b""})
    token = TokenCredential(token=github.do.create_token("ada"))
    async with connections.open(token, limits=ForgeLimits(draft_bytes_max=10)) as client:
        with pytest.raises(LimitError) as caught:
            await open_draft(client, ask(github, files={"a": b"x" * 11}))
    assert caught.value.limit == "draft_bytes_max"
    assert github.received == []


@pytest.mark.parametrize("title", ["", "日本語", "---", "A" * 200, "../../main", "x\ny"])
def test_any_title_gives_a_branch_that_git_allows(github: GitHubServer, title: str) -> None:
    github.do.add_repository("ada/engine", files={"a": b""})
    name = name_branch(ask(github, title=title))
    assert re.fullmatch(r"repochat/[a-z0-9-]{1,40}-[0-9a-f]{12}", name)
    assert "--" not in name


ENDPOINTS = re.compile(
    r"pulls/[^\s\"']*/(?:merge|reviews|update-branch)\b|/merges\b|/auto-?merge|/graphql"
    r"|mark_?pull_?request_?ready|merge_?pull_?request|enable_?pull_?request_?auto|[\"']force[\"']:\s*True",
    re.IGNORECASE,
)


def test_there_is_no_code_that_can_merge_approve_or_end_a_draft() -> None:
    """`writes` holds it at run time, import-linter keeps HTTP in `forge`, and this finds an address in the making."""
    found = {str(file.relative_to(SOURCE)): ENDPOINTS.findall(file.read_text("utf-8")) for file in SOURCE.rglob("*.py")}
    assert len(found) > 100
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "wrong",
    [
        'f"/repos/{repo}/pulls/{number}/merge"',
        "f'/repos/{repo}/merges'",
        "/pulls/1/reviews",
        "markPullRequestReadyForReview",
        "enablePullRequestAutoMerge",
        "mergePullRequest(input: ...)",
        '{"sha": sha, "force": True}',
    ],
)
def test_the_search_finds_what_it_is_for(wrong: str) -> None:
    assert ENDPOINTS.search(wrong)

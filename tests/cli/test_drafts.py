"""`repochat drafts`, as a person and as a script use it, against a local GitHub."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.core.postgres import conninfo_of
from repochat.forge.testing import GitHubServer, MemoryGit, run_github_server
from tests.cli.conftest import Indexed
from tests.cli.program import Program
from tests.git.repositories import Repository

FULL_NAME = "ann/greetings"
LINK = """
INSERT INTO repo_links (repo_id, tenant_id, forge, forge_repo_id, full_name, is_private)
SELECT id, tenant_id, %s, %s, %s, false FROM repos ON CONFLICT (repo_id) DO UPDATE SET forge = EXCLUDED.forge
"""


@dataclass(frozen=True, kw_only=True)
class Linked:
    program: Program
    github: GitHubServer


@pytest.fixture
def linked(indexed: Indexed) -> Generator[Linked]:
    """The indexed repository as GitHub has it, with the same commits."""
    with run_github_server() as github:
        record = github.do.add_repository(FULL_NAME, git=copy_git(indexed.repository))
        token = github.do.create_token("ann", ("repo",)).get_secret_value()
        with psycopg.connect(conninfo_of(indexed.urls.owner)) as connection:
            connection.execute("SELECT set_config('repochat.tenant_id', %s, true)", (str(LOCAL_TENANT_ID),))
            connection.execute(LINK, (github.url, record.repo_id, FULL_NAME))
        known = {"GITHUB_URL": github.url, "GITHUB_TOKEN": token}
        program = replace(indexed.program, environment={**indexed.program.environment, **known})
        yield Linked(program=program, github=github)


def copy_git(repository: Repository) -> MemoryGit:
    git = MemoryGit()
    for line in repository.git("cat-file", "--batch-check", "--batch-all-objects").decode().splitlines():
        sha, kind, _ = line.split()
        git.write(kind, repository.git("cat-file", kind, sha))
    git.set_ref("refs/heads/main", repository.sha())
    return git


def test_a_draft_is_opened_by_hand_on_the_indexed_commit(linked: Linked, tmp_path: Path) -> None:
    (tmp_path / "new").write_text("# New\n")
    linked.program.get("drafts", "allow", "greetings")
    draft = linked.program.get(
        "drafts",
        "open",
        "greetings",
        "--title",
        "Rename",
        "--file",
        f"README.md={tmp_path / 'new'}",
        "--delete",
        "data.bin",
    )
    (pull,) = linked.github.do.get_repository(FULL_NAME).pulls.values()
    assert (pull.is_draft, pull.number, pull.head_sha) == (True, draft["number"], draft["head_sha"])
    assert "- `README.md`\n- `data.bin` is deleted" in pull.body
    assert f"draft  #1 Rename  {draft['url']}" in linked.program.run("drafts", "list", "greetings").out
    linked.program.get("drafts", "forbid", "greetings")


def test_a_permission_is_given_shown_and_taken_back(linked: Linked) -> None:
    assert linked.program.get("drafts", "list", "greetings")["allowed"] is False
    allowed = linked.program.get("drafts", "allow", "greetings")
    assert (allowed["allowed"], allowed["allowed_by"], allowed["full_name"]) == (True, "local", FULL_NAME)
    shown = linked.program.run("drafts", "list", "greetings")
    assert shown.out.startswith(f"greetings ({FULL_NAME} on {linked.github.url}): drafts may be opened, local, ")
    assert linked.program.get("drafts", "forbid", "greetings")["allowed"] is False
    actions = [entry["action"] for entry in linked.program.get("audit", "--limit", "2")["entries"]]
    assert actions == ["drafts.forbidden", "drafts.allowed"]


def test_opening_by_hand_needs_the_permission_and_says_how_to_get_it(linked: Linked, tmp_path: Path) -> None:
    (tmp_path / "new").write_text("new")
    refused = linked.program.run(
        "drafts", "open", "greetings", "--title", "New", "--file", f"README.md={tmp_path / 'new'}", "--json"
    )
    assert (refused.code, refused.json["error"]["kind"]) == (5, "forbidden")
    assert "repochat drafts allow greetings" in refused.json["error"]["hint"]
    assert linked.github.received == []


@pytest.mark.parametrize("pair", ["README.md", "README.md=", "=x", "README.md=/no/such/file"])
def test_a_file_that_cannot_be_read_is_told(linked: Linked, pair: str) -> None:
    refused = linked.program.run("drafts", "open", "greetings", "--title", "New", "--file", pair, "--json")
    assert (refused.code, refused.json["error"]["kind"]) == (2, "invalid")

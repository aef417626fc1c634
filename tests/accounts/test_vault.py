"""What is shown to whom for a repository, and what of it can be read in the database."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from repochat.accounts import LOCAL_TENANT_ID, local_viewer
from repochat.accounts.credential_store import CredentialStore, CredentialWriter, RepoCredentialKind, StoredApp
from repochat.accounts.vault import Vault
from repochat.catalog.link_store import LinkWriter
from repochat.catalog.repo_store import Repo, RepoWriter
from repochat.core.database import Database
from repochat.core.errors import InvalidError, UnavailableError
from repochat.core.home import open_home
from repochat.core.ids import create_id
from repochat.core.settings import load_settings
from repochat.forge import InstallationCredential, TokenCredential
from repochat.git import parse_source
from repochat.git.credentials import DeployKey, GitCredential

GITHUB = "https://github.com"
TOKEN = "ghp_of_one_repository"
KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n-----END OPENSSH PRIVATE KEY-----\n"
APP = StoredApp(app_id=7, slug="app", client_id="Iv1", url="", created_by="")
APP_SECRETS = {"private_key": KEY, "client_secret": "made here", "webhook_secret": "signs hooks"}


def open_vault(database: Database, folder: Path, **env: str) -> Vault:
    settings = load_settings({"REPOCHAT_HOME": str(folder / "home"), **env}, None)
    return Vault(database, settings, open_home(settings.repochat_home))


async def connect(database: Database, source: str) -> Repo:
    async with database.write(LOCAL_TENANT_ID) as session:
        kind = parse_source(source, may_reach_local=True).kind
        return await RepoWriter(session).connect(tenant_id=LOCAL_TENANT_ID, name="one", source=source, source_kind=kind)


async def link(database: Database, repo: Repo, installation_id: int | None) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        await LinkWriter(session).add(
            tenant_id=LOCAL_TENANT_ID,
            repo_id=repo.id,
            forge=GITHUB,
            forge_repo_id=9,
            full_name="ann/one",
            is_private=True,
            installation_id=installation_id,
        )


async def store(
    database: Database, vault: Vault, repo_id: UUID, kind: RepoCredentialKind, secrets: Mapping[str, str]
) -> None:
    async with database.write(LOCAL_TENANT_ID) as session:
        await CredentialWriter(session, vault.sealer).put_repo_credential(local_viewer(), repo_id, kind, secrets)


async def equip(vault: Vault, repo: Repo) -> GitCredential | DeployKey | None:
    source = parse_source(repo.source, may_reach_local=True)
    return (await vault.equip(LOCAL_TENANT_ID, repo.id, source)).credential


async def test_a_repository_s_own_token_comes_before_the_default_of_its_host(
    database: Database, tmp_path: Path
) -> None:
    vault = open_vault(database, tmp_path, GITHUB_TOKEN="ghp_default")
    repo = await connect(database, f"{GITHUB}/ann/one")
    assert await equip(vault, repo) == GitCredential(username="x-access-token", secret=SecretStr("ghp_default"))
    await store(database, vault, repo.id, "token", {"token": TOKEN, "username": "ann"})
    assert await equip(vault, repo) == GitCredential(username="ann", secret=SecretStr(TOKEN))
    async with database.read(LOCAL_TENANT_ID) as session:
        assert await vault.find_credential(session, repo.id) == TokenCredential(token=SecretStr(TOKEN))


@pytest.mark.parametrize("source", ["https://gitlab.com/ann/one", "https://github.com.evil.example/ann/one"])
async def test_the_default_token_is_shown_to_no_other_host(database: Database, tmp_path: Path, source: str) -> None:
    vault = open_vault(database, tmp_path, GITHUB_TOKEN="ghp_default")
    repo = replace(await connect(database, f"{GITHUB}/ann/one"), source=source)
    assert await equip(vault, repo) is None


async def test_any_host_gets_the_token_or_key_that_is_stored_for_the_repository(
    database: Database, tmp_path: Path
) -> None:
    vault = open_vault(database, tmp_path)
    https = await connect(database, "https://gitlab.com/a/b")
    ssh = await connect(database, "git@gitlab.com:a/c")
    await store(database, vault, https.id, "token", {"token": TOKEN, "username": ""})
    await store(database, vault, ssh.id, "deploy_key", {"private_key": KEY})
    assert await equip(vault, https) == GitCredential(username="x-access-token", secret=SecretStr(TOKEN))
    assert await equip(vault, ssh) == DeployKey(private_key=SecretStr(KEY))
    await store(database, vault, https.id, "deploy_key", {"private_key": KEY})
    with pytest.raises(InvalidError, match="of no use"):
        await equip(vault, https)


async def test_a_linked_repository_is_asked_for_by_its_installation(database: Database, tmp_path: Path) -> None:
    vault = open_vault(database, tmp_path, GITHUB_TOKEN="ghp_default")
    repo = await connect(database, f"{GITHUB}/ann/one")
    await link(database, repo, 42)
    async with database.write(LOCAL_TENANT_ID) as session:
        assert isinstance(await vault.find_credential(session, repo.id), TokenCredential)
        await CredentialWriter(session, vault.sealer).put_app(local_viewer(), GITHUB, APP, APP_SECRETS)
    async with database.read(LOCAL_TENANT_ID) as session:
        found = await vault.find_credential(session, repo.id)
        hooks = await vault.list_webhook_secrets(session)
    assert found == InstallationCredential(app_id=7, private_key=SecretStr(KEY), installation_id=42)
    assert hooks == [SecretStr("signs hooks")]


async def test_the_app_of_the_settings_comes_before_the_one_that_was_made(database: Database, tmp_path: Path) -> None:
    pem = "-----BEGIN RSA PRIVATE KEY-----\\nAA\\n-----END RSA PRIVATE KEY-----"
    vault = open_vault(database, tmp_path, GITHUB_APP_ID="8", GITHUB_APP_PRIVATE_KEY=pem)
    async with database.write(LOCAL_TENANT_ID) as session:
        await CredentialWriter(session, vault.sealer).put_app(local_viewer(), GITHUB, APP, APP_SECRETS)
        found = await vault.find_app(session, GITHUB)
    assert found is not None
    assert (found.app_id, found.private_key.get_secret_value().count("\n")) == (8, 2)


async def test_no_column_of_the_database_holds_a_secret_as_it_is(database: Database, tmp_path: Path) -> None:
    vault = open_vault(database, tmp_path)
    repo = await connect(database, f"{GITHUB}/ann/one")
    await store(database, vault, repo.id, "token", {"token": TOKEN, "username": ""})
    async with database.read(LOCAL_TENANT_ID) as session:
        sealed = await session.scalar(text("SELECT sealed FROM repo_credentials"))
    assert sealed is not None
    assert TOKEN.encode() not in sealed


async def test_a_sealed_value_that_was_moved_to_another_repository_does_not_open(
    database: Database, tmp_path: Path
) -> None:
    vault = open_vault(database, tmp_path)
    mine, theirs = [await connect(database, f"{GITHUB}/ann/{name}") for name in ("mine", "theirs")]
    for repo in (mine, theirs):
        await store(database, vault, repo.id, "token", {"token": f"{TOKEN} {repo.name}", "username": ""})
    async with database.write(LOCAL_TENANT_ID) as session:
        moving = "UPDATE repo_credentials SET sealed = (SELECT sealed FROM repo_credentials WHERE repo_id = :theirs)"
        await session.execute(text(f"{moving} WHERE repo_id = :mine"), {"mine": mine.id, "theirs": theirs.id})
    with pytest.raises(UnavailableError):
        await equip(vault, mine)


async def test_what_is_not_there_is_not_found(database: Database, tmp_path: Path) -> None:
    vault = open_vault(database, tmp_path)
    async with database.read(LOCAL_TENANT_ID) as session:
        store = CredentialStore(session, vault.sealer)
        assert await store.find_user_token(create_id()) is None
        assert await store.describe_repo_credential(create_id()) is None
        assert await vault.find_login_app(session) is None
        assert await vault.find_credential(session, create_id()) is None

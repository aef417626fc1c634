"""`repochat token`, `keys` and `connect`, as the program does them."""

import stat
from pathlib import Path

import psycopg

from repochat.core.postgres import conninfo_of
from tests.cli.conftest import Indexed
from tests.cli.program import Program

TOKEN = "glpat_of_this_repository"
KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n-----END OPENSSH PRIVATE KEY-----\n"


def test_the_token_is_made_once_for_its_owner_alone(bare_program: Program) -> None:
    first = bare_program.run("token")
    assert first.out.startswith("rcl_")
    assert bare_program.run("token").out == first.out
    file = Path(bare_program.environment["REPOCHAT_HOME"]) / "token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert bare_program.run("token", "--address").out == f"http://127.0.0.1:8000/?token={first.out}"


def test_a_token_file_that_others_may_read_is_refused(bare_program: Program) -> None:
    bare_program.run("token")
    (Path(bare_program.environment["REPOCHAT_HOME"]) / "token").chmod(0o644)
    refused = bare_program.run("token")
    assert (refused.code, "chmod 600" in refused.err) == (5, True)


def test_a_new_token_ends_what_the_old_one_logged_in(indexed: Indexed) -> None:
    program = indexed.program
    old = program.get("token")["token"]
    assert program.get("token", "--new")["token"] not in {old, ""}


def test_a_key_is_made_listed_and_revoked_by_its_name(indexed: Indexed) -> None:
    program = indexed.program
    made = program.run("keys", "create", "agent")
    assert made.out.startswith("rck_")
    assert made.out.strip() not in made.err
    (listed,) = program.get("keys", "list")["keys"]
    assert (listed["name"], made.out.strip().endswith(listed["ending"])) == ("agent", True)
    assert program.get("keys", "revoke", "agent")["revoked"]["id"] == listed["id"]
    assert program.get("keys", "list") == {"keys": []}
    assert program.run("keys", "revoke", "agent").code == 3


def test_a_token_comes_by_standard_input_and_is_stored_encrypted(indexed: Indexed) -> None:
    program, source = indexed.program, "https://gitlab.com/ann/private"
    told = program.run("connect", source, "--token-stdin", "--json", stdin=f"{TOKEN}\n")
    assert told.json["credential"] == "token"
    assert TOKEN not in told.out + told.err
    with psycopg.connect(conninfo_of(indexed.urls.owner)) as connection:
        connection.execute("SELECT set_config('repochat.tenant_id', id::text, false) FROM tenants")
        row = connection.execute("SELECT kind, sealed FROM repo_credentials").fetchone()
    assert row is not None
    assert row[0] == "token"
    assert TOKEN.encode() not in row[1]
    assert program.get("connect", source, "--forget")["credential"] is None


def test_what_is_of_no_use_for_a_repository_is_refused(indexed: Indexed, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(KEY)
    program = indexed.program
    assert program.get("connect", "git@gitlab.com:ann/keyed", "--key", str(key))["credential"] == "deploy_key"
    assert program.run("connect", "https://gitlab.com/ann/other", "--key", str(key)).code == 2
    assert program.run("connect", str(indexed.repository.path), "--token-stdin", stdin=TOKEN).code == 2
    assert program.run("connect", "https://gitlab.com/ann/other", "--token-stdin", stdin="").code == 2

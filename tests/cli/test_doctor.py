import socket
from pathlib import Path

import pytest

from repochat.cli.doctor import check_language_model, check_role, check_sandbox, check_web, run_checks
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.core.settings import load_settings


@pytest.fixture
def env(tmp_path: Path, database_urls: DatabaseUrls) -> dict[str, str]:
    """This test's database stands in for the embedded one, which has tests of its own."""
    return {"REPOCHAT_HOME": str(tmp_path / "home"), "DATABASE_URL": conninfo_of(database_urls.owner)}


def test_a_sound_machine_passes_everything_but_what_is_not_built(env: dict[str, str]) -> None:
    """The tests' own role is a superuser, and the web app may not be built here."""
    failed = {check.name for check in run_checks(load_settings(env, None)) if not check.ok}
    assert failed <= {"tenants", "web app"}


def test_every_failure_comes_with_its_fix(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = {
        "REPOCHAT_HOME": str(tmp_path / "file"),
        "DATABASE_URL": "postgresql://me:hunter2@127.0.0.1:1/code",
        "EMBEDDING_MODEL": "no-such-model",
    }
    failures = {check.name: check for check in run_checks(load_settings(broken, None)) if not check.ok}
    assert {"disk", "database", "embedding model"} <= set(failures)
    assert all(check.fix and "hunter2" not in check.detail for check in failures.values())


def test_a_role_that_sees_every_tenant_is_named(database_urls: DatabaseUrls) -> None:
    assert check_role(database_urls).ok
    careless = check_role(DatabaseUrls(app=database_urls.owner, owner=database_urls.owner))
    assert not careless.ok
    assert "NOBYPASSRLS" in careless.fix


def test_without_a_language_model_nothing_is_wrong() -> None:
    check = check_language_model(load_settings({}, None))
    assert check.ok
    assert "extractive" in check.detail


def test_a_model_server_is_found_or_missed_without_a_word_to_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        env = {"LLM_PROVIDER": "compatible", "LLM_MODEL": "m", "LLM_BASE_URL": address}
        reached = check_language_model(load_settings(env, None))
        server.setblocking(False)
        connection, _ = server.accept()
        with connection:
            assert connection.recv(1) == b""
    missed = check_language_model(load_settings(env, None))
    assert (reached.ok, missed.ok) == (True, False)
    assert "on this machine" in reached.detail
    assert "LLM_BASE_URL" in missed.fix


def test_a_missing_web_build_is_named(tmp_path: Path) -> None:
    assert "make web" in check_web(tmp_path).fix
    (tmp_path / "index.html").write_text("<!doctype html>")
    assert check_web(tmp_path).ok


@pytest.mark.parametrize("program", [None, "/bin/false", "/no/such/program"])
def test_no_sandbox_is_advice_rather_than_a_failure(program: str | None) -> None:
    check = check_sandbox(program)
    assert check.ok
    assert check.fix

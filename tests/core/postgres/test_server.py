import stat
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from repochat.core.errors import UnavailableError
from repochat.core.home import Home, open_home
from repochat.core.postgres import DatabaseUrls, EmbeddedPostgres, conninfo_of
from tests.core.postgres.conftest import Spawn


def ask(url: str, query: str) -> object:
    with psycopg.connect(conninfo_of(url)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def socket_folder(urls: DatabaseUrls) -> Path:
    host = make_url(urls.app).query["host"]
    assert isinstance(host, str)
    return Path(host)


def test_first_start_makes_a_database_that_answers(empty_home: Home) -> None:
    server = EmbeddedPostgres(empty_home)
    assert server.status() == "absent"
    urls = server.start()
    assert ask(urls.app, "SELECT current_user::text") == "repochat"
    assert ask(urls.owner, "SELECT current_user::text") == "repochat_owner"
    assert server.status() == "running"


def test_an_acknowledged_write_is_durable_and_checked(empty_home: Home) -> None:
    urls = EmbeddedPostgres(empty_home).start()
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert ask(urls.app, f"SELECT current_setting('{setting}')") == "on"


def test_text_is_utf8_and_sorts_the_same_on_every_machine(home: Home) -> None:
    query = "SELECT pg_encoding_to_char(encoding) || ' ' || datlocale FROM pg_database WHERE datname = 'repochat'"
    assert ask(EmbeddedPostgres(home).start().app, query) == "UTF8 C.UTF-8"


def test_only_its_owner_can_reach_it(home: Home) -> None:
    urls = EmbeddedPostgres(home).start()
    assert ask(urls.owner, "SELECT current_setting('listen_addresses')") == ""
    assert stat.S_IMODE(socket_folder(urls).stat().st_mode) == 0o700
    assert stat.S_IMODE((home.postgres / "credentials.json").stat().st_mode) == 0o600
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(make_url(urls.owner).set(password="guess").render_as_string(hide_password=False), "SELECT 1")


def test_row_level_security_binds_the_application_role(home: Home) -> None:
    urls = EmbeddedPostgres(home).start()
    query = "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert ask(urls.app, query) is False
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(urls.app, "CREATE TABLE mine (id int)")


def test_addresses_do_not_show_passwords_when_printed(home: Home) -> None:
    urls = EmbeddedPostgres(home).start()
    assert str(make_url(urls.app).password) not in repr(urls)


def test_the_last_user_stops_the_server(home: Home) -> None:
    first, second = EmbeddedPostgres(home), EmbeddedPostgres(home)
    first.start()
    second.start()
    first.close()
    assert second.status() == "running"
    second.close()
    assert second.status() == "stopped"


def test_a_kept_server_outlives_its_users_until_it_is_stopped(home: Home) -> None:
    up, other = EmbeddedPostgres(home), EmbeddedPostgres(home)
    up.start(keep=True)
    up.close()
    other.start()
    other.close()
    assert other.status() == "running"
    EmbeddedPostgres(home).stop()
    assert other.status() == "stopped"


def test_the_mark_of_an_earlier_life_does_not_keep_a_server(home: Home) -> None:
    marker = home.run / "postgres.keep"
    up = EmbeddedPostgres(home)
    up.start(keep=True)
    old_mark = marker.read_text()
    up.stop()
    marker.write_text(old_mark)
    later = EmbeddedPostgres(home)
    later.start()
    later.close()
    assert later.status() == "stopped"


def test_starting_and_closing_again_changes_nothing(home: Home) -> None:
    server = EmbeddedPostgres(home)
    assert server.start().app == server.start().app
    server.close()
    server.close()
    server.stop()
    with pytest.raises(UnavailableError):
        _ = server.urls


def test_the_address_is_the_same_after_a_restart(home: Home) -> None:
    server = EmbeddedPostgres(home)
    first = server.start()
    server.stop()
    assert server.start().app == first.app


def test_processes_that_start_at_once_share_one_new_server(empty_home: Home, spawn: Spawn) -> None:
    lines = """
url = server.start().app
with psycopg.connect(conninfo_of(url)) as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0], flush=True)
sys.stdin.readline()
server.close()
"""
    processes = [spawn(lines) for _ in range(4)]
    started = {process.stdout.readline() for process in processes if process.stdout is not None}
    assert len(started) == 1
    for process in processes:
        process.communicate("go\n", timeout=30)
    assert EmbeddedPostgres(empty_home).status() == "stopped"


def test_a_killed_user_does_not_keep_the_server_running(home: Home, spawn: Spawn) -> None:
    victim = spawn("server.start(); print('up', flush=True); time.sleep(60)")
    assert victim.stdout is not None
    assert victim.stdout.readline() == "up\n"
    victim.kill()
    victim.wait()
    server = EmbeddedPostgres(home)
    assert server.status() == "running"
    server.start()
    server.close()
    assert server.status() == "stopped"


def test_a_path_too_long_for_a_socket_gets_a_short_folder(tmp_path: Path, stop: Callable[[Home], None]) -> None:
    home = open_home(tmp_path / ("long-" * 20) / "home")
    stop(home)
    urls = EmbeddedPostgres(home).start()
    assert len(str(socket_folder(urls))) < 80
    assert stat.S_IMODE(socket_folder(urls).stat().st_mode) == 0o700


def test_attaching_takes_no_time_worth_naming(home: Home) -> None:
    """The bound is ten times what it takes, so that only a lost fast path fails."""
    EmbeddedPostgres(home).start()
    other = EmbeddedPostgres(home)
    began = time.monotonic()
    other.start()
    assert time.monotonic() - began < 0.2

"""Every way in which a server, its makers and its users may die."""

import os
import signal
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from structlog.testing import capture_logs

from repochat.core.errors import UnavailableError
from repochat.core.home import Home
from repochat.core.postgres import EmbeddedPostgres, PostgresLimits, conninfo_of
from repochat.core.postgres.account import find_account
from repochat.core.postgres.folders import PostgresFolders
from repochat.core.postgres.postmaster import find_postmaster, wait_until
from tests.core.postgres.conftest import Spawn

WAIT_S = 30


def data_of(home: Home) -> Path:
    return PostgresFolders(home=home).data


def running_process(home: Home) -> psutil.Process:
    postmaster = find_postmaster(data_of(home))
    assert postmaster is not None
    return psutil.Process(postmaster.process_id)


def kill_tree(home: Home) -> None:
    server = running_process(home)
    processes = [server, *server.children(recursive=True)]
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=WAIT_S)


def write_rows(url: str, count: int) -> None:
    with psycopg.connect(conninfo_of(url), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        for number in range(count):
            connection.execute("INSERT INTO kept VALUES (%s)", (number,))


def count_rows(url: str) -> object:
    with psycopg.connect(conninfo_of(url)) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return row[0]


def test_every_acknowledged_row_survives_the_death_of_all_its_processes(home: Home) -> None:
    server = EmbeddedPostgres(home)
    write_rows(server.start().owner, 50)
    kill_tree(home)
    assert server.status() == "stopped"
    assert count_rows(server.start().owner) == 50


def test_an_address_is_never_that_of_a_server_that_just_died(home: Home) -> None:
    """Its processes are still leaving when the next start begins."""
    server = EmbeddedPostgres(home)
    urls = server.start()
    write_rows(urls.owner, 3)
    with psycopg.connect(conninfo_of(urls.app)):
        running_process(home).kill()
        assert count_rows(server.start().owner) == 3


def test_a_process_id_that_another_program_has_now_is_not_believed(home: Home) -> None:
    """After a reboot the numbers begin anew; PostgreSQL alone would refuse to start."""
    server = EmbeddedPostgres(home)
    urls = server.start()
    kill_tree(home)
    sleeper = find_account().start(["/bin/sleep", "60"], folder=Path("/"))
    try:
        pid_file = data_of(home) / "postmaster.pid"
        socket_lock = next(Path(line) for line in pid_file.read_text().splitlines()[4:5]) / ".s.PGSQL.5432.lock"
        for file in (pid_file, socket_lock):
            lines = file.read_text().splitlines()
            file.write_text("\n".join([str(sleeper.pid), *lines[1:]]) + "\n")
        assert server.status() == "stopped"
        assert server.start().app == urls.app
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.communicate()


def test_a_long_recovery_is_reported_while_it_lasts(home: Home) -> None:
    server = EmbeddedPostgres(home, PostgresLimits(start_report_s=0.01))
    write_rows(server.start().owner, 50)
    kill_tree(home)
    with capture_logs() as logs:
        server.start()
    assert "postgres.recovery_awaited" in {line["event"] for line in logs}


def test_a_start_that_was_killed_is_finished_by_the_next(home: Home, spawn: Spawn) -> None:
    starter = spawn("server.start(); time.sleep(60)")
    assert wait_until((data_of(home) / "postmaster.pid").exists, WAIT_S)
    starter.kill()
    starter.wait()
    server = EmbeddedPostgres(home)
    write_rows(server.start().owner, 1)
    server.close()
    assert server.status() == "stopped"


@pytest.mark.parametrize("moment", ["PG_VERSION", "global/pg_control", "base/5"])
def test_a_data_folder_killed_half_made_is_made_anew(empty_home: Home, spawn: Spawn, moment: str) -> None:
    maker = spawn("server.start(); time.sleep(60)")
    building = PostgresFolders(home=empty_home).building
    assert wait_until((building / moment).exists, WAIT_S)
    maker.kill()
    maker.wait()
    assert not data_of(empty_home).exists()
    server = EmbeddedPostgres(empty_home)
    write_rows(server.start().owner, 1)
    assert not building.exists()


def test_a_data_folder_killed_before_it_got_its_name_is_used(home: Home) -> None:
    folders = PostgresFolders(home=home)
    folders.data.rename(folders.building)
    EmbeddedPostgres(home).start()
    assert folders.data.exists()


def test_a_server_whose_socket_was_swept_away_is_started_again(home: Home) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    before = running_process(home).pid
    postmaster = find_postmaster(data_of(home))
    assert postmaster is not None
    postmaster.socket.unlink()
    write_rows(server.start().owner, 1)
    assert running_process(home).pid != before


def test_a_server_that_runs_but_stays_silent_is_left_alone(home: Home) -> None:
    EmbeddedPostgres(home).start()
    process = running_process(home)
    process.suspend()
    try:
        with pytest.raises(UnavailableError, match="does not answer"):
            EmbeddedPostgres(home, PostgresLimits(ping_timeout_s=1, silence_max_s=0.5)).start()
    finally:
        process.resume()
    assert process.is_running()


def test_a_server_that_will_not_stop_is_stopped_harder(home: Home) -> None:
    server = EmbeddedPostgres(home, PostgresLimits(stop_fast_timeout_s=0.3, stop_immediate_timeout_s=0.3))
    server.start()
    process = running_process(home)
    os.kill(process.pid, signal.SIGSTOP)
    server.stop()
    assert server.status() == "stopped"
    assert count_after_restart(home) == 0


def count_after_restart(home: Home) -> object:
    urls = EmbeddedPostgres(home).start()
    with psycopg.connect(conninfo_of(urls.owner)) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    return count_rows(urls.owner)


def test_who_waits_too_long_for_its_turn_is_told(home: Home, spawn: Spawn) -> None:
    holder = spawn("""
with server._changing():
    print('held', flush=True)
    sys.stdin.readline()
""")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    began = time.monotonic()
    with pytest.raises(UnavailableError, match="lifecycle"):
        EmbeddedPostgres(home, PostgresLimits(lifecycle_wait_s=0.2)).start()
    assert time.monotonic() - began < WAIT_S

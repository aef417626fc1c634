"""What the machine and its people may do to the folder of a server."""

import os
import stat
import subprocess
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from repochat.core.errors import ConflictError, ForbiddenError, LimitError
from repochat.core.home import Home, HomeLimits, open_home
from repochat.core.postgres import EmbeddedPostgres, PostgresLimits, conninfo_of
from repochat.core.postgres.account import find_account
from repochat.core.postgres.binaries import find_binaries
from repochat.core.postgres.cluster import build_cluster
from repochat.core.postgres.credentials import build_urls, create_credentials, write_credentials
from repochat.core.postgres.folders import PostgresFolders
from repochat.core.postgres.postmaster import start_postmaster, stop_postmaster

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away and mount disks")
NOBODY = 65534


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A mounted disk of 24 MB, less than a data folder."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(disk)], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def resize(disk: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


@needs_root
def test_a_disk_that_fills_while_the_data_are_made_is_named_and_the_next_start_recovers(small_disk: Path) -> None:
    home = open_home(small_disk / "home", HomeLimits(free_bytes_min=0))
    server = EmbeddedPostgres(home)
    with pytest.raises(LimitError, match="disk is full"):
        server.start()
    resize(small_disk, "200m")
    server.start()
    server.stop()


@needs_root
def test_a_disk_that_is_full_at_a_start_is_named_and_nothing_is_lost(small_disk: Path) -> None:
    resize(small_disk, "200m")
    home = open_home(small_disk / "home", HomeLimits(free_bytes_min=0))
    server = EmbeddedPostgres(home)
    with psycopg.connect(conninfo_of(server.start().owner)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    filler = small_disk / "filler"
    subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=64k"], check=False, capture_output=True)
    with pytest.raises(LimitError, match="disk is full"):
        server.start()
    filler.unlink()
    with psycopg.connect(conninfo_of(server.start().owner)) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    server.stop()


def test_a_nearly_full_disk_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(LimitError) as caught:
        open_home(tmp_path / "home", HomeLimits(free_bytes_min=1 << 60))
    assert caught.value.limit == "free_bytes_min"


@needs_root
def test_a_socket_folder_made_by_another_user_is_not_used(home: Home) -> None:
    urls = EmbeddedPostgres(home)
    folder = Path(str(conninfo_to_dict(conninfo_of(urls.start().app))["host"]))
    urls.stop()
    folder.mkdir(mode=0o777)
    os.chown(folder, NOBODY, NOBODY)
    with pytest.raises(ForbiddenError, match="another user"):
        urls.start()
    folder.rmdir()


@needs_root
def test_data_whose_account_has_another_number_now_are_handed_over(home: Home) -> None:
    """A volume that outlived its container meets an account made anew."""
    subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(PostgresFolders(home=home).data)], check=True)
    EmbeddedPostgres(home).start()
    assert PostgresFolders(home=home).data.stat().st_uid == find_account().user_id


def test_data_of_a_newer_postgresql_are_refused_untouched(home: Home) -> None:
    version = PostgresFolders(home=home).data / "PG_VERSION"
    version.write_text("99\n")
    with pytest.raises(ConflictError, match="made by PostgreSQL 99"):
        EmbeddedPostgres(home).start()
    assert version.read_text() == "99\n"


def test_data_older_than_any_program_we_carry_are_refused(home: Home) -> None:
    (PostgresFolders(home=home).data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ConflictError, match="no longer read"):
        EmbeddedPostgres(home).start()


def test_a_damaged_data_folder_is_named(home: Home) -> None:
    (PostgresFolders(home=home).data / "PG_VERSION").unlink()
    with pytest.raises(ConflictError, match="damaged"):
        EmbeddedPostgres(home).start()


def test_data_of_an_older_postgresql_are_upgraded_and_the_old_folder_kept(empty_home: Home) -> None:
    folders, account, limits = PostgresFolders(home=empty_home), find_account(), PostgresLimits()
    credentials = create_credentials()
    write_credentials(folders.credentials, credentials)
    old = find_binaries(16, account)
    build_cluster(folders.building, old, account, credentials, limits)
    folders.building.rename(folders.data)
    running = start_postmaster(folders, folders.data, old, account, limits)
    with psycopg.connect(conninfo_of(build_urls(credentials, running.socket_folder).owner)) as connection:
        connection.execute("CREATE EXTENSION vector")
        connection.execute("CREATE TABLE kept AS SELECT '[1,2]'::vector AS embedding, 'naïve' AS word")
        connection.execute("GRANT SELECT ON kept TO repochat")
    stop_postmaster(folders.data, limits)

    urls = EmbeddedPostgres(empty_home).start()
    with psycopg.connect(conninfo_of(urls.app)) as connection:
        assert connection.execute("SELECT embedding::text, word FROM kept").fetchone() == ("[1,2]", "naïve")
        assert connection.info.server_version // 10_000 == 18
    assert (empty_home.postgres / "data.pg16" / "PG_VERSION").read_text() == "16\n"


def test_lost_passwords_are_replaced_and_the_data_stay(home: Home) -> None:
    server = EmbeddedPostgres(home)
    before = server.start()
    with psycopg.connect(conninfo_of(before.owner)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    (home.postgres / "credentials.json").unlink()
    after = server.start()
    with psycopg.connect(conninfo_of(after.owner)) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    assert after.app != before.app
    assert stat.S_IMODE((home.postgres / "credentials.json").stat().st_mode) == 0o600


def test_a_path_with_spaces_and_quotes_works(tmp_path: Path) -> None:
    server = EmbeddedPostgres(open_home(tmp_path / 'it\'s a "home" $(x) é'))
    try:
        server.start()
    finally:
        server.stop()

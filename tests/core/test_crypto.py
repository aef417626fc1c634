import stat
from pathlib import Path

import pytest

from repochat.core.crypto import KEY_FILE, Sealer, derive_key, open_sealer, rotate_key_file
from repochat.core.errors import ForbiddenError, InvalidError, UnavailableError
from repochat.core.home import Home, open_home
from repochat.core.private_files import read_or_create_private
from repochat.core.settings import load_settings

SECRET = "ghp_the_secret_of_somebody"
OLD, NEW = "an old secret that is long enough", "a new secret that is long enough"


def open_with(home: Home, **env: str) -> Sealer:
    return open_sealer(load_settings({"REPOCHAT_HOME": str(home.root), **env}, None), home)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


def test_what_was_sealed_opens_for_its_purpose_alone(home: Home) -> None:
    sealer = open_with(home)
    sealed = sealer.seal(SECRET.encode(), "user:1")
    assert sealer.open(sealed, "user:1") == SECRET.encode()
    with pytest.raises(UnavailableError):
        sealer.open(sealed, "user:2")


def test_a_sealed_value_holds_nothing_of_the_secret_and_never_repeats(home: Home) -> None:
    sealer = open_with(home)
    one, two = (sealer.seal(SECRET.encode(), "user:1") for _ in range(2))
    assert one != two
    assert SECRET.encode() not in one


@pytest.mark.parametrize("place", [0, 1, 9, 20, 30, -1])
def test_a_changed_byte_is_noticed_wherever_it_stands(home: Home, place: int) -> None:
    sealer = open_with(home)
    sealed = bytearray(sealer.seal(SECRET.encode(), "user:1"))
    sealed[place] ^= 1
    with pytest.raises(UnavailableError):
        sealer.open(bytes(sealed), "user:1")


@pytest.mark.parametrize("length", [0, 1, 8, 20, 30])
def test_a_value_cut_short_is_noticed(home: Home, length: int) -> None:
    sealer = open_with(home)
    with pytest.raises(UnavailableError):
        sealer.open(sealer.seal(SECRET.encode(), "user:1")[:length], "user:1")


def test_an_old_web_secret_opens_behind_the_new_one_and_not_without(home: Home) -> None:
    sealed = open_with(home, WEB_SECRET=OLD).seal(SECRET.encode(), "user:1")
    rotated = open_with(home, WEB_SECRET=f"{NEW}, {OLD}")
    assert rotated.open(sealed, "user:1") == SECRET.encode()
    assert not rotated.is_current(sealed)
    assert rotated.is_current(rotated.seal(b"x", "user:1"))
    with pytest.raises(UnavailableError, match="key that is not here"):
        open_with(home, WEB_SECRET=NEW).open(sealed, "user:1")


def test_the_key_file_is_made_once_for_its_owner_alone_and_still_opens_when_a_secret_is_set(home: Home) -> None:
    sealed = open_with(home).seal(SECRET.encode(), "user:1")
    assert stat.S_IMODE((home.root / KEY_FILE).stat().st_mode) == 0o600
    assert open_with(home).open(sealed, "user:1") == SECRET.encode()
    assert open_with(home, WEB_SECRET=NEW).open(sealed, "user:1") == SECRET.encode()


def test_a_rotated_key_file_seals_with_the_new_key_and_opens_with_the_old(home: Home) -> None:
    sealed = open_with(home).seal(SECRET.encode(), "user:1")
    rotate_key_file(home)
    rotated = open_with(home)
    assert rotated.open(sealed, "user:1") == SECRET.encode()
    assert not rotated.is_current(sealed)
    assert stat.S_IMODE((home.root / KEY_FILE).stat().st_mode) == 0o600


def test_a_key_file_that_others_may_read_is_refused(home: Home) -> None:
    open_with(home)
    (home.root / KEY_FILE).chmod(0o640)
    with pytest.raises(ForbiddenError, match="others may read it"):
        open_with(home)


def test_a_key_file_that_is_a_link_is_refused(home: Home, tmp_path: Path) -> None:
    (home.root / KEY_FILE).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").touch(0o600)
    with pytest.raises(ForbiddenError):
        open_with(home)


def test_a_damaged_key_file_is_told(home: Home) -> None:
    read_or_create_private(home.root / KEY_FILE, lambda: "not a key")
    with pytest.raises(InvalidError, match="damaged"):
        open_with(home)


def test_a_sealer_shows_no_key() -> None:
    key = derive_key(NEW)
    assert repr(Sealer([key])) == "Sealer(<1 keys>)"

import gc

import pytest

from repochat.core.lasting import making_lasting


@pytest.fixture(autouse=True)
def _thawed() -> object:
    yield
    gc.unfreeze()


def test_what_was_made_is_not_looked_through_by_later_collections() -> None:
    with making_lasting():
        made = [[number] for number in range(10_000)]
    assert gc.get_freeze_count() >= len(made)
    assert not any(each is made[0] for each in gc.get_objects())


def test_collection_goes_on_afterwards_and_after_an_error() -> None:
    def break_off() -> None:
        with making_lasting():
            assert not gc.isenabled()
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        break_off()
    assert gc.isenabled()

from pathlib import Path

import pytest
from evals.product import build_environment, choose_home
from evals.sources import MIRRORS_VARIABLE

from repochat.core.settings import load_settings


def test_programs_of_the_product_take_the_environment_they_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The product refuses variables of its prefix that it does not know; the one for mirrors is ours alone."""
    monkeypatch.setenv(MIRRORS_VARIABLE, str(tmp_path))
    assert load_settings(build_environment(tmp_path), env_file=None).repochat_home == tmp_path


def test_a_home_that_was_named_is_kept_and_another_is_not(tmp_path: Path) -> None:
    with choose_home(tmp_path) as kept, choose_home(None) as gone:
        assert gone.is_dir()
    assert kept.is_dir()
    assert not gone.exists()

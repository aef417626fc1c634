from pathlib import Path

import pytest
from dotenv import dotenv_values

from repochat.core.errors import InvalidError
from repochat.core.settings import Settings, list_keys, load_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
SECRET = "hunter2-very-secret"


def load(**env: str) -> Settings:
    return load_settings(env, None)


def refuse(**env: str) -> InvalidError:
    with pytest.raises(InvalidError) as caught:
        load(**env)
    assert SECRET not in caught.value.message + caught.value.hint
    return caught.value


def test_nothing_set_means_one_machine_without_a_model() -> None:
    settings = load()
    assert settings.is_embedded
    assert (settings.llm_provider, settings.embedding_model, settings.api_host) == ("none", "static", "127.0.0.1")
    assert settings.repochat_home.name == "repochat"


def test_a_budget_of_nothing_is_a_budget() -> None:
    settings = load(LLM_BUDGET_TOKENS_DAY="0", LLM_BUDGET_USD_DAY="0.5")
    assert (settings.llm_budget_tokens_day, settings.llm_budget_usd_day) == (0, 0.5)


def test_the_example_lists_every_setting_and_no_other() -> None:
    assert list(dotenv_values(EXAMPLE)) == list_keys()


def test_the_example_itself_is_the_default() -> None:
    assert load_settings({}, EXAMPLE) == load()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("API_PORT=9000\nLOG_LEVEL=debug\n")
    settings = load_settings({"API_PORT": "9001"}, file)
    assert (settings.api_port, settings.log_level) == (9001, "debug")


def test_a_value_is_taken_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("GITHUB_TOKEN='a$HOME${USER}b'\n")
    token = load_settings({}, file).github_token
    assert token is not None
    assert token.get_secret_value() == "a$HOME${USER}b"


def test_an_unknown_key_in_the_file_is_named_with_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("LLM_PROVIDOR=openai\n")
    with pytest.raises(InvalidError, match="LLM_PROVIDOR") as caught:
        load_settings({}, file)
    assert "LLM_PROVIDER" in caught.value.hint


def test_an_unknown_variable_with_our_prefix_is_named_with_the_nearest() -> None:
    error = refuse(REPOCHAT_HOM="/srv")
    assert "REPOCHAT_HOM " in error.message
    assert "REPOCHAT_HOME" in error.hint


def test_other_variables_of_the_environment_are_none_of_our_business() -> None:
    assert load(PATH="/usr/bin", EDITOR="vi") == load()


@pytest.mark.parametrize("key", ["QUEUE_URL", "REDIS_URL"])
def test_another_queue_is_refused_because_the_queue_is_postgresql(key: str) -> None:
    assert "queue is PostgreSQL" in refuse(**{key: "redis://localhost"}).message


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"DATABASE_URL": f"postgresql://u:{SECRET}@h/d", "POSTGRES_HOST": "h"}, ["DATABASE_URL", "POSTGRES_HOST"]),
        ({"POSTGRES_HOST": "h"}, ["POSTGRES_HOST", "POSTGRES_USER"]),
        ({"POSTGRES_PASSWORD": SECRET}, ["POSTGRES_PASSWORD", "POSTGRES_HOST"]),
        ({"S3_BUCKET": "b", "S3_SECRET_KEY": SECRET}, ["S3_SECRET_KEY", "S3_ENDPOINT"]),
        ({"LLM_PROVIDER": "openai", "LLM_API_KEY": SECRET}, ["LLM_PROVIDER", "LLM_MODEL"]),
        ({"LLM_PROVIDER": "anthropic", "LLM_MODEL": "m"}, ["LLM_PROVIDER", "LLM_API_KEY"]),
        ({"LLM_PROVIDER": "compatible", "LLM_MODEL": "m"}, ["LLM_PROVIDER", "LLM_BASE_URL"]),
        ({"LLM_API_KEY": SECRET}, ["LLM_API_KEY", "LLM_PROVIDER"]),
        ({"WEB_URL": "example.org"}, ["WEB_URL"]),
        ({"API_PORT": "http"}, ["API_PORT"]),
        ({"LOG_LEVEL": "loud"}, ["LOG_LEVEL"]),
        ({"LLM_CONTEXT_TOKENS": "10"}, ["LLM_CONTEXT_TOKENS"]),
        ({"LLM_TIMEOUT_S": "0"}, ["LLM_TIMEOUT_S"]),
        ({"LLM_BUDGET_TOKENS_DAY": "-1"}, ["LLM_BUDGET_TOKENS_DAY"]),
        ({"LLM_BUDGET_USD_DAY": "inf"}, ["LLM_BUDGET_USD_DAY"]),
        ({"LLM_BUDGET_USD_DAY": "ten"}, ["LLM_BUDGET_USD_DAY"]),
    ],
)
def test_a_contradiction_names_the_keys_and_the_fix(env: dict[str, str], named: list[str]) -> None:
    error = refuse(**env)
    assert all(key in error.message + error.hint for key in named)
    assert error.hint


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    env = dict.fromkeys(("GITHUB_TOKEN", "WEB_SECRET", "S3_ACCESS_KEY", "S3_SECRET_KEY"), SECRET)
    settings = load(**env, S3_ENDPOINT="https://s3", S3_BUCKET="b", DATABASE_URL=f"postgresql://u:{SECRET}@h/d")
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().api_port = 1  # pyright: ignore[reportAttributeAccessIssue] - that it fails is what is tested

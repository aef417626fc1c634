"""Every setting of the product, read once from the environment and `.env`, and passed from there.

The environment wins over `.env`. An empty value is no value. Nothing here reads a setting later.
"""

import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from repochat.core.errors import InvalidError

PREFIX = "REPOCHAT_"  # a variable of the environment with this prefix is meant for us, so it must be known
ENV_FILE = Path(".env")
SECRET_CHARS_MIN = 16

LlmProvider = Literal["none", "openai", "anthropic", "ollama", "compatible"]
LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["auto", "console", "json"]


class Settings(BaseSettings):
    """`.env.example` documents each field; the variable is the field's name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    # PostgreSQL: nothing set means the embedded one
    database_url: SecretStr | None = None
    postgres_host: str | None = None
    postgres_port: int = Field(default=5432, ge=1, le=65535)
    postgres_user: str | None = None
    postgres_password: SecretStr | None = None
    postgres_db: str | None = None

    # Artifacts: nothing set means a folder in REPOCHAT_HOME
    s3_endpoint: str | None = None
    s3_access_key: SecretStr | None = None
    s3_secret_key: SecretStr | None = None
    s3_bucket: str | None = None
    s3_region: str = "us-east-1"  # what compatible stores expect where there are no regions

    # Web
    web_secret: SecretStr | None = None
    web_url: str | None = None
    api_host: str = "127.0.0.1"
    api_port: int = Field(default=8000, ge=1, le=65535)

    # GitHub
    github_url: str = "https://github.com"
    github_token: SecretStr | None = None
    github_client_id: str | None = None
    github_client_secret: SecretStr | None = None
    github_app_id: int | None = Field(default=None, ge=1)
    github_app_private_key: SecretStr | None = None
    github_webhook_secret: SecretStr | None = None
    gitlab_webhook_secret: SecretStr | None = None

    # Models
    llm_provider: LlmProvider = "none"
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    llm_base_url: str | None = None
    llm_context_tokens: int = Field(default=12_000, ge=1_000, le=1_000_000)
    llm_timeout_s: float = Field(default=300.0, ge=1.0, le=3_600.0)
    llm_budget_tokens_day: int = Field(default=2_000_000, ge=0)
    llm_budget_usd_day: float = Field(default=10.0, ge=0.0, allow_inf_nan=False)
    embedding_model: str = "static"

    # Thinking in the background
    thinking_enabled: bool = True
    thinking_cpu_seconds_day: int = Field(default=43_200, ge=0)
    thinking_gpu_seconds_day: int = Field(default=86_400, ge=0)
    thinking_io_bytes_day: int = Field(default=500_000_000_000, ge=0)
    advisories_file: Path | None = None

    # This machine
    repochat_home: Path = Field(default_factory=lambda: user_data_path("repochat", appauthor=False))
    log_level: LogLevel = "info"
    log_format: LogFormat = "auto"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` passes, so that a test never meets the environment of its machine."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        for check in (_check_postgres, _check_artifacts, _check_model, _check_web, _check_secrets, _check_github):
            problem = check(self)
            if problem is not None:
                raise PydanticCustomError("contradiction", "{problem}", {"problem": problem})
        return self

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url is None and self.postgres_host is None

    @property
    def has_github_login(self) -> bool:
        """Whether people can log in with GitHub by these settings alone."""
        return self.github_client_id is not None

    @property
    def web_secrets(self) -> list[str]:
        """Those of WEB_SECRET, parted by commas: the first seals, the others still open."""
        return _split(self.web_secret)

    @property
    def github_webhook_secrets(self) -> list[SecretStr]:
        """Those of GITHUB_WEBHOOK_SECRET, parted by commas: any of them may sign."""
        return [SecretStr(secret) for secret in _split(self.github_webhook_secret)]

    @property
    def gitlab_webhook_secrets(self) -> list[SecretStr]:
        """Those of GITLAB_WEBHOOK_SECRET, parted by commas: GitLab may send any of them."""
        return [SecretStr(secret) for secret in _split(self.gitlab_webhook_secret)]

    @property
    def github_app_key(self) -> str | None:
        r"""GITHUB_APP_PRIVATE_KEY as PEM text: an environment variable may hold `\n` for the ends of its lines."""
        key = self.github_app_private_key
        return key.get_secret_value().replace("\\n", "\n") if key else None


def load_settings(env: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE) -> Settings:
    """Read `env` (default: the process's) over `env_file`. Raises InvalidError that names the key and the fix."""
    given = {key.upper(): value for key, value in (os.environ if env is None else env).items() if value}
    written = _read_env_file(env_file)
    known = list_keys()
    _check_queue([*given, *written])
    _check_known(written, known, where=str(env_file))
    _check_known([key for key in given if key.startswith(PREFIX)], known, where="the environment")
    values = {key.lower(): value for key, value in {**written, **given}.items() if key in known}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise _explain(error.errors(include_input=False, include_url=False)[0]) from None  # the cause may quote secrets


def list_keys() -> list[str]:
    """Every variable that is read, in the order of `Settings`."""
    return [name.upper() for name in Settings.model_fields]


def _read_env_file(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.is_file():
        return {}
    try:
        found = dotenv_values(env_file, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidError(f"{env_file} cannot be read.", hint="It must be UTF-8 text that you may read.") from error
    return {key.upper(): value for key, value in found.items() if value}


def _check_queue(keys: Iterable[str]) -> None:
    for key in keys:
        if key in {"QUEUE_URL", "REDIS_URL"}:
            raise InvalidError(
                f"{key} is set, but the queue is PostgreSQL: jobs live in the same database as what they work on.",
                hint=f"Remove {key}; set DATABASE_URL if the database is not the embedded one.",
            )


def _check_known(keys: Iterable[str], known: list[str], *, where: str) -> None:
    for key in keys:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            advice = f"Did you mean {close[0]}? " if close else ""
            raise InvalidError(
                f"{key} in {where} is not a setting.",
                hint=f"{advice}.env.example lists every setting; remove or rename {key}.",
            )


def _check_postgres(settings: Settings) -> str | None:
    parts = {
        "POSTGRES_HOST": settings.postgres_host,
        "POSTGRES_USER": settings.postgres_user,
        "POSTGRES_PASSWORD": settings.postgres_password,
        "POSTGRES_DB": settings.postgres_db,
    }
    given = [key for key, value in parts.items() if value is not None]
    if settings.database_url is not None:
        return f"DATABASE_URL and {given[0]} are both set. Keep one of the two." if given else None
    if given and (settings.postgres_host is None or settings.postgres_user is None or settings.postgres_db is None):
        missing = next(key for key, value in parts.items() if value is None)
        return f"{given[0]} is set but {missing} is not. Set both, or neither for the embedded database."
    return None


def _check_artifacts(settings: Settings) -> str | None:
    parts = {
        "S3_ENDPOINT": settings.s3_endpoint,
        "S3_ACCESS_KEY": settings.s3_access_key,
        "S3_SECRET_KEY": settings.s3_secret_key,
        "S3_BUCKET": settings.s3_bucket,
    }
    missing = [key for key, value in parts.items() if value is None]
    if not missing or len(missing) == len(parts):
        return None
    given = next(key for key in parts if key not in missing)
    return f"{given} is set but {missing[0]} is not. Set all four S3_ settings, or none to keep artifacts in a folder."


def _check_model(settings: Settings) -> str | None:
    if settings.llm_provider == "none":
        return _find_orphan(settings)
    if settings.llm_model is None:
        return f"LLM_PROVIDER is {settings.llm_provider} but LLM_MODEL is not set. Name the model to use."
    if settings.llm_provider in {"openai", "anthropic"} and settings.llm_api_key is None:
        return f"LLM_PROVIDER is {settings.llm_provider} but LLM_API_KEY is not set. Set the provider's key."
    if settings.llm_provider == "compatible" and settings.llm_base_url is None:
        return "LLM_PROVIDER is compatible but LLM_BASE_URL is not set. Set the address of the server."
    return None


def _find_orphan(settings: Settings) -> str | None:
    parts = {"LLM_API_KEY": settings.llm_api_key, "LLM_MODEL": settings.llm_model}
    for key, value in parts.items():
        if value is not None and not settings.embedding_model.startswith("openai:"):
            return f"{key} is set but LLM_PROVIDER is none. Set LLM_PROVIDER, or remove {key}."
    return None


def _check_web(settings: Settings) -> str | None:
    for key, address in (
        ("WEB_URL", settings.web_url),
        ("GITHUB_URL", settings.github_url),
        ("LLM_BASE_URL", settings.llm_base_url),
        ("S3_ENDPOINT", settings.s3_endpoint),
    ):
        if address is not None and not address.startswith(("http://", "https://")):
            return f"{key} must be an address that begins with http:// or https://."
    return None


def _check_secrets(settings: Settings) -> str | None:
    for key, given in (
        ("WEB_SECRET", settings.web_secret),
        ("GITHUB_WEBHOOK_SECRET", settings.github_webhook_secret),
        ("GITLAB_WEBHOOK_SECRET", settings.gitlab_webhook_secret),
    ):
        if given is not None and min(map(len, _split(given)), default=0) < SECRET_CHARS_MIN:
            return f"{key} is too short. Make it of {SECRET_CHARS_MIN} characters or more: `openssl rand -hex 32`."
    return None


def _check_github(settings: Settings) -> str | None:
    pairs = (
        ("GITHUB_CLIENT_ID", settings.github_client_id, "GITHUB_CLIENT_SECRET", settings.github_client_secret),
        ("GITHUB_APP_ID", settings.github_app_id, "GITHUB_APP_PRIVATE_KEY", settings.github_app_private_key),
    )
    for first, has_first, second, has_second in pairs:
        if (has_first is None) != (has_second is None):
            given, missing = (first, second) if has_second is None else (second, first)
            return f"{given} is set but {missing} is not. Set both, or neither."
    if settings.github_app_key is not None and "PRIVATE KEY-----" not in settings.github_app_key:
        return "GITHUB_APP_PRIVATE_KEY is no private key. Set the text of the PEM file that GitHub gave you."
    return None


def _split(secret: SecretStr | None) -> list[str]:
    return [part.strip() for part in secret.get_secret_value().split(",") if part.strip()] if secret else []


def _explain(error: ErrorDetails) -> InvalidError:
    if error["type"] == "contradiction":
        message, _, fix = error["msg"].partition(". ")
        return InvalidError(f"{message.rstrip('.')}.", hint=fix or ".env.example shows how it is written.")
    key = str(error["loc"][0]).upper() if error["loc"] else "A setting"
    return InvalidError(f"{key} is not valid: {error['msg']}.", hint=f".env.example describes {key}.")

import io
import json
import logging

import structlog

from repochat.core.logging import REDACTED, configure_logging, redact_text
from repochat.core.settings import load_settings


def log_line(**fields: object) -> dict[str, object]:
    stream = io.StringIO()
    configure_logging(load_settings({"LOG_FORMAT": "json"}, None), stream)
    structlog.get_logger().info("test.line_written", **fields)
    structlog.reset_defaults()
    return json.loads(stream.getvalue())


def test_a_line_is_json_with_its_event_level_and_time() -> None:
    line = log_line(repo_id=7)
    assert (line["event"], line["level"], line["repo_id"]) == ("test.line_written", "info", 7)
    assert str(line["timestamp"]).endswith("Z")


def test_secrets_are_left_out_by_the_names_they_go_by() -> None:
    line = log_line(password="a", github_token="b", headers={"Authorization": "c", "accept": "d"})
    assert line["password"] == line["github_token"] == REDACTED
    assert line["headers"] == {"Authorization": REDACTED, "accept": "d"}


def test_secrets_are_left_out_of_addresses_and_messages() -> None:
    assert redact_text("cloning https://me:hunter2@host/x") == f"cloning https://me:{REDACTED}@host/x"
    assert "ghp_" not in redact_text("token ghp_" + "a" * 36 + " refused")


def test_source_code_is_left_out() -> None:
    assert log_line(snippet="def f(): ...")["snippet"] == "[12 left out]"


def test_a_secret_in_a_traceback_is_left_out() -> None:
    stream = io.StringIO()
    configure_logging(load_settings({"LOG_FORMAT": "json"}, None), stream)
    try:
        raise ValueError("postgresql://me:hunter2@host/db")  # noqa: TRY301 - raised to be logged
    except ValueError:
        structlog.get_logger().exception("test.thing_failed")
    structlog.reset_defaults()
    assert "hunter2" not in stream.getvalue()
    assert "ValueError" in stream.getvalue()


def test_a_library_that_logs_the_old_way_gets_the_same_form() -> None:
    stream = io.StringIO()
    configure_logging(load_settings({"LOG_FORMAT": "json"}, None), stream)
    logging.getLogger("somebody").warning("connecting to %s", "https://me:hunter2@host")
    structlog.reset_defaults()
    line = json.loads(stream.getvalue())
    assert line["event"] == f"connecting to https://me:{REDACTED}@host"


def test_lines_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    configure_logging(load_settings({"LOG_LEVEL": "error"}, None), stream)
    structlog.get_logger().warning("test.line_written")
    structlog.reset_defaults()
    assert stream.getvalue() == ""

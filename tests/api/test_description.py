"""The committed API description and the client made from it."""

import json
from pathlib import Path

from repochat.api import render_openapi

CLIENT = Path(__file__).resolve().parents[2] / "packages" / "api-client"


def test_the_committed_description_is_what_the_api_says() -> None:
    """After a change of a route: `python packages/api-client/generate.py`."""
    assert (CLIENT / "openapi.json").read_text(encoding="utf-8") == render_openapi()


def test_every_operation_names_its_errors_and_its_success() -> None:
    document = json.loads(render_openapi())
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert any(status.startswith("2") for status in operation["responses"]), path
            if not path.endswith("z"):
                shapes = {status: json.dumps(answer) for status, answer in operation["responses"].items()}
                assert all(
                    "ErrorShape" in shapes[status] for status in ("403", "404", "409", "413", "422", "429", "503")
                )

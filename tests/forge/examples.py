"""Real payloads of GitHub's webhooks, for the tests of everything that receives them."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

_FILE = Path(__file__).with_name("octokit") / "webhooks-examples.json.xz"


def list_examples(*kinds: str) -> list[tuple[str, dict[str, Any]]]:
    """Kind of event and payload, in the order of the package; those of `kinds`, or all of them."""
    return [(kind, payload) for kind, payload in _read() if not kinds or kind in kinds]


def _read() -> Iterator[tuple[str, dict[str, Any]]]:
    groups = cast("list[dict[str, Any]]", json.loads(lzma.decompress(_FILE.read_bytes())))
    for group in groups:
        for payload in group["examples"]:
            yield group["name"], payload

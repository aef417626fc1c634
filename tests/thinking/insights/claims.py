"""Builds what a Thought claims, on real repositories."""

import hashlib
from collections.abc import Sequence
from typing import Any

from repochat.thinking.model import Ending, Evidence, Fact, Insight, Outcome, Quote
from tests.git.repositories import Repository


def quote(repository: Repository, path: str, start: int, end: int, *, sha: str = "", why: str = "") -> Quote:
    """Of lines as they are at `sha` (default: the newest commit)."""
    at = sha or repository.sha()
    content = repository.git("cat-file", "blob", f"{at}:{path}")
    lines = b"".join(content.splitlines(keepends=True)[start - 1 : end])
    return Quote(
        sha=at,
        path=path,
        blob=repository.sha(f"{at}:{path}"),
        start_line=start,
        end_line=end,
        snippet_sha256=hashlib.sha256(lines).hexdigest(),
        why=why,
    )


def claim(identity: str, evidence: Sequence[Evidence], **changes: Any) -> Insight:
    """A proven smell of medium severity, at the place of its first quote."""
    first = next((each for each in evidence if isinstance(each, Quote)), None)
    place: dict[str, Any] = (
        {} if first is None else {"path": first.path, "start_line": first.start_line, "end_line": first.end_line}
    )
    values: dict[str, Any] = {
        "kind": "smell",
        "rule": "rule",
        "title": "A finding",
        "body": "It is here [1].",
        "severity": "medium",
        "confidence": 0.9,
        "status": "verified",
    }
    return Insight(identity=identity, evidence=evidence, **{**values, **place, **changes})


def outcome(
    *insights: Insight, scope: Sequence[str] | None = None, ending: Ending = "changed", facts: Sequence[Fact] = ()
) -> Outcome:
    return Outcome(ending=ending, summary="Looked.", insights=insights, scope=scope, facts=facts)

"""The commit that took cited lines away, or moved them: the first on the way from their commit to the head."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from repochat.catalog.answer_store import StoredCitation
from repochat.chat.age.limits import LIMITS
from repochat.chat.age_model import Verdict
from repochat.core.errors import InvalidError, RepochatError
from repochat.git import BlobReader, cut_lines
from repochat.git.between import PathStep, log_between

_Stands = Callable[[bytes], bool]


def find_culprit(mirror: Path, reader: BlobReader, citation: StoredCitation, head: str, verdict: Verdict) -> str:
    """Its SHA; where none took the lines itself, the first that changed the file; "" when none did.

    At most `steps_max` commits of the file are looked at.
    """
    path = citation.path.encode("utf-8", "surrogateescape")
    steps = log_between(mirror, citation.commit, head, path, LIMITS.steps_max)
    stands = _stands_in_place(citation) if verdict.state == "moved" else _stands_anywhere(citation, reader)
    for step in steps:
        if _holds(reader, step.old_oid, stands) and not _holds(reader, step.new_oid, stands):
            return step.sha
    return steps[0].sha if steps else ""


def find_step(mirror: Path, citation: StoredCitation, head: str, sha: str) -> PathStep | None:
    """The commit `sha` with its facts, when it is one of those that changed the cited file."""
    path = citation.path.encode("utf-8", "surrogateescape")
    steps = log_between(mirror, citation.commit, head, path, LIMITS.steps_max)
    return next((step for step in steps if step.sha == sha), None)


def _holds(reader: BlobReader, oid: str | None, stands: _Stands) -> bool:
    if oid is None:
        return False
    try:
        return stands(reader.read(oid))
    except RepochatError:  # too large, or lost: then it is no proof of anything
        return False


def _stands_in_place(citation: StoredCitation) -> _Stands:
    def stands(content: bytes) -> bool:
        try:
            lines = cut_lines(content, citation.start_line, citation.end_line)
        except InvalidError:
            return False
        return hashlib.sha256(lines).hexdigest() == citation.snippet_sha256

    return stands


def _stands_anywhere(citation: StoredCitation, reader: BlobReader) -> _Stands:
    snippet = reader.read_lines(citation.blob, citation.start_line, citation.end_line)

    def stands(content: bytes) -> bool:
        return content.startswith(snippet) or b"\n" + snippet in content

    return stands

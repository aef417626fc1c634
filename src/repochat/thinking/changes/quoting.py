"""Lines as evidence: exactly their bytes, hashed, at a commit and a path."""

import hashlib

from repochat.core.errors import RepochatError
from repochat.git import BlobReader, count_lines, cut_lines
from repochat.thinking.changes.limits import LIMITS, ChangeLimits
from repochat.thinking.changes.model import DefinitionSide, FileSide, LineRange
from repochat.thinking.model import Quote


def quote_side(side: FileSide, lines: LineRange, why: str = "", limits: ChangeLimits = LIMITS) -> Quote | None:
    """The first `quote_lines_max` of the lines; None where the file has none of them."""
    return quote_lines(side.content, side.sha, side.path, side.blob, lines, why, limits)


def quote_header(side: DefinitionSide, why: str = "", limits: ChangeLimits = LIMITS) -> Quote | None:
    """The lines of a definition up to its body, or its first."""
    start = end = side.symbol.start_line
    body = side.function.child("body") if side.function is not None else None
    if body is not None:
        end = max(start, body.start_line - (0 if body.start_line == start else 1))
    return quote_side(side.file, LineRange(start=start, end=end), why, limits)


def quote_lines(
    content: bytes, sha: str, path: str, blob: str, lines: LineRange, why: str = "", limits: ChangeLimits = LIMITS
) -> Quote | None:
    last = min(lines.end, lines.start + limits.quote_lines_max - 1, count_lines(content))
    if not 1 <= lines.start <= last:
        return None
    snippet = cut_lines(content, lines.start, last)
    return Quote(
        sha=sha,
        path=path,
        blob=blob,
        start_line=lines.start,
        end_line=last,
        snippet_sha256=hashlib.sha256(snippet).hexdigest(),
        why=why,
    )


class BlobQuoter:
    """Quotes files that are no part of the change; each blob is read once."""

    def __init__(self, blobs: BlobReader, sha: str, limits: ChangeLimits = LIMITS) -> None:
        self._blobs = blobs
        self._sha = sha
        self._limits = limits
        self._contents: dict[str, bytes] = {}

    def read(self, blob: str) -> bytes:
        """b"" for what git can't give."""
        if blob not in self._contents:
            try:
                self._contents[blob] = self._blobs.read(blob)
            except RepochatError:
                self._contents[blob] = b""
        return self._contents[blob]

    def quote(self, path: str, blob: str, lines: LineRange, why: str = "") -> Quote | None:
        return quote_lines(self.read(blob), self._sha, path, blob, lines, why, self._limits)

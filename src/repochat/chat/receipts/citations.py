"""The citation contract, checked in order against git before anything is shown.

The blob is at that path in that commit; the lines are in range; the hash is that of exactly these lines. Only then does
the text of the lines say anything (`chat.receipts.grounding`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from repochat.chat.model import Citation
from repochat.chat.receipts.draft import Span, SpanRole
from repochat.chat.receipts.permalinks import build_permalink
from repochat.chat.receipts.source_text import SourceText
from repochat.chat.receipts.symbol_lookup import SymbolLookup

CitationProblem = Literal[
    "other_commit", "no_such_path", "blob_differs", "out_of_range", "hash_differs", "symbol_absent"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLines:
    """A proven citation with its text. `symbol_lines` are those of its symbol; None when it names none."""

    citation: Citation
    texts: tuple[str, ...]
    role: SpanRole
    symbol_lines: tuple[int, int] | None


class CitationChecker:
    """Proves citations of one answer; gives each its id, the same lines the same one."""

    def __init__(
        self,
        source: SourceText,
        symbols: SymbolLookup,
        *,
        repo: str,
        address: str,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """`repo` is the name that citations carry, `address` what git was given.

        Checkers of one answer share `numbers`, so that no two of its citations have the same id.
        """
        self._numbers = numbers if numbers is not None else count(1)
        self._source = source
        self._symbols = symbols
        self._repo = repo
        self._address = address
        self._known: dict[tuple[str, int, int, str], Citation] = {}

    @property
    def count(self) -> int:
        return len(self._known)

    def cite(self, span: Span) -> CitedLines | CitationProblem:
        """The proven citation of `span`, or the first thing that is wrong with it."""
        blob = self._source.find_blob(span.path)
        if blob is None:
            return "no_such_path"
        lines = self._source.read_lines(span.path)
        if not 1 <= span.start_line <= span.end_line <= len(lines):
            return "out_of_range"
        around = self._symbols.find_range(span.path, span.symbol, span.start_line, span.end_line)
        key = (span.path, span.start_line, span.end_line, span.symbol if around else "")
        citation = self._known.get(key) or self._build(span, blob, key[3])
        problem = self.verify(citation)
        if problem is not None:
            return problem
        self._known[key] = citation
        texts = tuple(self._source.read_texts(span.path, span.start_line, span.end_line))
        return CitedLines(citation=citation, texts=texts, role=span.role, symbol_lines=around)

    def verify(self, citation: Citation) -> CitationProblem | None:
        """What is wrong with a citation, whoever made it; None when git proves it."""
        if citation.commit != self._source.commit:
            return "other_commit"
        blob = self._source.find_blob(citation.path)
        if blob is None:
            return "no_such_path"
        if blob != citation.blob:
            return "blob_differs"
        lines = self._source.read_lines(citation.path)
        if not 1 <= citation.start_line <= citation.end_line <= len(lines):
            return "out_of_range"
        if _hash(lines[citation.start_line - 1 : citation.end_line]) != citation.snippet_sha256:
            return "hash_differs"
        around = self._symbols.find_range(citation.path, citation.symbol, citation.start_line, citation.end_line)
        return "symbol_absent" if citation.symbol and around is None else None

    def _build(self, span: Span, blob: str, symbol: str) -> Citation:
        lines = self._source.read_lines(span.path)
        commit = self._source.commit
        return Citation(
            id=f"c{next(self._numbers)}",
            repo=self._repo,
            commit=commit,
            path=span.path,
            blob=blob,
            start_line=span.start_line,
            end_line=span.end_line,
            snippet_sha256=_hash(lines[span.start_line - 1 : span.end_line]),
            symbol=symbol,
            url=build_permalink(
                self._address, commit=commit, path=span.path, start_line=span.start_line, end_line=span.end_line
            ),
        )


def _hash(lines: Sequence[bytes]) -> str:
    return hashlib.sha256(b"".join(lines)).hexdigest()

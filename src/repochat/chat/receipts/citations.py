"""The citation contract, checked in order against git before anything is shown.

Of code: the blob is at that path in that commit; the lines are in range; the hash is that of exactly these lines. Of a
commit: git has it, and its message has these lines. Of a pull request: its forge told these lines. Only then does the
text of the lines say anything (`chat.receipts.grounding`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from repochat.chat.model import Citation, CitationKind
from repochat.chat.receipts.draft import Span, SpanRole
from repochat.chat.receipts.permalinks import build_commit_link, build_permalink, build_pull_link
from repochat.chat.receipts.source_text import SourceText
from repochat.chat.receipts.symbol_lookup import SymbolLookup

CitationProblem = Literal[
    "other_commit", "no_such_path", "blob_differs", "out_of_range", "hash_differs", "symbol_absent",
    "no_such_commit", "no_such_pull_request",
]  # fmt: skip
_Key = tuple[CitationKind, str, str, int, int, int, str]


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
        self._known: dict[_Key, Citation] = {}

    @property
    def count(self) -> int:
        return len(self._known)

    def cite(self, span: Span) -> CitedLines | CitationProblem:
        """The proven citation of `span`, or the first thing that is wrong with it."""
        missing = self._find_missing(span)
        if missing is not None:
            return missing
        lines = self._source.read_place(span)
        if not 1 <= span.start_line <= span.end_line <= len(lines):
            return "out_of_range"
        around = self._find_symbol(span)
        symbol = span.symbol if around else ""
        key = (span.kind, span.commit, span.path, span.number, span.start_line, span.end_line, symbol)
        citation = self._known.get(key) or self._build(span, lines[span.start_line - 1 : span.end_line], symbol)
        problem = self.verify(citation)
        if problem is not None:
            return problem
        self._known[key] = citation
        texts = tuple(self._source.read_place_texts(span, span.start_line, span.end_line))
        return CitedLines(citation=citation, texts=texts, role=span.role, symbol_lines=around)

    def verify(self, citation: Citation) -> CitationProblem | None:
        """What is wrong with a citation, whoever made it; None when git proves it, or a forge told it."""
        span = _locate(citation)
        missing = self._find_missing(span)
        if missing is not None:
            return missing
        if citation.kind == "code" and self._find_blob(span) != citation.blob:
            return "blob_differs"
        lines = self._source.read_place(span)
        if not 1 <= citation.start_line <= citation.end_line <= len(lines):
            return "out_of_range"
        if _hash(lines[citation.start_line - 1 : citation.end_line]) != citation.snippet_sha256:
            return "hash_differs"
        return "symbol_absent" if citation.symbol and self._find_symbol(span) is None else None

    def _find_missing(self, span: Span) -> CitationProblem | None:
        """What the lines are to stand in, when there is no such thing."""
        if span.kind == "commit":
            return None if self._source.find_message(span.commit) else "no_such_commit"
        if span.kind == "pull_request":
            return None if self._source.find_pull(span.number) else "no_such_pull_request"
        if span.commit and self._source.find_other(span.commit) is None:
            return "other_commit"
        return None if self._find_blob(span) else "no_such_path"

    def _find_blob(self, span: Span) -> str | None:
        source = self._source.find_other(span.commit) if span.commit else self._source
        return source.find_blob(span.path) if source else None

    def _find_symbol(self, span: Span) -> tuple[int, int] | None:
        """Only of the pinned commit is it known which definitions stand where."""
        if span.kind != "code" or span.commit not in ("", self._source.commit):
            return None
        return self._symbols.find_range(span.path, span.symbol, span.start_line, span.end_line)

    def _build(self, span: Span, lines: Sequence[bytes], symbol: str) -> Citation:
        pull = self._source.find_pull(span.number) if span.kind == "pull_request" else None
        commit = pull.head_sha if pull else span.commit or self._source.commit
        return Citation(
            id=f"c{next(self._numbers)}",
            repo=self._repo,
            commit=commit,
            path=span.path,
            blob=self._find_blob(span) or "" if span.kind == "code" else "",
            start_line=span.start_line,
            end_line=span.end_line,
            snippet_sha256=_hash(lines),
            symbol=symbol,
            url=build_pull_link(self._address, pull.number, pull.url) if pull else self._link(span, commit),
            kind=span.kind,
            ref=f"#{pull.number}" if pull else "",
            told=b"".join(lines).decode() if pull else "",
        )

    def _link(self, span: Span, commit: str) -> str:
        if span.kind == "commit":
            return build_commit_link(self._address, commit)
        first, last = span.start_line, span.end_line
        return build_permalink(self._address, commit=commit, path=span.path, start_line=first, end_line=last)


def _locate(citation: Citation) -> Span:
    number = citation.ref.removeprefix("#")
    return Span(
        path=citation.path,
        start_line=citation.start_line,
        end_line=citation.end_line,
        symbol=citation.symbol,
        kind=citation.kind,
        commit=citation.commit,
        number=int(number) if number.isdecimal() else 0,
    )


def _hash(lines: Sequence[bytes]) -> str:
    return hashlib.sha256(b"".join(lines)).hexdigest()

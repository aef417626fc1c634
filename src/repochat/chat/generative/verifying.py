"""Whether what a model says stands in what it cites: statement by statement, before anything is shown.

The ids become pieces, the pieces lines of git, the claims are looked up in these lines, and what carries them becomes
the citations. In doubt a statement is not supported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from repochat.chat.context.model import ContextPiece
from repochat.chat.generative.claims import check_claims, find_verbatim
from repochat.chat.generative.code_blocks import check_code
from repochat.chat.generative.evidence import Evidence
from repochat.chat.generative.holding import is_apart, list_breaths
from repochat.chat.generative.identifiers import is_placed
from repochat.chat.generative.leads import is_lead
from repochat.chat.generative.limits import VERIFY_LIMITS, VerifyLimits
from repochat.chat.generative.lookup import Cited
from repochat.chat.generative.narrowing import Window
from repochat.chat.generative.passages import Passages
from repochat.chat.generative.raw import RawStatement
from repochat.chat.generative.reading import Token, read_statement
from repochat.chat.generative.verdict import (
    Verdict,
    judge_claims,
    judge_code,
    judge_told,
    judge_verbatim,
    lower,
)
from repochat.chat.model import Citation, Statement, StatementKind
from repochat.chat.receipts.citations import CitationChecker, CitedLines
from repochat.chat.receipts.draft import Span


class Pieces(Protocol):
    """Where ids are looked up."""

    def find(self, id: str, /) -> ContextPiece | None:  # noqa: A002  as the model cites it
        """The piece that was shown under the id."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A statement as it may be shown, and the citations that it names. `unknown_ids` were made up by the model."""

    statement: Statement
    citations: tuple[Citation, ...]
    unknown_ids: int


class Verifier:
    """Checks the statements of one answer; not to be shared between threads at the same time."""

    def __init__(
        self, book: Pieces, checkers: Mapping[str, CitationChecker], limits: VerifyLimits = VERIFY_LIMITS
    ) -> None:
        """`checkers` are by the labels of what the answer has open."""
        self._book = book
        self._checkers = checkers
        self._limits = limits
        self._read: dict[str, Passages] = {}

    def verify(self, raw: RawStatement) -> Verified:
        """Never raises on what the model wrote."""
        found = [self._book.find(name) for name in raw.cited]
        pieces = [piece for piece in found if piece is not None and piece.pinned.label in self._checkers]
        cited = Cited([self._get_passages(piece) for piece in pieces[: self._limits.pieces_max]])
        tokens = read_statement(raw.text)[: self._limits.claims_max] if raw.kind != "code" else ()
        unknown = len(found) - len([piece for piece in found if piece is not None])
        if is_lead(raw, tokens):
            return Verified(statement=_tell(raw, Verdict(), (), kind="heading"), citations=(), unknown_ids=unknown)
        return self._prove(raw, self._judge(raw, tokens, cited), cited, unknown)

    def _judge(self, raw: RawStatement, tokens: Sequence[Token], cited: Cited) -> Verdict:
        if raw.kind == "code":
            return judge_code(check_code(raw.text, cited), self._limits)
        verbatim = find_verbatim(raw.text, cited)
        if verbatim is not None:
            return judge_verbatim(verbatim, self._limits)
        return self._judge_tokens(tokens, cited)

    def _judge_tokens(self, tokens: Sequence[Token], cited: Cited) -> Verdict:
        """By the docs, if they tell all of it; else claim by claim, and then all claims together."""
        breaths = list_breaths(tokens, cited)
        if breaths and all(breath.told.holds for breath in breaths) and not is_placed(tokens):
            return judge_told([breath.told for breath in breaths], self._limits)
        verdict = judge_claims(check_claims(tokens, cited), cited, self._limits)
        if verdict.status != "supported":
            return verdict
        return lower(verdict, [breath.told.claim for breath in breaths if is_apart(breath, cited)])

    def _get_passages(self, piece: ContextPiece) -> Passages:
        known = self._read.get(piece.id)
        if known is None:
            texts = piece.pinned.source.read_place_texts(piece, piece.start_line, piece.end_line)
            known = self._read[piece.id] = Passages(Evidence(piece, texts, self._limits))
        return known

    def _prove(self, raw: RawStatement, verdict: Verdict, cited: Cited, unknown: int) -> Verified:
        """Git proves the lines, or the statement has none."""
        proven = [self._cite(window, cited) for window in verdict.windows]
        citations = tuple({each.citation.id: each.citation for each in proven if each is not None}.values())
        if len(proven) != len([each for each in proven if each is not None]):
            verdict = Verdict(missing=(*verdict.missing, "lines"))
        has_symbol = any(each is not None and each.symbol_lines for each in proven)
        kind: StatementKind = "code" if raw.kind == "code" else "fact"
        statement = _tell(raw, verdict, citations, kind=kind, has_symbol=has_symbol)
        return Verified(statement=statement, citations=citations, unknown_ids=unknown)

    def _cite(self, window: Window, cited: Cited) -> CitedLines | None:
        each = cited.evidence[window.piece]
        piece = each.piece
        span = Span(
            path=piece.path,
            start_line=each.first + window.first,
            end_line=each.first + window.last,
            symbol=each.symbol,
            role="place",
            kind=piece.kind,
            commit=piece.commit,
            number=piece.number,
        )
        result = self._checkers[piece.pinned.label].cite(span)
        return result if isinstance(result, CitedLines) else None


def _tell(
    raw: RawStatement,
    verdict: Verdict,
    citations: Sequence[Citation],
    *,
    kind: StatementKind,
    has_symbol: bool = False,
) -> Statement:
    tier = 3 if verdict.status == "supported" else 2 if has_symbol else 1 if citations else 0
    return Statement(
        text=raw.text,
        citations=tuple(citation.id for citation in citations),
        status=verdict.status,
        tier=tier,
        is_item=raw.is_item,
        kind=kind,
        missing=verdict.missing,
    )

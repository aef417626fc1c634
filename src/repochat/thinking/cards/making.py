"""Cards out of an opened revision: drafts checked part by part, a model's words where there is one, and a vector."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from repochat.catalog.revision_store import StoredSymbol
from repochat.catalog.thinking.card import Card, CardCitation, CardLine, CardPart
from repochat.catalog.thinking.repo_map import MapModule
from repochat.chat.extractive.asked import Asked
from repochat.chat.extractive.organised import write_module
from repochat.chat.extractive.survey import Survey
from repochat.chat.limits import ChatLimits
from repochat.chat.model import Citation
from repochat.chat.pinned import Pinned
from repochat.chat.receipts import CitationChecker, Draft, SymbolLookup, check_drafts
from repochat.llm import EmbeddingModel
from repochat.llm.chat_model import ChatModel
from repochat.search import SearchReport
from repochat.search.query import parse_query
from repochat.thinking.cards.limits import CardLimits
from repochat.thinking.cards.wording import Worded, word_card
from repochat.thinking.cards.writing import PastReader, write_card

Note = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class CardMaker:
    """Makes cards of one revision. `stored` holds signatures and docs by symbol."""

    pinned: Pinned
    stored: Mapping[int, StoredSymbol]
    past: PastReader
    embedding: EmbeddingModel
    limits: CardLimits
    chat_limits: ChatLimits

    def make(self, symbol: int) -> Card:
        """Of a definition, without a model. Reads git."""
        survey, checker = self._survey(symbol), self._checker()
        drafts = list(write_card(survey, symbol, self.past, self.limits))
        return self._finish(survey.path_of(symbol), symbol, *self._check(drafts, checker))

    async def word(self, symbol: int, model: ChatModel) -> tuple[Card, Worded]:
        """The same with a summary in a model's words, where any of it holds."""
        survey, checker = self._survey(symbol), self._checker()
        worded = await word_card(model, survey, symbol, self.pinned, checker, self.limits)
        lines, citations, removed = self._check(list(write_card(survey, symbol, self.past, self.limits)), checker)
        card = self._finish(
            survey.path_of(symbol),
            symbol,
            [*worded.lines, *lines],
            [*worded.citations, *citations],
            removed + worded.removed,
            model=model.name if worded.lines else "",
        )
        return card, worded

    def make_module(self, module: MapModule) -> Card:
        """Of a module of the map."""
        drafts: list[tuple[CardPart, Draft]] = [
            (_find_part(draft), draft) for draft in write_module(module, self.pinned.source)
        ]
        lines, citations, removed = self._check(drafts, self._checker())
        return self._build(module.path, "", "module", lines, citations, removed, "")

    def _survey(self, symbol: int) -> Survey:
        name = self.pinned.index.symbol_qualified[symbol]
        return Survey(
            index=self.pinned.index,
            query=parse_query(name),
            report=_make_report(self.pinned.revision.sha),
            asked=Asked(subjects=(symbol,)),
            stored=self.stored,
            source=self.pinned.source,
            limits=self.chat_limits,
        )

    def _checker(self) -> CitationChecker:
        repo = self.pinned.repo
        return CitationChecker(self.pinned.source, SymbolLookup(self.pinned.index), repo=repo.name, address=repo.source)

    def _check(
        self, drafts: Sequence[tuple[CardPart, Draft]], checker: CitationChecker
    ) -> tuple[list[CardLine], list[Citation], int]:
        lines: list[CardLine] = []
        citations: dict[str, Citation] = {}
        removed = 0
        for part, draft in drafts:
            checked = check_drafts([draft], checker, self.chat_limits)
            removed += checked.removed
            citations.update({citation.id: citation for citation in checked.citations})
            lines += [
                CardLine(part=part, text=each.text, status=each.status, citations=each.citations)
                for each in checked.statements
                if each.status != "unsupported"
            ]
        return lines, list(citations.values()), removed

    def _finish(
        self,
        path: str,
        symbol: int,
        lines: Sequence[CardLine],
        citations: Sequence[Citation],
        removed: int,
        *,
        model: str = "",
    ) -> Card:
        index = self.pinned.index
        kind = self._survey(symbol).kind_of(symbol)
        return self._build(path, index.symbol_qualified[symbol], kind, lines, citations, removed, model)

    def _build(
        self,
        path: str,
        symbol: str,
        kind: str,
        lines: Sequence[CardLine],
        citations: Sequence[Citation],
        removed: int,
        model: str,
    ) -> Card:
        told = " ".join(line.text for line in lines if line.part in ("summary", "purpose"))
        (vector,) = self.embedding.embed_documents([f"{symbol or path} {told}"])
        return Card(
            path=path,
            symbol=symbol,
            kind=kind,
            commit=self.pinned.revision.sha,
            lines=tuple(lines),
            citations=tuple(_cite(citation) for citation in citations),
            removed=removed,
            model=model,
            embedding=self.embedding.name,
            vector=base64.b64encode(vector.astype(np.float16).tobytes()).decode(),
        )


def _find_part(draft: Draft) -> CardPart:
    if draft.text.startswith("It offers"):
        return "outputs"
    return "calls" if draft.text.startswith("It depends") else "purpose"


def _cite(citation: Citation) -> CardCitation:
    return CardCitation(
        id=citation.id,
        kind=citation.kind,
        commit=citation.commit,
        path=citation.path,
        blob=citation.blob,
        start_line=citation.start_line,
        end_line=citation.end_line,
        snippet_sha256=citation.snippet_sha256,
        symbol=citation.symbol,
    )


def _make_report(sha: str) -> SearchReport:
    """Nothing was searched: the definition is known."""
    return SearchReport(
        query="",
        query_type="symbol",
        wants_tests=False,
        revision=sha,
        hits=(),
        near_misses=(),
        dropped={},
        candidates={},
        policy_version="",
        timings_ms={},
    )

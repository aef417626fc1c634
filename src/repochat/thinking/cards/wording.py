"""A card's summary in a model's words: it is shown pieces under ids, and each sentence is checked before it is kept."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from repochat.catalog.thinking.card import CardLine
from repochat.chat.context.book import PieceBook
from repochat.chat.extractive.survey import Survey
from repochat.chat.generative.prompt import write_request
from repochat.chat.generative.splitting import StatementSplitter
from repochat.chat.generative.verifying import Verified, Verifier
from repochat.chat.model import Citation
from repochat.chat.pinned import Pinned
from repochat.chat.receipts.citations import CitationChecker
from repochat.chat.receipts.markdown import code_span
from repochat.llm.chat_model import ChatModel, Completed, Failed, ModelEvent, ModelLimits, TextDelta
from repochat.llm.tokens import estimate_tokens
from repochat.thinking.cards.limits import CardLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What was kept of a model's text; `problem` says why there is nothing when the model failed."""

    lines: tuple[CardLine, ...] = ()
    citations: tuple[Citation, ...] = ()
    removed: int = 0
    tokens: int = 0
    problem: str = ""


async def word_card(
    model: ChatModel, survey: Survey, symbol: int, pinned: Pinned, checker: CitationChecker, limits: CardLimits
) -> Worded:
    """Asks once, for one card. Never raises on what the model wrote."""
    book = _show(survey, symbol, pinned, limits)
    question = (
        f"Write a card of {code_span(survey.name_of(symbol))}: what it does, what it takes, what it gives back, what it"
        " changes outside of itself, and which errors it raises. At most six short sentences; leave out what no piece"
        " shows."
    )
    request = write_request(question, book.as_context())
    bounds = ModelLimits(output_tokens_max=600, requests_max=1, tokens_max=limits.model_tokens_per_card)
    splitter, text, last = StatementSplitter(), list[str](), None
    events: AsyncGenerator[ModelEvent] = model.stream(request, bounds)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, TextDelta):
                text.append(event.text)
            last = event
    usage = last.usage if isinstance(last, Completed | Failed) else None
    tokens = usage.input_tokens + usage.output_tokens if usage else 0
    if isinstance(last, Failed):
        return Worded(tokens=tokens, problem=last.message)
    statements = [*splitter.feed("".join(text)), *splitter.finish()]
    verifier = Verifier(book, {pinned.label: checker})
    return _keep([verifier.verify(raw) for raw in statements], tokens, limits)


def _show(survey: Survey, symbol: int, pinned: Pinned, limits: CardLimits) -> PieceBook:
    """The definition, as far as there is room, and the lines around its callers."""
    book = PieceBook(limits.piece_tokens_max, estimate_tokens)
    path, (start, end) = survey.path_of(symbol), survey.lines_of(symbol)
    name = survey.index.symbol_qualified[symbol]
    last = end
    while last > start and book.measure(pinned, path, start, last, symbol=name) > limits.piece_tokens_max // 2:
        last = start + (last - start) // 2
    book.add(pinned, path, start, last, symbol=name, role="definition", origin="named")
    around = limits.around_call_lines
    for use in survey.list_uses(symbol)[: limits.links_max]:
        where = survey.index.paths[use.file]
        book.add(
            pinned, where, max(1, use.line - around), use.line + around, symbol="", role="passage", origin="neighbour"
        )
    return book


def _keep(verified: Sequence[Verified], tokens: int, limits: CardLimits) -> Worded:
    """Sentences of which every claim holds; what fails is dropped, not marked."""
    kept = [each for each in verified if each.statement.kind == "fact" and each.statement.status == "supported"]
    facts = [each for each in verified if each.statement.kind == "fact"]
    lines = [
        CardLine(
            part="summary",
            text=each.statement.text,
            status="supported",
            citations=each.statement.citations,
            by_model=True,
        )
        for each in kept[: limits.model_lines_max]
    ]
    citations = {citation.id: citation for each in kept for citation in each.citations}
    return Worded(
        lines=tuple(lines), citations=tuple(citations.values()), removed=len(facts) - len(kept), tokens=tokens
    )

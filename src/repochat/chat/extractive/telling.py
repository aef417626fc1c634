"""The lines of a file that hold most of what is asked, and the sentences that show them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from repochat.catalog.terms import IDENTIFIER, light_words
from repochat.chat.extractive.phrases import say_lines, say_quote, show_path
from repochat.chat.extractive.survey import Quote, Survey
from repochat.chat.receipts.draft import Draft, Span
from repochat.chat.receipts.markdown import clean_text, clip, code_span
from repochat.chat.receipts.matching import is_comment, read_prose
from repochat.search.passages import rank_passages

PASSAGES_READ_MAX = 4
LINES_OF_PASSAGE_MAX = 2
SEEN_SHARE = 0.5  # of what a word is worth that a line before has shown
WORTH_MIN = 0.35  # of the file's best line: what tells less is left out
QUESTION_SHARE_MIN = 0.1  # of the whole question, or a line tells nothing
WORDS_LEFT_MIN = 2
_STRING = re.compile(r'\s*"(?!"")')  # code, though documents of some languages begin so
_ASKED_OTHERWISE = frozenset(("history", "changed", "callers"))  # answered by commits and by the graph


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    text: str
    words: frozenset[str]
    chunk: int


def asks_more(survey: Survey) -> bool:
    """Whether the question holds more than the names of its definitions, and the code may say it."""
    if survey.query.type in _ASKED_OTHERWISE:
        return False
    names = [part for name in survey.query.names for part in IDENTIFIER.findall(name)]
    names += [survey.index.symbol_names[symbol] for symbol in survey.asked.subjects]
    named = {word for name in names for word in light_words(name)}
    return sum(word not in named for word in survey.query.words) >= WORDS_LEFT_MIN


def write_telling(survey: Survey, file: int, *, count: int, within: tuple[int, int] | None = None) -> Iterator[Draft]:
    """At most `count` lines of `file`, only those `within`, that together hold most of the question, in their order."""
    for line in _choose_lines(survey, file, count, within):
        where = f"{show_path(survey, file)} {say_lines(line.number, line.number)}"
        symbol = int(survey.index.chunk_symbol[line.chunk])
        span = Span(
            path=survey.index.paths[file],
            start_line=line.number,
            end_line=line.number,
            symbol=survey.index.symbol_qualified[symbol] if symbol >= 0 else "",
        )
        if is_comment(line.text) and not _STRING.match(line.text):
            said, is_cut = clip(read_prose(line.text), survey.limits.quote_chars_max)
            text = f"{where} says: {say_quote(Quote(text=said, is_cut=is_cut, span=span))}"
        else:
            text = f"{where} reads {code_span(clip(clean_text(line.text), survey.limits.code_chars_max)[0])}."
        yield Draft(text=text, spans=(span,), is_item=True)


def _choose_lines(survey: Survey, file: int, count: int, within: tuple[int, int] | None) -> list[_Line]:
    """Greedily, by the worth of the words that no line before has shown."""
    worth = _weigh_words(survey)
    least = QUESTION_SHARE_MIN * sum(worth.values())
    passages = rank_passages(survey.index, survey.query, file, count=PASSAGES_READ_MAX, within=within)
    lines = [line for chunk in passages for line in _read_lines(survey, file, chunk, within)]
    chosen: list[_Line] = []
    seen: set[str] = set()
    while lines and len(chosen) < count:
        best = max(lines, key=lambda line: (_value(line, worth, seen), -line.number))
        value = _value(best, worth, seen)
        if value <= least:
            break
        least = max(least, WORTH_MIN * value)
        chosen.append(best)
        seen |= best.words
        lines.remove(best)
        if sum(line.chunk == best.chunk for line in chosen) >= LINES_OF_PASSAGE_MAX:
            lines = [line for line in lines if line.chunk != best.chunk]
    return sorted(chosen, key=lambda line: line.number)


def _weigh_words(survey: Survey) -> Mapping[str, float]:
    idf = survey.index.chunk_postings.idf_of(survey.query.terms).tolist()
    return dict(zip(survey.query.words, idf, strict=True))


def _value(line: _Line, worth: Mapping[str, float], seen: set[str]) -> float:
    return sum(worth[word] * (SEEN_SHARE if word in seen else 1.0) for word in sorted(line.words & worth.keys()))


def _read_lines(survey: Survey, file: int, chunk: int, within: tuple[int, int] | None) -> Iterator[_Line]:
    first, last = int(survey.index.chunk_start[chunk]), int(survey.index.chunk_end[chunk])
    if within is not None:
        first, last = max(first, within[0]), min(last, within[1])
    texts = survey.source.read_texts(survey.index.paths[file], first, last)
    for number, text in enumerate(texts, start=first):
        words = frozenset(word for name in IDENTIFIER.findall(text) for word in light_words(name))
        yield _Line(number=number, text=text, words=words, chunk=chunk)

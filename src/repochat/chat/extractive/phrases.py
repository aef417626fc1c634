"""Words that several kinds of answers share."""

from collections.abc import Sequence

from repochat.chat.extractive.survey import Quote, Survey
from repochat.chat.extractive.uses import Use
from repochat.chat.receipts.draft import Draft, Span
from repochat.chat.receipts.markdown import code_span, escape_text

SURE_MIN, LIKELY_MIN = 0.8, 0.45
_VERBS = {"call": "calls", "inherit": "inherits from", "type": "names", "use": "uses"}


def with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def join_words(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"  # noqa: PLR2004  # two need no comma


def say_lines(first: int, last: int) -> str:
    return f"line {first}" if first == last else f"lines {first}-{last}"


def say_quote(quote: Quote) -> str:
    """The quoted text, marked where it goes on."""
    return f"“{escape_text(quote.text)}”" + (" …" if quote.is_cut else "")


def say_verb(kind: str) -> str:
    return _VERBS.get(kind, "refers to")


def say_doubt(confidence: float) -> str:
    """How sure a link is, or nothing when it is."""
    if confidence >= SURE_MIN:
        return ""
    return "probably " if confidence >= LIKELY_MIN else "possibly "


def show_name(survey: Survey, symbol: int) -> str:
    return code_span(survey.name_of(symbol))


def show_path(survey: Survey, file: int) -> str:
    return code_span(survey.index.paths[file][: survey.limits.path_chars_max])


def write_use(survey: Survey, use: Use, *, is_item: bool) -> Draft:
    """Who refers to the definition where, with the line itself."""
    path = survey.index.paths[use.file]
    line = survey.source.read_texts(path, use.line, use.line)
    shown = clip_code(line[0] if line else "", survey.limits.code_chars_max)
    place = survey.place(use.file, use.line, use.source)
    what = f"{say_doubt(use.confidence)}{say_verb(use.kind)} {code_span(survey.index.symbol_names[use.target])}"
    if use.source < 0:
        text = f"{show_path(survey, use.file)} {what} at line {use.line}, outside any function: {code_span(shown)}."
        return Draft(text=text, spans=(place,), is_item=is_item)
    who = f"{show_name(survey, use.source)} in {show_path(survey, use.file)}"
    text = f"{who} {what} at line {use.line}: {code_span(shown)}."
    header = survey.find_name_line(use.source)
    spans = (place,) if header.start_line == use.line else (place, header)
    return Draft(text=text, spans=spans, is_item=is_item)


def write_mention(survey: Survey, symbol: int, span: Span) -> Draft:
    """A line that holds the name of a definition, whatever it means there."""
    line = survey.source.read_texts(span.path, span.start_line, span.start_line)
    shown = code_span(clip_code(line[0] if line else "", survey.limits.code_chars_max))
    name = code_span(survey.index.symbol_names[symbol])
    text = f"{code_span(span.path)} holds {name} at line {span.start_line}: {shown}."
    return Draft(text=text, spans=(span,), is_item=True)


def clip_code(line: str, chars_max: int) -> str:
    return line.strip()[:chars_max].rstrip()

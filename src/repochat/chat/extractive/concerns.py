"""Sentences about what a question without a named definition leads to: the file that owns it, its main definitions."""

import re
from collections.abc import Iterator

from repochat.catalog.terms import IDENTIFIER, light_words
from repochat.chat.extractive.definitions import write_summary
from repochat.chat.extractive.focus import Focus, Place
from repochat.chat.extractive.phrases import join_words, say_lines, say_quote, show_path
from repochat.chat.extractive.survey import Quote, Survey, iter_openings
from repochat.chat.receipts.draft import Draft, Span
from repochat.chat.receipts.markdown import clean_text, clip, code_span
from repochat.chat.receipts.matching import find_prose, read_prose

_HEAD_LINES = 60
_WORDS_MIN = 3
_WORD = re.compile(r"[^\W\d_]{3,}")  # not the letters of drawings
_STRING_PREFIX = re.compile(r"^[rRuUbB]{1,2}(?=\"\"\"|''')")


def write_concern(survey: Survey, focus: Focus) -> Iterator[Draft]:
    """The file that fits best, what it says of itself, its definitions that fit, then places elsewhere."""
    for order, place in enumerate(focus.places):
        if order == 0:
            yield from write_owner(survey, place)
        elif survey.query.type == "architecture":
            yield from write_file(survey, place.file, is_item=True)
        shown = place.symbols if order == 0 else place.symbols[:1]
        yield from (write_summary(survey, symbol, is_item=True) for symbol in shown)
        if not shown and order > 0:
            yield from write_passage(survey, place, is_item=True)


def write_nearest(survey: Survey, focus: Focus) -> Iterator[Draft]:
    """What the search found first, for want of evidence."""
    for place in focus.places:
        if place.symbols:
            yield write_summary(survey, place.symbols[0], is_item=True)
        else:
            yield from write_passage(survey, place, is_item=True)


def write_file(survey: Survey, file: int, *, is_item: bool) -> Iterator[Draft]:
    """What a file says of itself."""
    quote = find_file_doc(survey, file)
    if quote is not None:
        text = f"{show_path(survey, file)} begins with: {say_quote(quote)}"
        yield Draft(text=text, spans=(quote.span,), is_item=is_item)


def write_passage(survey: Survey, place: Place, *, is_item: bool) -> Iterator[Draft]:
    """A part of a file without a definition, by the line that holds most of the question; none when no line does."""
    found = _find_telling_line(survey, place)
    if found is not None:
        number, line = found
        path = survey.index.paths[place.file]
        where = f"{show_path(survey, place.file)} ({say_lines(number, number)})"
        span = Span(path=path, start_line=number, end_line=number)
        shown = clip(clean_text(line), survey.limits.code_chars_max)[0]
        yield Draft(text=f"{where} reads {code_span(shown)}.", spans=(span,), is_item=is_item)


def _find_telling_line(survey: Survey, place: Place) -> tuple[int, str] | None:
    wanted = set(survey.query.words)
    lines = survey.source.read_texts(survey.index.paths[place.file], place.start_line, place.end_line)
    shared = [len(wanted & {w for i in IDENTIFIER.findall(line) for w in light_words(i)}) for line in lines]
    best = max(range(len(lines)), key=lambda at: (shared[at], -at), default=None)
    return (place.start_line + best, lines[best]) if best is not None and shared[best] else None


def find_file_doc(survey: Survey, file: int) -> Quote | None:
    """The opening of the comment or docstring at the head of a file; a licence says nothing of it."""
    path = survey.index.paths[file]
    lines = survey.source.read_texts(path, 1, _HEAD_LINES)
    for block in _list_comment_blocks(lines):
        for said, is_cut in iter_openings(block, survey.limits.quote_chars_max):
            found = find_prose(lines, said)
            if found is not None and len(_WORD.findall(said)) >= _WORDS_MIN:
                span = Span(path=path, start_line=found[0] + 1, end_line=found[1] + 1, role="doc")
                return Quote(text=said, is_cut=is_cut, span=span)
    return None


def write_owner(survey: Survey, place: Place) -> Iterator[Draft]:
    """The file itself: what it defines of what was asked, and how it introduces itself."""
    path = show_path(survey, place.file)
    if place.symbols:
        names = join_words([code_span(survey.index.symbol_names[symbol]) for symbol in place.symbols])
        spans = tuple(survey.find_name_line(symbol) for symbol in place.symbols)
        opening = path if place.file in survey.asked.files else f"The best match is {path}, which"
        yield Draft(text=f"{opening} defines {names}.", spans=spans)
    else:
        found = _find_telling_line(survey, place)
        number, line = found or (place.start_line, "")
        span = Span(path=survey.index.paths[place.file], start_line=number, end_line=number)
        shown = clip(clean_text(line), survey.limits.code_chars_max)[0]
        said = f": {say_lines(number, number)} reads {code_span(shown)}" if shown else ""
        opening = "Here is" if place.file in survey.asked.files else "The best match is"
        yield Draft(text=f"{opening} {path}{said}.", spans=(span,))
    yield from write_file(survey, place.file, is_item=False)


def _list_comment_blocks(lines: list[str]) -> list[str]:
    """Comments at the head of a file, block by block, without licences and names of authors."""
    blocks: list[list[str]] = [[]]
    inside = ""
    for line in lines:
        text = line.strip()
        text = _STRING_PREFIX.sub("", text)
        fence = next((mark for mark in ('"""', "'''", "/*") if text.startswith(mark)), "")
        if not inside and fence:
            inside = {"/*": "*/"}.get(fence, fence)
            closes = inside in text[len(fence) :]
        else:
            closes = bool(inside) and inside in text
        if not inside and text.startswith(("#!", "#[")):
            continue
        if not (inside or text in ("", "#") or text.startswith(("# ", "##", "//", "--", ";;", "%"))):
            break
        blocks[-1].append(read_prose(line))
        if closes or (not text and not inside):
            blocks.append([])
            inside = ""
    return [joined for block in blocks if (joined := "\n".join(block).strip()) and not _is_licence(joined)]


def _is_licence(text: str) -> bool:
    lowered = text.lower()
    marks = (
        "copyright",
        "license",
        "licence",
        "spdx",
        "all rights",
        "coding: utf",
        "-*-",
        "#!/",
        "eslint",
        "jshint",
        "pylint",
    )
    return any(mark in lowered for mark in marks)

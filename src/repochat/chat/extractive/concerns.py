"""Sentences about what a question without a named definition leads to: the file that owns it, its main definitions."""

import re
from collections.abc import Iterator

from repochat.chat.extractive.definitions import write_summary
from repochat.chat.extractive.focus import Focus, Place
from repochat.chat.extractive.phrases import join_words, say_quote, show_path
from repochat.chat.extractive.survey import Quote, Survey, iter_openings
from repochat.chat.extractive.telling import write_telling
from repochat.chat.receipts.draft import Draft, Span
from repochat.chat.receipts.markdown import code_span
from repochat.chat.receipts.matching import find_prose, read_prose

_LINES_OF_PLACE = (4, 2, 2, 1, 1)  # by rank of the place: the file that fits best has most to say
_LINES_NEAREST = (3, 2, 1, 1, 1)
_LINES_AROUND = (3, 2, 1)
_HEAD_LINES = 60
_WORDS_MIN = 3
_WORD = re.compile(r"[^\W\d_]{3,}")  # not the letters of drawings
_STRING_PREFIX = re.compile(r"^[rRuUbB]{1,2}(?=\"\"\"|''')")


def write_concern(survey: Survey, focus: Focus) -> Iterator[Draft]:
    """The file that fits best, its lines and definitions that fit, what it says of itself, then places elsewhere."""
    for order, place in enumerate(focus.places):
        if order == 0:
            yield from write_owner(survey, place)
        elif survey.query.type == "architecture":
            yield from write_file(survey, place.file, is_item=True)
        yield from write_telling(survey, place.file, count=_LINES_OF_PLACE[order])
        shown = place.symbols if order == 0 else place.symbols[:1]
        yield from (write_summary(survey, symbol, is_item=True) for symbol in shown)


def write_nearest(survey: Survey, focus: Focus) -> Iterator[Draft]:
    """What the search found first, for want of evidence."""
    for order, place in enumerate(focus.places):
        yield from write_telling(survey, place.file, count=_LINES_NEAREST[order])
        yield from (write_summary(survey, symbol, is_item=True) for symbol in place.symbols[:1])


def write_around(survey: Survey, focus: Focus) -> Iterator[Draft]:
    """Lines of the first files that say what a question holds beside the definitions that it names."""
    for place, count in zip(focus.places, _LINES_AROUND, strict=False):
        yield from write_telling(survey, place.file, count=count)


def write_file(survey: Survey, file: int, *, is_item: bool) -> Iterator[Draft]:
    """What a file says of itself."""
    quote = find_file_doc(survey, file)
    if quote is not None:
        text = f"{show_path(survey, file)} begins with: {say_quote(quote)}"
        yield Draft(text=text, spans=(quote.span,), is_item=is_item)


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
        span = Span(path=survey.index.paths[place.file], start_line=place.start_line, end_line=place.start_line)
        opening = "Here is" if place.file in survey.asked.files else "The best match is"
        yield Draft(text=f"{opening} {path}.", spans=(span,))
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

"""Sentences about what a question without a named definition leads to: the file that owns it, its main definitions."""

from collections.abc import Iterator

from repochat.chat.definitions import write_summary
from repochat.chat.draft import Draft, Span
from repochat.chat.focus import Focus
from repochat.chat.markdown import clean_text, clip, code_span
from repochat.chat.matching import find_prose, read_prose
from repochat.chat.phrases import join_words, say_lines, say_quote, show_path
from repochat.chat.survey import Quote, Survey, iter_openings

_HEAD_LINES = 60
_WORDS_MIN = 3


def write_concern(survey: Survey, focus: Focus) -> Iterator[Draft]:
    """The file that fits best, what it says of itself, its definitions that fit, then places elsewhere."""
    for order, place in enumerate(focus.places):
        if order == 0:
            yield from _write_owner(survey, place.file, place.symbols)
            if place.symbols:
                yield from (write_summary(survey, symbol, is_item=True) for symbol in place.symbols)
            else:
                yield from write_passage(survey, place.file, place.start_line, place.end_line, is_item=True)
        elif place.symbols:
            yield from (write_summary(survey, symbol, is_item=True) for symbol in place.symbols[:1])
        else:
            yield from write_passage(survey, place.file, place.start_line, place.end_line, is_item=True)


def write_file(survey: Survey, file: int) -> Iterator[Draft]:
    """What a file says of itself."""
    quote = find_file_doc(survey, file)
    if quote is not None:
        yield Draft(text=f"{show_path(survey, file)} begins with: {say_quote(quote)}", spans=(quote.span,))


def write_passage(survey: Survey, file: int, first: int, last: int, *, is_item: bool) -> Iterator[Draft]:
    """A part of a file without a definition, by its first line that says something."""
    path = survey.index.paths[file]
    for number, line in enumerate(survey.source.read_texts(path, first, last), start=first):
        shown = clip(clean_text(line), survey.limits.code_chars_max)[0]
        if len(read_prose(line).split()) >= _WORDS_MIN:
            span = Span(path=path, start_line=number, end_line=number)
            where = f"{show_path(survey, file)} ({say_lines(number, number)})"
            yield Draft(text=f"{where} reads {code_span(shown)}.", spans=(span,), is_item=is_item)
            return


def find_file_doc(survey: Survey, file: int) -> Quote | None:
    """The opening of the comment or docstring at the head of a file; a licence says nothing of it."""
    path = survey.index.paths[file]
    lines = survey.source.read_texts(path, 1, _HEAD_LINES)
    for block in _list_comment_blocks(lines):
        for said, is_cut in iter_openings(block, survey.limits.quote_chars_max):
            found = find_prose(lines, said)
            if found is not None and len(said.split()) >= _WORDS_MIN:
                span = Span(path=path, start_line=found[0] + 1, end_line=found[1] + 1, role="doc")
                return Quote(text=said, is_cut=is_cut, span=span)
    return None


def _write_owner(survey: Survey, file: int, symbols: tuple[int, ...]) -> Iterator[Draft]:
    if symbols:
        names = join_words([code_span(survey.index.symbol_names[symbol]) for symbol in symbols])
        spans = tuple(survey.find_name_line(symbol) for symbol in symbols)
        yield Draft(text=f"The best match is {show_path(survey, file)}, which defines {names}.", spans=spans)
    yield from write_file(survey, file)


def _list_comment_blocks(lines: list[str]) -> list[str]:
    """Comments at the head of a file, block by block, without licences and names of authors."""
    blocks: list[list[str]] = [[]]
    inside = ""
    for line in lines:
        text = line.strip()
        fence = next((mark for mark in ('"""', "'''", "/*") if text.startswith(mark)), "")
        if not inside and fence:
            inside = {"/*": "*/"}.get(fence, fence)
            closes = inside in text[len(fence) :]
        else:
            closes = bool(inside) and inside in text
        if not (inside or text.startswith(("#", "//", "--", ";;", "%")) or not text):
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

"""Sentences about the past: each names a commit or a pull request, cites it, and shows the lines that it changed."""

from collections.abc import Iterator, Sequence

from repochat.chat.history.limits import LIMITS, HistoryLimits
from repochat.chat.history.model import Companion, Person, Told, ToldCommit, list_paragraphs, say_lines
from repochat.chat.receipts import CommitFact, Draft, SourceText, Span, ToldPull
from repochat.chat.receipts.grounding import COUNTED
from repochat.chat.receipts.markdown import clean_text, clip, code_span, escape_text
from repochat.chat.receipts.matching import read_prose

SHORT_SHA_DIGITS = 10


def write_history(told: Told, source: SourceText, limits: HistoryLimits = LIMITS) -> Iterator[Draft]:
    """The whole answer to a question about the past; that nothing was found is said too."""
    match told.kind:
        case "experts":
            yield from _write_people(told, source, limits)
        case "together":
            yield from _write_companions(told, source, limits)
        case _:
            yield from _write_commits(told, source, limits)
    for pull in told.pulls:
        yield from write_pull(pull, source, limits)


def _write_commits(told: Told, source: SourceText, limits: HistoryLimits) -> Iterator[Draft]:
    if not told.commits and not told.pulls:
        if told.kind != "why":
            yield _deny(f"I found no commit that tells it{_say_about(told)}.")
        return
    for order, commit in enumerate(told.commits):
        yield _write_commit(told, commit, source, limits, order)
        is_shown = order < limits.lines_shown_max
        yield from write_detail(commit, source, limits, is_old=told.kind == "removed", has_lines=is_shown)
    if told.kind in ("introduced", "removed") and not told.is_complete:
        other = "an earlier" if told.kind == "introduced" else "another"
        cut = "only the past of its file was looked through" if told.path else "no more of it was looked through"
        yield _deny(f"git could not look through the whole history in time: {cut}, so {other} commit may be the one.")


def _write_commit(told: Told, commit: ToldCommit, source: SourceText, limits: HistoryLimits, order: int) -> Draft:
    spans: tuple[Span, ...] = (commit.subject,)
    opening = _choose_opening(told)
    if order:
        text = f"{say_commit(commit, source, limits)}."
    else:
        about = code_span(told.about)
        if told.kind in ("introduced", "removed"):
            spans = (commit.subject, *commit.changed[:1])
        elif told.path and told.kind not in _SPEAKING:
            spans = (commit.subject, *_anchor(source, told.path))
        text = f"{opening.format(about=about)}: {say_commit(commit, source, limits)}."
    return Draft(text=text, spans=spans, commits=(commit.fact,), is_item=order > 0)


_OPENINGS = {
    "introduced": "The earliest commit found that wrote {about}",
    "removed": "The latest commit found that took {about} away",
    "lately": "The latest change found of {about}",
    "why": "The commit found that speaks of it most",
    "broke": "The fix or the break found that fits best",
}
_UNSEARCHED = {  # part of the history was left out, so neither first nor last is known
    "introduced": "Of the commits that were looked through, the earliest that wrote {about}",
    "removed": "Of the commits that were looked through, the latest that took {about} away",
}
_STANDING = "{about} is still defined here; the latest commit found that took a line with it away"
_SPEAKING = ("why", "broke")


def _choose_opening(told: Told) -> str:
    """What no name was looked up for is told by messages alone."""
    if told.is_standing and told.kind == "removed":
        return _STANDING
    is_spoken = told.kind in ("introduced", "removed") and not told.about
    if not is_spoken and not told.is_complete and told.kind in _UNSEARCHED:
        return _UNSEARCHED[told.kind]
    return _OPENINGS["why" if is_spoken else told.kind]


def say_commit(commit: ToldCommit, source: SourceText, limits: HistoryLimits) -> str:
    """Its subject, quoted, with its id, date and author."""
    fact = commit.fact
    subject = " ".join(read_prose(text) for text in _texts(source, commit.subject)) or fact.subject
    said, is_cut = clip(subject, limits.quote_chars_max)
    quoted = f"“{escape_text(said)}”" + (" …" if is_cut else "")
    sha, author = code_span(fact.sha[:SHORT_SHA_DIGITS]), code_span(fact.author or "nobody")
    return f"{quoted}, commit {sha} of {fact.date} by {author}"


def write_detail(
    commit: ToldCommit, source: SourceText, limits: HistoryLimits, *, is_old: bool, has_lines: bool = True
) -> Iterator[Draft]:
    """What its message explains, and lines that it changed."""
    if commit.explaining is not None:
        quote = quote_lines(source, commit.explaining, limits.quote_chars_max)
        if quote:
            yield Draft(text=f"Its message says: {quote}", spans=(commit.explaining,), is_item=True)
    for span in commit.changed[:1] if has_lines else ():
        line = clean_text(" ".join(_texts(source, span)))[: limits.code_chars_max].strip()
        if line:
            verb = "took away" if is_old else "wrote"
            where = f"{say_lines(span.start_line, span.end_line)} of {code_span(span.path)}"
            text = f"Commit {code_span(commit.sha[:SHORT_SHA_DIGITS])} {verb} {where}: {code_span(line)}."
            yield Draft(text=text, spans=(span, commit.subject), commits=(commit.fact,), is_item=True)


def write_pull(pull: ToldPull, source: SourceText, limits: HistoryLimits) -> Iterator[Draft]:
    """Its title and the beginning of its body, as its forge told them."""
    title = Span(path="", start_line=1, end_line=1, kind="pull_request", number=pull.number)
    prose = clean_text(" ".join(read_prose(each) for each in _texts(source, title)))
    said, is_cut = clip(prose, limits.quote_chars_max)
    quoted = f"“{escape_text(said)}”" + (" …" if is_cut else "")
    fact = CommitFact(sha="", date="", author=clean_text(pull.author), subject=said)
    author = code_span(clean_text(pull.author) or "nobody")
    text = f"Pull request #{pull.number} by {author}, as its forge tells it: {quoted}."
    yield Draft(text=text, spans=(title,), commits=(fact,))
    texts = source.read_place_texts(title, 1, len(pull.lines))
    for first, last in list_paragraphs(texts, 1)[:1]:
        span = Span(path="", start_line=first, end_line=min(last, first + 5), kind="pull_request", number=pull.number)
        quote = quote_lines(source, span, limits.quote_chars_max)
        if quote:
            yield Draft(text=f"It says: {quote}", spans=(span,), is_item=True)


def quote_lines(source: SourceText, span: Span, chars_max: int) -> str:
    """The text of the lines as one quote, or "" when they say nothing."""
    text = clean_text(" ".join(filter(None, (read_prose(each) for each in _texts(source, span)))))
    said, is_cut = clip(text, chars_max)
    return f"“{escape_text(said)}”" + (" …" if is_cut else "") if said else ""


def _write_people(told: Told, source: SourceText, limits: HistoryLimits) -> Iterator[Draft]:
    if not told.people:
        yield _deny(f"git could not tell who wrote {code_span(told.about)}.")
    for order, person in enumerate(told.people):
        yield _write_person(told, person, source, limits, order)


def _write_person(told: Told, person: Person, source: SourceText, limits: HistoryLimits, order: int) -> Draft:
    lines = f"{person.lines} of the {told.lines}" if person.lines else "0"
    of_lines = f"last wrote {lines} lines looked at"
    of_commits = f"made {person.commits} of its {told.total} commits"
    more = "" if told.is_complete else " looked at"
    name = code_span(person.name or "nobody")
    opening = f"{name} {of_lines} and {of_commits}{more}, {COUNTED}, in {code_span(told.path)}"
    text = f"{opening}; the newest: {say_commit(person.newest, source, limits)}."
    counted = tuple(str(number) for number in (person.lines, told.lines, person.commits, told.total))
    spans = (person.newest.subject, *_anchor(source, told.path))
    return Draft(text=text, spans=spans, commits=(person.newest.fact,), counted=counted, is_item=order > 0)


def _write_companions(told: Told, source: SourceText, limits: HistoryLimits) -> Iterator[Draft]:
    if not told.companions:
        yield _deny(f"I found no file that changed more than once together with {code_span(told.about)}.")
    for order, companion in enumerate(told.companions):
        yield _write_companion(told, companion, source, limits, order)


def _write_companion(told: Told, companion: Companion, source: SourceText, limits: HistoryLimits, order: int) -> Draft:
    counts = f"in {companion.times} of the {told.total} commits, {COUNTED}, that changed {code_span(told.path)}"
    newest = say_commit(companion.commits[0], source, limits)
    text = f"{code_span(companion.path)} changed {counts}; the newest: {newest}."
    spans = (
        *(commit.subject for commit in companion.commits),
        *_anchor(source, companion.path),
        *_anchor(source, told.path),
    )
    facts = tuple(commit.fact for commit in companion.commits)
    counted = (str(companion.times), str(told.total))
    return Draft(text=text, spans=spans, commits=facts, counted=counted, is_item=order > 0)


def _anchor(source: SourceText, path: str) -> tuple[Span, ...]:
    """Where the file begins to say something: what is told of a file as a whole is tied to it."""
    texts: Sequence[str] = source.read_texts(path, 1, 50)
    at = next((number for number, text in enumerate(texts, start=1) if any(c.isalnum() for c in text)), 0)
    return (Span(path=path, start_line=at, end_line=at),) if at else ()


def _texts(source: SourceText, span: Span) -> list[str]:
    return source.read_place_texts(span, span.start_line, span.end_line)


def _say_about(told: Told) -> str:
    return f" of {code_span(told.about)}" if told.about else ""


def _deny(text: str) -> Draft:
    return Draft(text=text, spans=(), tells_absence=True)

"""Sentences about what differs: each cites the lines of the old side, of the new side, or of both."""

from collections.abc import Iterator

from repochat.chat.comparing.definitions import read_definitions
from repochat.chat.comparing.limits import LIMITS, CompareLimits
from repochat.chat.comparing.model import Compared, Definition, DefinitionChange, FileDifference
from repochat.chat.history.limits import LIMITS as HISTORY_LIMITS
from repochat.chat.history.writing import say_commit, write_detail
from repochat.chat.receipts import CommitFact, Draft, SourceText, Span
from repochat.chat.receipts.grounding import COUNTED
from repochat.chat.receipts.markdown import clean_text, code_span
from repochat.chat.receipts.matching import find_code

SHORT_SHA_DIGITS = 10


def write_compared(compared: Compared, source: SourceText, limits: CompareLimits = LIMITS) -> Iterator[Draft]:
    """The counts, then what differs by how well it fits, then the commits that did it."""
    yield from _write_counts(compared, source)
    if not compared.is_about:
        yield _deny("Nothing that differs between them names what is asked about; the largest differences follow.")
    writer = _Writer(compared, source, limits)
    for change in compared.changes:
        yield from writer.write(change)
    for file in compared.files:
        yield from _write_file(compared, source, file, limits)
    more = compared.changes_total - len(compared.changes)
    if more > 0 or compared.left_out:
        yield from _write_left_out(compared, source, more)
    for order, commit in enumerate(compared.commits):
        opening = "Among the commits in between: " if order == 0 else ""
        text = f"{opening}{say_commit(commit, source, HISTORY_LIMITS)}."
        yield Draft(text=text, spans=(commit.subject,), commits=(commit.fact,), is_item=order > 0)
        yield from (each for each in write_detail(commit, source, HISTORY_LIMITS, is_old=False) if _quotes(each))


def _quotes(draft: Draft) -> bool:
    """What it changed stands above already."""
    return draft.text.startswith("Its message")


def _write_counts(compared: Compared, source: SourceText) -> Iterator[Draft]:
    old, new = (code_span(side.sha[:SHORT_SHA_DIGITS]) for side in (compared.old, compared.new))
    spans = [each for side in (compared.old, compared.new) if (each := _find_message(source, side.sha))]
    if len(spans) < 2:  # noqa: PLR2004  a side without a message can't be cited as a commit
        return
    at_least = "at least " if compared.is_commits_cut else ""
    counts = f"{at_least}{compared.commits_total} commits made {compared.files_total} files differ"
    yield Draft(
        text=f"From {old} to {new} {counts}, {COUNTED}.",
        spans=tuple(spans),
        commits=tuple(
            CommitFact(sha=side.sha, date="", author="", subject="") for side in (compared.old, compared.new)
        ),
        counted=(str(compared.commits_total), str(compared.files_total)),
    )


def _write_left_out(compared: Compared, source: SourceText, more: int) -> Iterator[Draft]:
    span = _find_message(source, compared.new.sha)
    parts = [
        f"{more} more definitions that fit" if more > 0 else "",
        f"{compared.left_out} files" if compared.left_out else "",
    ]
    counted = (str(more), str(compared.left_out))
    text = f"Left out here, {COUNTED}: {' and '.join(filter(None, parts))}."
    yield Draft(text=text, spans=(span,) if span else (), counted=counted)


def _find_message(source: SourceText, sha: str) -> Span | None:
    message = source.find_message(sha)
    texts = [message.decode(line) for line in message.lines] if message else []
    at = next((number for number, text in enumerate(texts, start=1) if any(c.isalnum() for c in text)), 0)
    return Span(path="", start_line=at, end_line=at, kind="commit", commit=sha) if at else None


class _Writer:
    """Writes the changes of one comparison."""

    def __init__(self, compared: Compared, source: SourceText, limits: CompareLimits) -> None:
        self._old, self._new = compared.old.sha, compared.new.sha
        self._source = source
        self._limits = limits
        self._definitions: dict[tuple[str, str], dict[str, Definition]] = {}

    def write(self, change: DefinitionChange) -> Iterator[Draft]:
        match change.change:
            case "added" | "removed":
                yield self._write_one(change)
            case "renamed" | "moved":
                yield self._write_renamed(change)
            case "signature":
                yield self._write_signature(change)
            case "body":
                yield from self._write_body(change)

    def _write_one(self, change: DefinitionChange) -> Draft:
        shown = change.shown
        commit = self._new if change.new else self._old
        signature, span = self._find_header(shown, commit)
        name, owner = self._say_name(shown, commit)
        what = f"{name}, a {shown.kind} in {code_span(shown.path)} at line {span.start_line}"
        verb = "Added" if change.change == "added" else "Removed"
        return Draft(text=f"{verb}: {what}: {code_span(signature)}.", spans=(span, *owner))

    def _write_renamed(self, change: DefinitionChange) -> Draft:
        old, new = _both(change)
        before, at_old = self._find_header(old, self._old)
        after, at_new = self._find_header(new, self._new)
        old_name, old_owner = self._say_name(old, self._old)
        new_name, new_owner = self._say_name(new, self._new)
        verb = "Renamed" if change.change == "renamed" else "Moved"
        where = f"{old_name} of {code_span(old.path)} is {new_name} of {code_span(new.path)}"
        text = f"{verb}: {where}: {code_span(before)} became {code_span(after)}."
        return Draft(text=text, spans=tuple(dict.fromkeys((at_old, at_new, *old_owner, *new_owner))))

    def _write_signature(self, change: DefinitionChange) -> Draft:
        old, new = _both(change)
        before, at_old = self._find_header(old, self._old)
        after, at_new = self._find_header(new, self._new)
        name, owner = self._say_name(new, self._new)
        text = f"Changed signature: {name} in {code_span(new.path)}: {code_span(before)} became {code_span(after)}."
        return Draft(text=text, spans=(at_old, at_new, *owner))

    def _write_body(self, change: DefinitionChange) -> Iterator[Draft]:
        """The first line that only one side has, or the first of each; nothing where only blank lines differ."""
        old, new = _both(change)
        gone = _first_other(old, set(new.body))
        come = _first_other(new, set(old.body))
        if not gone and not come:
            return
        name, owner = self._say_name(new, self._new)
        what = f"Changed: {name} in {code_span(new.path)}"
        at_old, at_new = self._place(old, gone, self._old), self._place(new, come, self._new)
        before, after = (self._clip(text) for _, text in (gone or (0, ""), come or (0, "")))
        if gone and come:
            text = f"{what}: {code_span(before)} became {code_span(after)}."
        else:
            text = f"{what}: {'added' if come else 'removed'} {code_span(after if come else before)}."
        header = self._find_header(new, self._new)[1]  # the lines alone do not say whose they are
        yield Draft(text=text, spans=tuple(dict.fromkeys((at_old, at_new, header, *owner))))

    def _say_name(self, definition: Definition, commit: str) -> tuple[str, tuple[Span, ...]]:
        """Its name, with that of what holds it, and the header that shows the latter: no line has both."""
        owner = self._find_owner(definition, commit)
        if owner is None:
            return code_span(definition.name), ()
        header = self._find_header(owner, commit)[1]
        return f"{code_span(definition.bare_name)} of {code_span(owner.bare_name)}", (header,)

    def _find_owner(self, definition: Definition, commit: str) -> Definition | None:
        name = definition.name.rpartition(".")[0]
        if not name:
            return None
        key = (commit, definition.path)
        if key not in self._definitions:
            side = self._source.find_other(commit)
            self._definitions[key] = read_definitions(side, definition.path, self._limits) if side else {}
        return self._definitions[key].get(name)

    def _place(self, definition: Definition, line: tuple[int, str] | None, commit: str) -> Span:
        """The line, or the header where this side has no line of its own: both sides are cited."""
        if line is None:
            return self._find_header(definition, commit)[1]
        return Span(path=definition.path, start_line=line[0], end_line=line[0], commit=commit)

    def _clip(self, text: str) -> str:
        return clean_text(text)[: self._limits.code_chars_max].strip()

    def _find_header(self, definition: Definition, commit: str) -> tuple[str, Span]:
        """The signature as the lines have it; the first line where they do not."""
        side = self._source.find_other(commit)
        last = min(definition.end_line, definition.start_line + self._limits.header_lines_max - 1)
        texts = side.read_texts(definition.path, definition.start_line, last) if side else []
        signature = self._clip(definition.signature)
        found = find_code(texts, signature)
        first = definition.start_line + (found[0] if found else 0)
        end = definition.start_line + (found[1] if found else 0)
        shown = signature if found else self._clip(texts[0] if texts else "")
        return shown, Span(path=definition.path, start_line=first, end_line=end, commit=commit, role="definition")


def _both(change: DefinitionChange) -> tuple[Definition, Definition]:
    if change.old is None or change.new is None:
        raise AssertionError("what changed has two sides")
    return change.old, change.new


def _first_other(definition: Definition, others: set[str]) -> tuple[int, str] | None:
    """The first line with a word that the other side has not."""
    return next(
        ((number, text) for number, text in definition.own if text not in others and any(c.isalnum() for c in text)),
        None,
    )


def _write_file(compared: Compared, source: SourceText, file: FileDifference, limits: CompareLimits) -> Iterator[Draft]:
    """A file with no changed definition: the first lines that differ."""
    spans: list[Span] = []
    shown: list[str] = []
    for path, line, commit in (
        (file.old_path, file.old_line, compared.old.sha),
        (file.path, file.new_line, compared.new.sha),
    ):
        span = Span(path=path, start_line=line, end_line=line, commit=commit)
        text = (
            clean_text(" ".join(source.read_place_texts(span, line, line)))[: limits.code_chars_max].strip()
            if line
            else ""
        )
        if any(char.isalnum() for char in text):
            spans.append(span)
            shown.append(code_span(text))
    if shown:
        verb = {"added": "Added", "removed": "Removed", "renamed": "Renamed"}.get(file.status, "Changed")
        text = f"{verb}: {code_span(file.path)}: {' became '.join(shown)}."
        yield Draft(text=text, spans=tuple(spans))


def _deny(text: str) -> Draft:
    return Draft(text=text, spans=(), tells_absence=True)

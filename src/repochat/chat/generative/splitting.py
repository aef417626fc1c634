"""A model's streaming Markdown -> statements, as they complete; how the stream was cut into deltas changes nothing.

Works on whole words: a word that may go on with the next delta waits. Every choice is made on words alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from repochat.chat.generative.blocks import Fence, Table, open_fence, read_block
from repochat.chat.generative.inert import make_code_inert, make_inert
from repochat.chat.generative.limits import SPLIT_LIMITS, SplitLimits
from repochat.chat.generative.marks import find_ids, is_only_marks, remove_marks
from repochat.chat.generative.raw import RawKind, RawStatement
from repochat.chat.generative.sentences import CodeState, ends_sentence

_BOLD_LINE = re.compile(r"\*\*[^*]+\*\*:?|__[^_]+__:?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """A statement that ended; marks that follow may still be its own."""

    text: str
    cited: tuple[str, ...]
    kind: RawKind


class StatementSplitter:
    """Reads one answer. `reached` names the limits that cut it."""

    def __init__(self, limits: SplitLimits = SPLIT_LIMITS) -> None:
        self._limits = limits
        self._word = re.compile(rf"\S{{1,{limits.word_chars_max}}}|\s")
        self.reached: list[str] = []
        self._rest = ""  # a word that may go on
        self._chars = 0
        self._count = 0
        self._text = ""
        self._kind: RawKind = "sentence"
        self._code = CodeState()
        self._is_line_start = True
        self._is_gap = False
        self._row: str | None = None
        self._table: Table | None = None
        self._fence: Fence | None = None
        self._held: _Cut | None = None
        self._lead: tuple[str, ...] = ()  # what the sentence cites that opens a list or a code block
        self._ready: list[RawStatement] = []

    def feed(self, delta: str) -> list[RawStatement]:
        """The statements that `delta` completes."""
        for word in self._cut_words(delta):
            self._take(word)
        return self._drain()

    def finish(self) -> list[RawStatement]:
        """The statements that the end of the answer completes."""
        rest, self._rest = self._rest, ""
        if rest:
            self._take(rest)
        self._take("\n")
        if self._fence is not None:
            self._close_fence(self._fence)
        self._close_table()
        self._end_block()
        self._release()
        return self._drain()

    def _cut_words(self, delta: str) -> Iterator[str]:
        delta = delta[: max(0, self._limits.text_chars_max - self._chars)] if self._is_over(delta) else delta
        self._chars += len(delta)
        tokens = self._word.findall(self._rest + delta)
        last = tokens[-1] if tokens else " "
        is_open = not last.isspace() and len(last) < self._limits.word_chars_max
        self._rest = tokens.pop() if is_open and tokens else ""
        yield from tokens

    def _is_over(self, delta: str) -> bool:
        is_over = self._chars + len(delta) > self._limits.text_chars_max
        if is_over:
            self._report("text_chars_max")
        return is_over

    def _report(self, name: str) -> None:
        if name not in self.reached:
            self.reached.append(name)

    def _take(self, word: str) -> None:
        if self._fence is not None:
            self._take_code(self._fence, word)
        elif word == "\n":
            self._end_line()
        elif word.isspace():
            self._is_gap = True
            if self._row is not None:
                self._row += " "
        elif self._row is not None:
            self._extend_row(self._row, word)
        elif self._is_line_start:
            self._begin_line(word)
        else:
            self._add(word)

    def _begin_line(self, word: str) -> None:
        block = read_block(word, is_continued=bool(self._text) and self._kind != "item")
        if block == "quote":
            self._is_gap, rest = True, word.lstrip(">")
            if rest:
                self._begin_line(rest)
            return
        if block != "row":
            self._close_table()
        if block == "text":
            self._is_line_start = False
            self._add(word)
            return
        self._end_block()
        if block == "fence":
            self._fence = open_fence(word)
        elif block == "row":
            self._row = word
        elif block != "rule":
            self._kind = "heading" if block == "heading" else "item"
            self._is_line_start = False

    def _end_line(self) -> None:
        is_blank = self._is_line_start and self._row is None
        if self._row is not None:
            row, self._row = self._row, None
            self._table = self._table or Table()
            self._add_rows(self._table.add(row))
        elif is_blank or self._kind == "heading":
            self._close_table()
            self._end_block()
        self._is_line_start = self._is_gap = True

    def _add(self, word: str) -> None:
        if self._text and self._is_gap and not self._code.is_open and ends_sentence(self._text, word):
            self._end_statement()
        if len(self._text) + len(word) >= self._limits.statement_chars_max:
            self._report("statement_chars_max")
            self._end_statement()
        self._text += f" {word}" if self._text and self._is_gap else word
        self._is_gap = False
        self._code.read(word)
        if self._held is not None and not is_only_marks(self._text):
            self._release()

    def _end_statement(self) -> None:
        """The kind stays: what follows in an item belongs to it."""
        text, self._text = self._text, ""
        self._code = CodeState()
        if text.strip():
            self._hold(_Cut(text=text, cited=find_ids(text), kind=self._kind))

    def _end_block(self) -> None:
        if self._kind == "sentence" and _BOLD_LINE.fullmatch(self._text):
            self._kind = "heading"
        self._end_statement()
        self._kind = "sentence"

    def _extend_row(self, row: str, word: str) -> None:
        if len(row) + len(word) < self._limits.statement_chars_max:
            self._row = row + word
        else:
            self._report("statement_chars_max")

    def _add_rows(self, rows: list[str]) -> None:
        for row in rows:
            self._hold(_Cut(text=row, cited=find_ids(row), kind="item"))

    def _close_table(self) -> None:
        table, self._table = self._table, None
        if table is not None:
            self._add_rows(table.close())

    def _take_code(self, fence: Fence, word: str) -> None:
        if word != "\n":
            fence.chars += len(word)
            if fence.chars <= self._limits.code_chars_max:
                fence.line += "" if word == "\r" else word
            else:
                self._report("code_chars_max")
            return
        if fence.end_line():
            self._close_fence(fence)

    def _close_fence(self, fence: Fence) -> None:
        self._fence = None
        self._is_line_start = self._is_gap = True
        if fence.code.strip():
            self._hold(_Cut(text=make_code_inert(fence.code, fence.language), cited=fence.cited, kind="code"))

    def _hold(self, cut: _Cut) -> None:
        """Marks that stand alone belong to the statement before them."""
        if self._held is not None and is_only_marks(cut.text):
            ids = dict.fromkeys((*self._held.cited, *cut.cited))
            self._held = _Cut(text=self._held.text, cited=tuple(ids), kind=self._held.kind)
            return
        self._release()
        self._held = cut

    def _release(self) -> None:
        cut, self._held = self._held, None
        if cut is None:
            return
        text = cut.text if cut.kind == "code" else make_inert(remove_marks(cut.text))
        if not text or is_only_marks(text):
            return
        cited = self._cite(cut, text)
        if self._count >= self._limits.statements_max:
            self._report("statements_max")
            return
        self._count += 1
        text = f"**{text}**" if cut.kind == "heading" and "**" not in text else text
        self._ready.append(RawStatement(text=text, cited=cited, kind=cut.kind, is_item=cut.kind == "item"))

    def _cite(self, cut: _Cut, text: str) -> tuple[str, ...]:
        """Items and code without marks of their own lean on what the sentence cites that opens them."""
        belongs = cut.kind in ("item", "code")
        cited = cut.cited or (self._lead if belongs else ())
        if text.endswith(":"):
            self._lead = cited
        elif not belongs:
            self._lead = ()
        if len(cited) > self._limits.cited_max:
            self._report("cited_max")
        return cited[: self._limits.cited_max]

    def _drain(self) -> list[RawStatement]:
        ready, self._ready = self._ready, []
        return ready

"""What belongs together in cited lines: a sentence of the docs, or one statement of code with what it hangs on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from repochat.chat.generative.evidence import Evidence, Sentence, list_stems
from repochat.chat.generative.reading import Token, read_statement
from repochat.chat.generative.vocabulary import NEGATED_PROSE
from repochat.chat.receipts.matching import SEPARATORS

_IDENTIFIER = re.compile(r"[^\W\d][\w$]*")
_GOES_ON = re.compile(r"\s*\}?\s*(?:else|elif|catch|except|finally|rescue)\b")
_CLOSING = re.compile(r"[\s)\]}>;,]*$")
_MESSAGE = re.compile(r"\"[^\"]*\s[^\"]*\s[^\"]*\"|'[^']*\s[^']*\s[^']*'|`[^`]*\s[^`]*\s[^`]*`?")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_HEADS_MAX = 12
_COMMENT_LINES_MAX = 4
_HEAD_LINES_MAX = 8
"""Lines between a doc and the definition that it is of: decorators, attributes, annotations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`lines` from 0 say it, `heads` are the conditions and loops around them; `owner` is the definition it is of."""

    lines: frozenset[int]
    heads: frozenset[int]
    owner: str
    comment: frozenset[int] = frozenset()  # lines of the comment right above code, inside its definition
    owner_words: frozenset[str]
    tokens: tuple[Token, ...] = ()  # of a sentence
    forms: tuple[frozenset[str], ...] = ()  # under which each token may be meant


class Passages:
    """All passages of one piece, read once."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._sentences: dict[int, Passage] = {}
        self._messages: dict[frozenset[int], tuple[Passage, ...]] = {}
        self._code_forms: dict[int, frozenset[str]] = {}

    def list_sentences(self, may_say: Callable[[frozenset[str]], bool]) -> Iterator[Passage]:
        """The sentences whose words `may_say` takes; only these are read closer."""
        for number, sentence in enumerate(self.evidence.sentences):
            if may_say(sentence.stems):
                known = self._sentences.get(number)
                if known is None:
                    lines = frozenset(range(sentence.first, sentence.last + 1))
                    known = make_prose(read_statement(sentence.text), lines, self._find_owner(sentence))
                    self._sentences[number] = known
                yield known

    @cached_property
    def statements(self) -> tuple[Passage, ...]:
        return tuple(self._iter_statements())

    def _find_owner(self, sentence: Sentence) -> str:
        """The definition that begins below the doc, else the one around it."""
        each, end = self.evidence, sentence.last
        while end + 1 < len(each.texts) and each.is_prose[end + 1]:
            end += 1
        below = range(each.first + end + 1, each.first + end + 1 + _HEAD_LINES_MAX)
        starting = [d for d in each.definitions if d.start_line in below]
        first = min(starting, key=lambda d: d.start_line, default=None)
        if first and all(self._is_head(line) for line in range(end + 1, first.start_line - each.first)):
            return first.qualified
        return each.defined_at(sentence.last)

    def _is_head(self, line: int) -> bool:
        """Whether a line between a doc and its definition belongs to the definition."""
        return self.evidence.texts[line].lstrip()[:1] in ("@", "#", "[", ")")

    def _iter_statements(self) -> Iterator[Passage]:
        each = self.evidence
        groups: dict[int, list[int]] = {}
        for line, number in enumerate(each.logical):
            if each.texts[line].strip() and not each.is_prose[line]:
                groups.setdefault(number, []).append(line)
        for lines in groups.values():
            own = frozenset(lines)
            heads = frozenset(line for head in self._list_heads(lines[0]) for line in groups[each.logical[head]])
            owner = each.defined_at(lines[0])
            yield Passage(
                lines=own,
                heads=heads,
                owner=owner,
                owner_words=list_owner_words(owner),
                comment=frozenset(self._list_comment(lines[0])) if owner else frozenset(),
            )

    def list_messages(self, passage: Passage) -> tuple[Passage, ...]:
        """What the strings of a passage say, sentence by sentence."""
        known = self._messages.get(passage.lines)
        if known is None:
            text = " ".join(
                part[1:-1] for line in sorted(passage.lines) for part in _MESSAGE.findall(self.evidence.texts[line])
            )
            said = (read_statement(sentence) for sentence in _SENTENCE_END.split(text))
            known = tuple(make_prose(tokens, passage.lines, passage.owner) for tokens in said if tokens)
            self._messages[passage.lines] = known
        return known

    def list_code_forms(self, line: int) -> frozenset[str]:
        """Forms of the words of code on a line: what a message says is no code."""
        known = self._code_forms.get(line)
        if known is None:
            text = _MESSAGE.sub('""', self.evidence.texts[line])
            known = frozenset(form for name in _IDENTIFIER.findall(text) for form in list_stems(name))
            self._code_forms[line] = known
        return known

    def _list_comment(self, line: int) -> Iterator[int]:
        """The comment right above a statement that begins no definition and is not denied."""
        each, number = self.evidence, self.evidence.first + line
        if any(number - _HEAD_LINES_MAX < d.start_line <= number + 1 for d in each.definitions):
            return
        above = line - 1
        while above >= 0 and each.is_prose[above] and line - above <= _COMMENT_LINES_MAX:
            if NEGATED_PROSE.search(each.prose[above]):
                return
            yield above
            above -= 1

    def _list_heads(self, line: int) -> Iterator[int]:
        """Lines that open the blocks around a line, the innermost first."""
        each = self.evidence
        limit, found = self._indents[line], 0
        if _GOES_ON.match(each.texts[line]):
            limit += 1
        for above in range(line - 1, -1, -1):
            if self._indents[above] >= limit or each.is_prose[above] or _CLOSING.fullmatch(each.texts[above]):
                continue
            yield above
            found += 1
            limit = self._indents[above] + bool(_GOES_ON.match(each.texts[above]))
            if found == _HEADS_MAX:
                return

    @cached_property
    def _indents(self) -> tuple[int, ...]:
        bare = [text.expandtabs(4) for text in self.evidence.texts]
        return tuple(len(text) - len(text.lstrip()) for text in bare)


def make_prose(tokens: tuple[Token, ...], lines: frozenset[int], owner: str) -> Passage:
    forms = tuple(_list_forms(token) for token in tokens)
    return Passage(
        lines=lines,
        heads=frozenset(),
        owner=owner,
        owner_words=list_owner_words(owner),
        tokens=tokens,
        forms=forms,
    )


def _list_forms(token: Token) -> frozenset[str]:
    return frozenset(form for name in _IDENTIFIER.findall(token.text) for form in list_stems(name))


def list_owner_words(owner: str) -> frozenset[str]:
    """Forms of every part of a qualified name."""
    return frozenset(form for part in SEPARATORS.split(owner) if part for form in list_stems(part))

"""Whether one statement of code, with the heads of the blocks around it, holds what a group of clauses says."""

import re
from collections.abc import Sequence

from repochat.chat.generative.conditions import ATOMS, STATES
from repochat.chat.generative.lookup import Cited, list_forms, list_opposites
from repochat.chat.generative.passages import Passage, Passages
from repochat.chat.generative.polarity import find_token
from repochat.chat.generative.prose import list_content, tells
from repochat.chat.generative.reading import Token
from repochat.chat.generative.relation_lines import last_part
from repochat.chat.generative.verbs import find_tying_verbs
from repochat.chat.generative.vocabulary import (
    CODE_SAYS,
    CONDITION_LINE,
    CONDITIONS,
    NEGATED_LINE,
    QUANTIFIERS,
    RISKY,
    SOFT,
    UNITS,
)
from repochat.chat.generative.words import list_telling
from repochat.chat.receipts.matching import SEPARATORS
from repochat.syntax.words import stem

ORDERS = frozenset(("before", "after"))
CAUSES = frozenset(("because", "since", "so"))
HARD = frozenset(("name", "value", "code", "number", "quote"))
_ASKS = re.compile(r"\b(?:if|elif|case|switch|match|when|while|for)\b")
_SURE_MIN = 2

Clause = Sequence[Token]


def is_coded(group: Sequence[tuple[Clause, Sequence[Token]]], passage: Passage, piece: int, cited: Cited) -> bool:
    """Code tells what is done and under which condition; causes, and orders of words alone, it never tells."""
    if any(clause[0].starter in CAUSES | ORDERS for clause, _ in group):
        return False
    has_names = any(token.kind in HARD for clause, _ in group for token in clause)
    reach = _Reach(passage, piece, cited)
    return all(
        reach.holds_asked(clause, words)
        if clause[0].starter in CONDITIONS
        else reach.holds(words if has_names else list_content(clause))
        for clause, words in group
    )


class _Reach:
    """What one passage of code holds."""

    def __init__(self, passage: Passage, piece: int, cited: Cited) -> None:
        self._passage, self._piece, self._cited = passage, piece, cited
        self._passages: Passages = cited.passages[piece]
        self._evidence = cited.evidence[piece]

    def holds(self, told: Sequence[Token]) -> bool:
        """Every name and telling word; one whose sense any call may have, only beside two that are there."""
        sure, is_leading = 0, True
        loose: list[Token] = []
        for token in told:
            if self._stands(token, self._passage.lines) or self._is_commented(token) or self._is_asked_for(token):
                sure, is_leading = sure + 1, False
            elif self._names_owner(token, is_leading=is_leading):
                sure += 1
            elif _is_loose(token):
                loose.append(token)
            else:
                return False
        return not loose or sure >= _SURE_MIN

    def holds_asked(self, clause: Clause, told: Sequence[Token]) -> bool:
        """A condition stands in what is asked; or the message of what is thrown says it."""
        lines = self._passage.lines | self._passage.heads
        asked = frozenset(line for line in lines if CONDITION_LINE.search(self._evidence.texts[line]))
        words = [token for token in told if token.word not in STATES]
        if all(self._stands(token, asked) for token in words):
            return True
        return any(tells(clause, said) for said in self._passages.list_messages(self._passage))

    def _stands(self, token: Token, lines: frozenset[int]) -> bool:
        if token.kind != "word":
            found = {line for at, line in find_token(token, self._cited) if at == self._piece and line in lines}
            name = last_part(token.text).lower()
            return any(token.kind != "name" or name in self._passages.list_code_forms(line) for line in found)
        word = token.word.removesuffix("'s")
        if any(form in self._passages.list_code_forms(line) for line in lines for form in list_forms(word)):
            return True
        pattern = CODE_SAYS.get(word) or UNITS.get(word) or QUANTIFIERS.get(word)
        return pattern is not None and not lines.isdisjoint(self._evidence.search(pattern))

    def _is_commented(self, token: Token) -> bool:
        """Words, not names, may stand in the comment of the statement."""
        forms = list_forms(token.word) if token.kind == "word" else ()
        return any(form in self._passages.list_code_forms(line) for line in self._passage.comment for form in forms)

    def _is_asked_for(self, token: Token) -> bool:
        """`For a 204 response`: a question around the passage asks for it, and not for its absence."""
        for line in self._passage.heads:
            if _ASKS.search(self._evidence.texts[line]) and self._stands(token, frozenset((line,))):
                atoms = ATOMS.split(self._evidence.texts[line])
                said = [atom for atom in atoms if last_part(token.text).lower() in atom.lower()] or atoms
                return not any(NEGATED_LINE.search(atom) for atom in said)
        return False

    def _names_owner(self, token: Token, *, is_leading: bool) -> bool:
        """The definition around the passage is who does it, not what it is done to."""
        if token.kind == "name":
            return last_part(token.text) in SEPARATORS.split(self._passage.owner)
        return is_leading and any(form in self._passage.owner_words for form in list_forms(token.word))


def list_coded(clause: Clause) -> list[Token]:
    """What code must hold: names and values, and words that say something."""
    tied = {id(clause[at]) for at in find_tying_verbs(clause)}
    words = {id(token) for token in list_telling(clause) if id(token) not in tied and token.word not in SOFT}
    return [t for t in clause if t.kind in HARD or id(t) in words or (t.kind == "word" and t.word in QUANTIFIERS)]


def _is_loose(token: Token) -> bool:
    """A verb for what calls and assignments do, that has no opposite."""
    word = token.word
    return token.kind == "word" and word in CODE_SAYS and not {word, stem(word)} & RISKY and not list_opposites(word)

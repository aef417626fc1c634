"""Whether what a statement says in one breath stands in one passage: a sentence of the docs, or a statement of code.

Words that are found here and there prove nothing together; this is what keeps glued half-truths from being supported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from repochat.chat.generative.coded import CAUSES, HARD, ORDERS, is_coded, list_coded
from repochat.chat.generative.conditions import check_conditions
from repochat.chat.generative.evidence import Place
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.passages import Passage
from repochat.chat.generative.prose import is_told, list_content, may_say, read_wanted
from repochat.chat.generative.reading import Token
from repochat.chat.generative.relation_lines import last_part
from repochat.chat.generative.vocabulary import CONDITIONS
from repochat.chat.receipts.matching import SEPARATORS

_JOINING = CONDITIONS | ORDERS | CAUSES
_WORDS_MIN = 2
_CLAIM_WORDS = 6

Clause = Sequence[Token]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """A group of clauses, the definition that it speaks of without naming it, and the sentence that tells it all."""

    clauses: Sequence[Clause]
    subject: str
    told: Finding


def list_breaths(tokens: Sequence[Token], cited: Cited) -> list[Breath]:
    """What a statement says, in groups of clauses that belong together."""
    breaths: list[Breath] = []
    before: list[Token] = []
    for group in list_groups(tokens):
        said = [token for clause in group for token in clause]
        subject = _find_subject(said, before, cited)
        claim = " ".join(token.text for token in said[:_CLAIM_WORDS])
        told = Finding(claim=claim, places=_find_told(group, subject, cited))
        breaths.append(Breath(clauses=group, subject=subject, told=told))
        before += said
    return breaths


def is_apart(breath: Breath, cited: Cited) -> bool:
    """Whether neither a sentence nor a statement of code holds the group."""
    group, subject = breath.clauses, breath.subject
    return not (breath.told.holds or _find_coded(group, subject, cited) or _find_ordered(group, subject, cited))


def list_groups(tokens: Sequence[Token]) -> list[list[Clause]]:
    """Clauses with the conditions, orders and causes that are said of them; too short ones with what they follow."""
    groups: list[list[Clause]] = []
    for _, found in groupby(tokens, key=lambda token: token.clause):
        clause = tuple(found)
        joins = clause[0].starter in _JOINING or not _is_enough(clause)
        opens = bool(groups) and all(each[0].starter in _JOINING for each in groups[-1])
        if groups and (joins or opens):
            groups[-1].append(clause)
        else:
            groups.append([clause])
    return groups


def _is_enough(clause: Clause) -> bool:
    return len(list_content(clause)) >= _WORDS_MIN


def _find_subject(said: Sequence[Token], before: Sequence[Token], cited: Cited) -> str:
    """The definition of which the group speaks though it does not name it: passages of others do not count."""
    if any(token.kind == "name" and _is_defined(token.text, cited) for token in said):
        return ""
    names = [token.text for token in before if token.kind == "name" and _is_defined(token.text, cited)]
    if not names:
        return ""
    return last_part(names[-1] if said[0].starter == "which" else names[0])


def _is_defined(name: str, cited: Cited) -> bool:
    return any(each.list_ranges(name) for each in cited.evidence)


def _find_told(group: Sequence[Clause], subject: str, cited: Cited) -> frozenset[Place]:
    """The lines of the first sentence that tells all of the group."""
    wanted = read_wanted(group)
    if not wanted:
        return frozenset()
    for number, each in enumerate(cited.passages):
        for passage in each.list_sentences(partial(may_say, wanted)):
            if is_told(wanted, passage) and (not subject or _is_of(passage, subject)):
                return frozenset((number, line) for line in passage.lines)
    return frozenset()


def _find_coded(group: Sequence[Clause], subject: str, cited: Cited) -> frozenset[Place]:
    """Lines of the statements that hold the group; of `A and B` each side may have its own."""
    asked = [finding.places for finding in check_conditions([token for clause in group for token in clause], cited)]
    wanted = [(clause, list_coded(clause)) for clause in group]
    found: set[Place] = set()
    for number, each in enumerate(cited.passages):
        for passage in each.statements:
            if (not subject or _is_of(passage, subject)) and is_coded(wanted, passage, number, cited):
                around = {(number, line) for line in passage.lines | passage.heads}
                if all(not around.isdisjoint(places) for places in asked):
                    found.update((number, line) for line in passage.lines)
    return frozenset(found) or _find_sides(group, subject, cited)


def _find_sides(group: Sequence[Clause], subject: str, cited: Cited) -> frozenset[Place]:
    """`A calls B and C`: what is said of each."""
    at = next((at for at, token in enumerate(group[0]) if token.word == "and" and token.kind == "word"), 0)
    sides = (group[0][:at], group[0][at + 1 :])
    if len(group) > 1 or not all(any(token.kind in HARD for token in side) for side in sides):
        return frozenset()
    found = [_find_coded([side], subject, cited) for side in sides]
    return found[0] | found[1] if all(found) else frozenset()


def _find_ordered(group: Sequence[Clause], subject: str, cited: Cited) -> frozenset[Place]:
    """`A before B` of code: the order has its own check, each side its own passage."""
    parts = [clause for clause in group if clause[0].starter in ORDERS]
    if not parts or not all(any(token.kind in ("name", "code") for token in clause) for clause in group):
        return frozenset()
    sides = [[clause for clause in group if clause not in parts], *([clause] for clause in parts)]
    found = [_find_coded([_drop_starter(clause) for clause in side], subject, cited) for side in sides if side]
    return frozenset().union(*found) if all(found) else frozenset()


def _drop_starter(clause: Clause) -> Clause:
    return [
        Token(kind=t.kind, text=t.text, clause=t.clause, starter="", word=t.word, is_code=t.is_code)
        for t in clause
        if t.word not in ORDERS
    ]


def _is_of(passage: Passage, name: str) -> bool:
    return name in SEPARATORS.split(passage.owner) or any(last_part(token.text) == name for token in passage.tokens)

"""`If A, B`: a line asks for A, in the same sense, and what is said to follow stands below it."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from repochat.chat.generative.evidence import Evidence, Place, make_sentence
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.polarity import find_token, is_telling, rate, weigh
from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import (
    CONDITION_LINE,
    CONDITION_PROSE,
    CONDITIONS,
    UNDOING,
)
from repochat.chat.receipts.matching import SEPARATORS

_HALF = 0.5
_AHEAD = 3  # lines between a value that is fetched and the question about it
ATOMS = re.compile(r"&&|\|\||\band\b|\bor\b|;")
_DENIALS = re.compile(
    r"\bnot\b|!|\bno\b|n't\b|\bnever\b|\bwithout\b|\b(?:nil|None|null|NULL|undefined|false|False)\b|\"\"|''|(?<![<>])==?=?\s*0\b|\bunless\b|[Ee]mpty\b|\bmissing\b|(?<=is)(?:None|Nil|Null)\b|\bis_(?:none|nil|null)\b"
)
_ASSIGNED = re.compile(r"([\w$]+(?:\s*,\s*[\w$]+)*)\s*:?=(?!=)")
_WORD = re.compile(r"[\w$]+")
_PRONOUNS = frozenset(("it", "they", "this", "so", "one"))
_FALLBACK = re.compile(r"\|\||\?\?|\bor\b")
_QUESTION = re.compile(r"\b(?:if|elif|while|case|when|unless|until|assert\w*)\b|\?[^?]*:")
_SAID_REACH = 5
STATES = frozenset(
    ("set", "given", "present", "defined", "passed", "provided", "exists", "exist", "specified", "available", "called")
)


def check_conditions(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    """A finding for each condition; `otherwise` and `while` in the sense of `whereas` ask for nothing."""
    clauses = [list(group) for _, group in groupby(tokens, key=lambda token: token.clause)]
    for at, clause in enumerate(clauses):
        if clause[0].starter in CONDITIONS:
            yield _check(clause, _find_consequence(clauses, at), clauses[:at], cited)


def _find_consequence(clauses: Sequence[Sequence[Token]], at: int) -> list[Token]:
    """The clause that the condition belongs to: the one before it, or, when it comes first, the one after."""
    if at:
        return list(clauses[at - 1])
    return [token for clause in clauses[1:] for token in clause][:12]


def _check(
    clause: Sequence[Token], consequence: Sequence[Token], before: Sequence[Sequence[Token]], cited: Cited
) -> Finding:
    claim = " ".join(token.text for token in clause[:5])
    own = [token for token in clause if is_telling(token) and token.word not in STATES]
    meant = [[t] for t in _list_antecedents(before)] if not own and _has_pronoun(clause) else [own]
    is_denied = _is_denied(clause)
    places = {
        place for asked in meant if asked for place in _find_asked(asked, consequence, cited, is_denied=is_denied)
    }
    return Finding(claim=claim, places=frozenset(places))


def _list_antecedents(before: Sequence[Sequence[Token]]) -> list[Token]:
    """What `it` may mean: names of the clause before."""
    return [token for clause in before[-1:] for token in clause if token.kind in ("name", "code")]


def _has_pronoun(clause: Sequence[Token]) -> bool:
    return any(token.word in _PRONOUNS for token in clause if token.kind == "word")


def _find_asked(
    asked: Sequence[Token], consequence: Sequence[Token], cited: Cited, *, is_denied: bool
) -> Iterator[Place]:
    for number, each in enumerate(cited.evidence):
        for head, agrees in _list_heads(each, number, asked, cited, is_denied=is_denied):
            other = each.find_else(head)
            begin = head if agrees else other if _is_checkable(consequence) else None
            if begin is None:
                continue
            end = other if agrees and other is not None else each.find_block(begin).stop
            if _follows([(number, line) for line in range(begin, max(begin + 1, end))], consequence, each, cited):
                yield number, head
        for line in _list_said(each, asked, is_denied=is_denied):
            near = range(max(0, line - 1), min(line + _SAID_REACH, len(each.texts)))
            if _follows([(number, each_line) for each_line in near], consequence, each, cited):
                yield number, line


def _is_denied(clause: Sequence[Token]) -> bool:
    """Whether the clause undoes itself an odd number of times: `is not nil` does so twice."""
    count = sum(token.word in UNDOING or token.word.endswith("n't") for token in clause)
    return bool((count + (clause[0].starter == "unless")) % 2)


def _is_checkable(consequence: Sequence[Token]) -> bool:
    return any(token.kind in ("name", "code", "value", "number") for token in consequence)


def _list_heads(
    each: Evidence, number: int, asked: Sequence[Token], cited: Cited, *, is_denied: bool
) -> Iterator[tuple[int, bool]]:
    """Lines of code that ask for the condition, and whether in the same sense."""
    held, whole = weigh(asked, cited)
    for (piece, line), weight in held.items():
        if piece != number or weight < _HALF * whole or each.is_prose[line]:
            continue
        for head in _list_questions(each, line):
            yield head, _asks(each.texts[head], each.texts[line] if head == line else "", asked) == is_denied


def _list_questions(each: Evidence, line: int) -> Iterator[int]:
    """The line, when it asks; else one soon after it that asks for what it assigns."""
    text = each.texts[line]
    if CONDITION_LINE.search(text):
        yield line
        return
    assigned = _ASSIGNED.search(text)
    names = set(_WORD.findall(assigned[1])) if assigned else set[str]()
    for later in range(line + 1, min(line + 1 + _AHEAD, len(each.texts))):
        if CONDITION_LINE.search(each.texts[later]) and names & set(_WORD.findall(each.texts[later])):
            yield later
            return


def _asks(question: str, line: str, asked: Sequence[Token]) -> bool:
    """Whether the question denies what is asked, by the part of it that names it; `a or b` gives b for want of a."""
    words = {part.lower() for token in asked for part in SEPARATORS.split(token.text)}
    atoms = [atom for atom in ATOMS.split(question) if line and words & {w.lower() for w in _WORD.findall(atom)}]
    counted = atoms[0] if atoms else question
    is_fallback = not _QUESTION.search(question) and bool(atoms) and _FALLBACK.search(question.partition(atoms[0])[2])
    return bool((len(_DENIALS.findall(counted)) + bool(is_fallback)) % 2)


def _follows(block: Sequence[Place], said: Sequence[Token], each: Evidence, cited: Cited) -> bool:
    """Whether the block holds the names that are said to follow, but for the definition around it."""
    around = {part for line in {place[1] for place in block[:1]} for part in SEPARATORS.split(each.defined_at(line))}
    around |= set(SEPARATORS.split(each.symbol))
    inside = set(block)
    for token in said:
        if token.kind not in ("name", "code", "value", "number") or SEPARATORS.split(token.text)[-1] in around:
            continue
        if not inside & find_token(token, cited):
            return False
    return True


def _list_said(each: Evidence, asked: Sequence[Token], *, is_denied: bool) -> Iterator[int]:
    """Prose that tells the condition in the same sense."""
    telling = [token for token in asked if is_telling(token)]
    for sentence in each.sentences:
        for part in CONDITION_PROSE.finditer(sentence.text):
            said = make_sentence([(sentence.first, part[1])])
            if rate(said, telling) > _HALF and bool(len(_DENIALS.findall(part[0])) % 2) == is_denied:
                yield sentence.first

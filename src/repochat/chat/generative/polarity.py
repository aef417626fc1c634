"""Whether a statement denies what its lines affirm, or affirms what they deny."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from repochat.chat.generative.evidence import Evidence, Place, Sentence, list_stems
from repochat.chat.generative.lookup import Cited, Finding, list_forms
from repochat.chat.generative.reading import Token
from repochat.chat.generative.relation_lines import find_relation
from repochat.chat.generative.verbs import list_relations
from repochat.chat.generative.vocabulary import (
    NEGATED_LINE,
    NEGATED_PROSE,
    NEGATIONS,
    QUANTIFIERS,
    SOFT,
    STRONG_NEGATIONS,
)
from repochat.chat.receipts.matching import SEPARATORS

_MOST = 0.6
_WORDS_MIN = 2
_NAME_WEIGHT = 2
_ASIDE = re.compile(
    r"\b(?:if|unless|when|whenever|while|until|once|where|because|since|otherwise|but)\b[^,;]*|\([^)]*\)", re.IGNORECASE
)


def check_polarity(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    is_denying = any(is_strong(token) for token in tokens)
    for _, group in groupby(tokens, key=lambda token: token.clause):
        clause = list(group)
        at = next((place for place, token in enumerate(clause) if is_strong(token)), None)
        if at is not None and clause[0].starter not in ("if", "when", "unless"):
            yield _check_denial(clause, at, cited)
        elif not is_denying and not any(token.kind == "word" and is_negation(token.word) for token in clause):
            yield from _check_affirmed(clause, cited)


def is_negation(word: str) -> bool:
    return word in NEGATIONS or word.endswith("n't")


def is_strong(token: Token) -> bool:
    return token.kind == "word" and (token.word in STRONG_NEGATIONS or token.word.endswith("n't"))


def is_telling(token: Token) -> bool:
    """Whether the token says something by itself."""
    if token.kind == "word":
        return token.word not in SOFT and not is_negation(token.word) and token.word not in QUANTIFIERS
    return token.kind in ("name", "code", "quote", "number", "value")


def find_token(token: Token, cited: Cited) -> frozenset[Place]:
    """The lines that hold the token."""
    match token.kind:
        case "name" | "value":
            return cited.find_name(token.text)
        case "code":
            return cited.find_code(token.text)
        case "number":
            return cited.find_number(token.text)
        case "quote":
            return cited.find_quote(token.text)
        case "word":
            return cited.find_said(token.word)
        case _:
            return frozenset()


def weigh(tokens: Sequence[Token], cited: Cited) -> tuple[dict[Place, int], int]:
    """How much of the tokens each line holds, names twice, and how much there is."""
    held: dict[Place, int] = {}
    whole = 0
    for token in tokens:
        if is_telling(token):
            weight = 1 if token.kind == "word" else _NAME_WEIGHT
            whole += weight
            for place in find_token(token, cited):
                held[place] = held.get(place, 0) + weight
    return held, whole


def _check_denial(clause: Sequence[Token], at: int, cited: Cited) -> Finding:
    """A line, or a sentence of prose, holds what is denied and denies it too."""
    scope = [token for token in clause[at + 1 :] if is_telling(token)] or [t for t in clause[:at] if is_telling(t)]
    claim = " ".join(token.text for token in clause[at : at + 4])
    if _is_so(clause, cited):
        return Finding(claim=claim, places=frozenset(), contradicts=True)
    held, whole = weigh(scope, cited)
    denied = cited.gather(
        lambda each: [n for n, text in enumerate(each.bare) if not each.is_prose[n] and NEGATED_LINE.search(text)]
    )
    places = {place for place, weight in held.items() if weight >= _MOST * whole and place in denied}
    for number, each in enumerate(cited.evidence):
        for sentence in each.sentences:
            if _denies(sentence) and rate(sentence, scope) >= _MOST:
                places.add((number, sentence.first))
    return Finding(claim=claim, places=frozenset(places))


def _is_so(clause: Sequence[Token], cited: Cited) -> bool:
    """Whether the lines have what the clause denies: a name does that to the other."""
    return any(
        find_relation(each, relation.kind, relation.subject, relation.target)
        for relation in list_relations(clause)
        if relation.kind in ("call", "raise", "return", "inherit", "import") and relation.target
        for each in cited.evidence
    )


def rate(sentence: Sentence, tokens: Sequence[Token]) -> float:
    """How much of the tokens the sentence says, names twice."""
    held = whole = 0
    for token in tokens:
        weight = 1 if token.kind == "word" else _NAME_WEIGHT
        whole += weight
        held += weight * _says(sentence, token)
    return held / whole if whole else 0.0


def _says(sentence: Sentence, token: Token) -> bool:
    if token.kind == "word":
        return any(form in sentence.stems for form in list_forms(token.word))
    if token.kind == "name":
        return any(form in sentence.stems for form in list_stems(SEPARATORS.split(token.text)[-1])[:1])
    return token.text in sentence.text


def _check_affirmed(clause: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    """The sentence of the docs that says most of the clause says it of what is not so."""
    telling = [token for token in clause if is_telling(token)]
    if sum(token.kind == "word" for token in telling) < _WORDS_MIN:
        return
    rated = [
        (rate(sentence, [token for token in telling if not _is_around(token, each)] or telling), sentence)
        for each in cited.evidence
        for sentence in each.sentences
    ]
    most = max((share for share, _ in rated), default=0.0)
    best = [sentence for share, sentence in rated if share == most and share >= _MOST]
    if best and all(_denies(sentence) for sentence in best):
        yield Finding(claim="not", places=frozenset())


def _is_around(token: Token, each: Evidence) -> bool:
    """Whether the token names the definition that the docs are of: they need not say it."""
    return token.kind == "name" and SEPARATORS.split(token.text)[-1] in SEPARATORS.split(each.symbol)


def _denies(sentence: Sentence) -> bool:
    return NEGATED_PROSE.search(_ASIDE.sub(" ", sentence.text)) is not None

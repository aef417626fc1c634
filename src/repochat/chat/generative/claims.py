"""All that one statement claims, looked up in the lines that it cites."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from repochat.chat.generative.conditions import check_conditions
from repochat.chat.generative.identifiers import check_names, check_written_places
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.numbers import check_numbers
from repochat.chat.generative.polarity import check_polarity
from repochat.chat.generative.quantifiers import check_quantifiers
from repochat.chat.generative.reading import Token
from repochat.chat.generative.relations import check_relations
from repochat.chat.generative.results import check_conversions, check_results
from repochat.chat.generative.values import check_values
from repochat.chat.generative.words import WordCheck, check_words
from repochat.chat.receipts.markdown import unescape_text

WORDS_MIN = 4
_WORD = re.compile(r"\w+|[<>=!+*/-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """`hard` each need their line; `placed` are lines and commits, which a model is never to write."""

    hard: tuple[Finding, ...]
    placed: tuple[Finding, ...]
    words: WordCheck


def find_verbatim(text: str, cited: Cited) -> Finding | None:
    """The sentence of a comment or doc that the statement repeats word for word."""
    wanted = _WORD.findall(unescape_text(text).casefold())
    if len(wanted) < WORDS_MIN:
        return None
    for number, each in enumerate(cited.evidence):
        for sentence in each.sentences:
            if _WORD.findall(sentence.text.casefold()) == wanted:
                places = frozenset((number, line) for line in range(sentence.first, sentence.last + 1))
                return Finding(claim=sentence.text, places=places)
    return None


def check_claims(tokens: Sequence[Token], cited: Cited) -> Claims:
    return Claims(
        hard=(
            *check_names(tokens, cited),
            *check_numbers(tokens, cited),
            *check_values(tokens, cited),
            *check_quantifiers(tokens, cited),
            *check_polarity(tokens, cited),
            *check_conditions(tokens, cited),
            *check_relations(tokens, cited),
            *check_results(tokens, cited),
            *check_conversions(tokens, cited),
        ),
        placed=tuple(check_written_places(tokens, cited)),
        words=check_words(tokens, cited),
    )

"""All that one statement claims, looked up in the lines that it cites."""

from collections.abc import Sequence
from dataclasses import dataclass

from repochat.chat.generative.identifiers import check_names, check_written_places
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.numbers import check_numbers
from repochat.chat.generative.polarity import check_polarity
from repochat.chat.generative.quantifiers import check_quantifiers
from repochat.chat.generative.reading import Token
from repochat.chat.generative.relations import check_relations
from repochat.chat.generative.words import WordCheck, check_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """`hard` each need their line; `placed` are lines and commits, which a model is never to write."""

    hard: tuple[Finding, ...]
    placed: tuple[Finding, ...]
    words: WordCheck


def check_claims(tokens: Sequence[Token], cited: Cited) -> Claims:
    return Claims(
        hard=(
            *check_names(tokens, cited),
            *check_numbers(tokens, cited),
            *check_quantifiers(tokens, cited),
            *check_polarity(tokens, cited),
            *check_relations(tokens, cited),
        ),
        placed=tuple(check_written_places(tokens, cited)),
        words=check_words(tokens, cited),
    )

"""Headings and sentences that only lead in to what follows: they claim nothing, and no fact may hide in them."""

import re
from collections.abc import Sequence

from repochat.chat.generative.polarity import is_negation
from repochat.chat.generative.raw import RawStatement
from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import NUMBER_WORDS, QUANTIFIERS
from repochat.chat.generative.words import list_telling

_LEAD = re.compile(
    r"(?:here|below|the following|as follows|let me|let us|let's|overview|summary|example|note|steps|key|details|more"
    r"|in (?:short|summary|brief|detail|more detail|practice|particular)|to (?:summari[sz]e|sum up|answer)|relevant"
    r"|for (?:example|instance)|how|what|why|where|when|in other words|that is|putting|step by step|conclusion"
    r"|it works|this works|these are|there are)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|does|do|will|can|cannot|should|must|may"
    r"|\w+(?<!s)s(?= (?:a|an|the|its|it|to|into|by|on|in|all|with|from)\b))\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\W*(?:how|what|why|where|when|who|which)\b", re.IGNORECASE)
_SAYS_MAX = 4  # words of its own that a lead may have
_HEADING_WORDS_MAX = 8


def is_lead(raw: RawStatement, tokens: Sequence[Token]) -> bool:
    """Whether the statement states nothing: a title, or `Here is how it works:`."""
    if raw.kind == "code" or any(_is_claim(token) for token in tokens):
        return False
    telling = len(list(list_telling(tokens)))
    if raw.kind == "heading":
        return telling <= _HEADING_WORDS_MAX and (_QUESTION.match(raw.text) is not None or not _VERB.search(raw.text))
    if not _LEAD.match(raw.text):
        return False
    return telling <= (_SAYS_MAX if raw.text.rstrip("*").endswith(":") else 1) and not raw.is_item


def _is_claim(token: Token) -> bool:
    if token.kind != "word":
        return True
    word = token.word
    return word in NUMBER_WORDS or word in QUANTIFIERS or is_negation(word) or word in ("default", "defaults")

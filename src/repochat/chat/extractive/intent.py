"""What a question wants to hear, where its words mislead: a name that holds `use` does not ask who uses it."""

import re
from dataclasses import replace

from repochat.search.query import Query

_USES = re.compile(
    r"\b(?:call(?:s|ed|ers?)?|us(?:e|es|ed|ages?)|invok(?:e|es|ed)|references?|depends?|imports?|implement(?:s|ed|ors?)?)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"\bdifferen(?:t|ces?)\b|\bcompared?\b|\bvs\.?\b|\bversus\b", re.IGNORECASE)


def refine_type(query: Query) -> Query:
    """`query` with the type that its text has without the names in it."""
    text = query.text
    for name in query.names:
        text = text.replace(name, " ")
    if query.type == "callers" and not _USES.search(text):
        return replace(query, type="symbol")
    if query.type == "changed" and query.names and _COMPARES.search(text):
        return replace(query, type="symbol")
    return query

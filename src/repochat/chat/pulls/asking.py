"""Which pull request a question names: `PR 12`, `pull request #12`, `merge request !12`, or `#12` alone."""

import re

_NAMED = re.compile(
    r"\b(?:pull[\s-]requests?|merge[\s-]requests?|prs?|mrs?)\s*(?:no\.?|number)?\s*[#!]?(\d{1,9})\b", re.IGNORECASE
)
_BARE = re.compile(r"(?<![\w#&/])[#!](\d{1,9})\b(?![-\w])")


def find_pull_number(question: str) -> tuple[int, bool] | None:
    """The number, and whether it is surely that of a pull request: `#12` alone may be an issue, or just a number."""
    named = _NAMED.search(question)
    found = named or _BARE.search(question)
    number = int(found[1]) if found else 0
    return (number, named is not None) if number else None


def drop_pull_number(question: str) -> str:
    """The question without the words that name the pull request: they are in no code."""
    return _BARE.sub(" ", _NAMED.sub(" ", question))

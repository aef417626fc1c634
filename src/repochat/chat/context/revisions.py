"""Which words of a question are revisions: `between v1 and v2`, `in v2.0`, `since v2.0`. Git has the last word."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from repochat.core.errors import RepochatError
from repochat.git import Commit, resolve_revision

_REF = r"[A-Za-z0-9](?:[\w./+~^-]*[\w~^])?"
_SHA = r"(?=[a-f]*\d)[0-9a-f]{7,40}"
_NUMBERED = rf"(?:v\d+(?:[.-]\w+)*|\d+(?:\.\w+)+(?:-[\w.]+)*|[a-z]+-v?\d+(?:\.\w+)+|{_SHA})"
_AMOUNT = (
    r"(?!\s*(?:%|(?:milli|micro|nano)?sec(?:ond)?s?|ms|min(?:ute)?s?|hours?|days?|bytes?|[kmg]i?b|times|lines?)\b)"
)
_KIND = r"(?:branch|tag|commit|release|version|revision|rev)"
_BETWEEN = (
    re.compile(
        rf"\b(?:between|from)\s+(?:{_KIND}e?s?\s+)?(?P<old>{_REF})\s+(?:and|to)\s+(?:{_KIND}\s+)?(?P<new>{_REF})",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\S)(?P<old>[\w/-]+(?:\.[\w/-]+)*)\.{2,3}(?P<new>[\w/-]+(?:\.[\w/-]+)*)(?=[\s,;?!]|$)"),
)
_AT = (
    re.compile(rf"\b(?:as of|in|at|on|of|for)\s+(?:the\s+)?{_KIND}\s+(?P<ref>{_REF})", re.IGNORECASE),
    re.compile(rf"\b{_KIND}\s+(?P<ref>{_NUMBERED})(?![\w/])", re.IGNORECASE),
    re.compile(rf"\b(?:as of|in|at|on)\s+(?P<ref>{_NUMBERED})(?![\w/]){_AMOUNT}", re.IGNORECASE),
    re.compile(
        r"\b(?:as of|at|on)\s+(?:the\s+)?(?P<ref>main|master|develop|trunk|HEAD)\b(?:\s+branch)?", re.IGNORECASE
    ),
)
_SINCE = re.compile(rf"\bsince\s+(?:{_KIND}\s+)?(?P<ref>\d{{4}}-\d\d(?:-\d\d)?(?!\w)|{_NUMBERED}|main|master)(?![\w/])")
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_LIKE_REVISION = re.compile(_NUMBERED, re.IGNORECASE)
_SPACES = re.compile(r"\s{2,}")
_BEFORE_MARK = re.compile(r"\s+([,;.?!])")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefWords:
    """Words that stand where a revision would, and the phrases that they stand in. They may be just words."""

    between: tuple[str, str] | None = None
    rev: str | None = None
    since: str | None = None
    between_phrase: str = ""
    rev_phrase: str = ""
    since_phrase: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedRefs:
    """Commits that the question means, the older one as it was said first; `text` is the question without them."""

    text: str
    between: tuple[Commit, Commit] | None = None
    rev: Commit | None = None
    since: Commit | None = None
    since_date: str = ""  # YYYY-MM or YYYY-MM-DD
    problems: tuple[str, ...] = ()  # of words that can only be revisions, and are none


class HasRefs(Protocol):
    """A question with words that may be revisions."""

    @property
    def text(self) -> str: ...
    @property
    def refs(self) -> RefWords: ...


def find_ref_words(text: str) -> RefWords:
    """Words where a revision would stand. Never raises; nothing is decided yet."""
    between = next((found for pattern in _BETWEEN if (found := pattern.search(text))), None)
    rest = text.replace(between[0], " ") if between else text
    since = _SINCE.search(rest)
    rest = rest.replace(since[0], " ") if since else rest
    at = next((found for pattern in _AT if (found := pattern.search(rest))), None)
    return RefWords(
        between=(between["old"], between["new"]) if between else None,
        rev=at["ref"] if at else None,
        since=since["ref"] if since else None,
        between_phrase=between[0] if between else "",
        rev_phrase=at[0] if at else "",
        since_phrase=since[0] if since else "",
    )


def resolve_refs(mirror: Path, scope: HasRefs) -> ResolvedRefs:
    """Asks git which of the words are revisions; both of a pair must be. Never raises; runs git, so not for the loop.

    A phrase that holds no revision stays in the text as the words that it is.
    """
    refs, text = scope.refs, scope.text
    between = _resolve_pair(mirror, refs.between) if refs.between else None
    problems = _explain_unknown(mirror, refs) if between is None or refs.rev or refs.since else ()
    rev = _find_commit(mirror, refs.rev) if refs.rev else None
    date = refs.since if refs.since and _DATE.fullmatch(refs.since) else ""
    since = _find_commit(mirror, refs.since) if refs.since and not date else None
    if between:
        text = text.replace(refs.between_phrase, "between versions", 1)
    if rev:
        text = text.replace(refs.rev_phrase, " ", 1)
    if since or date:
        text = text.replace(refs.since_phrase, " ", 1)
    if text != scope.text:
        text = _BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", text)).strip()
    return ResolvedRefs(text=text, between=between, rev=rev, since=since, since_date=date, problems=problems)


def _explain_unknown(mirror: Path, refs: RefWords) -> tuple[str, ...]:
    """What git says of words that look like a version or a commit, or stand beside a revision, and are none."""
    pair = refs.between or ()
    has_one = any(_find_commit(mirror, word) for word in pair)
    asked = [word for word in pair if has_one or _LIKE_REVISION.fullmatch(word)]
    asked += [word for word in (refs.rev, refs.since) if word and _LIKE_REVISION.fullmatch(word)]
    problems: list[str] = []
    for word in dict.fromkeys(asked):
        if _DATE.fullmatch(word) or _find_commit(mirror, word):
            continue
        try:
            resolve_revision(mirror, word)
        except RepochatError as error:
            problems.append(f"{error.message} {error.hint}")
    return tuple(problems)


def _resolve_pair(mirror: Path, words: tuple[str, str]) -> tuple[Commit, Commit] | None:
    old = _find_commit(mirror, words[0])
    new = _find_commit(mirror, words[1]) if old else None
    return (old, new) if old and new else None


def _find_commit(mirror: Path, word: str) -> Commit | None:
    """The commit of `word`, with or without the `v` that tags of versions begin with."""
    other = word[1:] if re.match(r"[vV]\d", word) else f"v{word}" if word[0].isdigit() else ""
    for name in filter(None, (word, other)):
        try:
            return resolve_revision(mirror, name)
        except RepochatError:
            continue
    return None

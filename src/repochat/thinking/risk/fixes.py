"""Whether a commit mends something, read off its message: a linked issue, words, or a revert."""

import re
from typing import Final, Literal

FixKind = Literal["issue", "words", "revert"]

_TYPED = re.compile(r"\A\W{0,4}(?P<type>[A-Za-z]{2,12})(?:\([^)\n]{0,80}\))?!?:\s")
_MENDING_TYPES: Final = frozenset(("fix", "bugfix", "hotfix", "bug"))
_OTHER_TYPES: Final = frozenset(
    ("feat", "feature", "docs", "doc", "chore", "ci", "test", "tests", "style", "refactor", "build", "deps", "release")
)
_REVERT = re.compile(
    r"\A\W{0,4}(?:revert(?:s|ed|ing)?\b|this reverts commit)|^this reverts commit [0-9a-f]{7,}",
    re.IGNORECASE | re.MULTILINE,
)
# `Closes #7` is no sign: many projects write it below every commit of a pull request.
_ISSUE = re.compile(
    r"\b(?:fix(?:e[sd])?|resolv(?:e[sd]?|ing))\s*:?\s+"
    r"(?:(?:(?:bug|issue|ticket)s?\s*)?(?:[\w.-]{1,99}/[\w.-]{1,99})?(?:#|gh-)\d+"
    r"|https?://\S{1,200}/issues/\d+|[A-Z][A-Z0-9]{1,9}-\d+)",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:(?:bug|hot)?fix(?:e[sd]|ing|up)?|bugs?|defects?|crash(?:e[sd]|ing)?|regress(?:ion|ions|ed)|deadlocks?"
    r"|hangs?|hung|leak(?:s|ed|ing|age)?|over-?flow(?:s|ed)?|underflows?|race conditions?|data races?|segfaults?"
    r"|sigsegv|npes?|null ?pointers?|use[- ]after[- ]free|out[- ]of[- ]bounds|off[- ]by[- ]one|double[- ]free|panics?"
    r"|incorrect(?:ly)?|wrong(?:ly)?|broken|breakage|misbehav\w+|erroneous(?:ly)?|mistakenly|faulty|workaround"
    r"|corrupt(?:s|ed|ion)?|vulnerabilit(?:y|ies)|cve-\d{4}-\d+|infinite loops?|repair(?:s|ed)?"
    r"|correct(?:s|ed)? (?:the |an? )?\w+)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:typos?|spell\w*|grammar|docs?|documentation|docstrings?|readme|changelog|comments?|lint\w*|flake8|mypy|pylint"
    r"|rubocop|clippy|checkstyle|warnings?|formatt?ing|indent\w*|whitespaces?|code style|style|ci|travis|appveyor"
    r"|github actions?|workflows?|unit tests?|tests?|specs?|flaky|examples?|benchmarks?|links?|urls?|builds?|compil\w+"
    r"|imports?|copyright|licen[cs]e|version|release|merge conflicts?|todos?|fixme|rename|nits?)\b",
    re.IGNORECASE,
)
_NEW = re.compile(r"\A\W{0,4}(?:add(?:s|ed|ing)?|implement\w*|support\w*|introduc\w+|allow\w*|new)\b", re.IGNORECASE)
_BODY_CHARS = 4_000


def find_fix(subject: str, body: str = "") -> FixKind | None:
    """How a commit's message says that it mends something; None when it does not.

    A type that the subject names (`fix:`, `docs:`) outweighs words; mending a text, a build or a test is no fix.
    """
    text = f"{subject}\n{body[:_BODY_CHARS]}"
    if _REVERT.search(text):
        return "revert"
    typed = _TYPED.match(subject)
    kind = typed["type"].lower() if typed else ""
    if kind in _OTHER_TYPES:
        return None
    rest = subject[typed.end() :] if typed and kind in _MENDING_TYPES else subject
    if _ASIDE.search(rest) and not _outweighs(subject):
        return None
    if _ISSUE.search(text) and not _NEW.match(rest):
        return "issue"
    if kind in _MENDING_TYPES or (_WORDS.search(subject) and not _NEW.match(rest)):
        return "words"
    return None


def _outweighs(subject: str) -> bool:
    """Words of a real failure stand beside one of the asides: `fix crash when parsing comments`."""
    words = {word.group(0).lower() for word in _WORDS.finditer(subject)}
    return any(not word.startswith(("fix", "correct", "broken", "wrong", "repair", "bug")) for word in words)

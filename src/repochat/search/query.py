"""What a question asks for: its words, the identifiers that it names, its type, and whether tests are wanted."""

import re
from dataclasses import dataclass

from repochat.catalog.piece import hash_term
from repochat.catalog.terms import IDENTIFIER, light_words, strong_words
from repochat.search.model import LIMITS, QueryType, SearchLimits
from repochat.syntax.words import split_identifier, strong_stem

STOP_WORDS = frozenset(
    """
    a about after all an and any are as at be been before being between by can code could did do does done
    down during each every explain find for from get gets got had has have having he her here his how i if in
    into is it its look made make makes may me might more most must my no not of off on one ones onto or our
    out over per please shall she should show so some such tell than that the their them then there these they
    this those through to under up us use used uses using via was we were what when where which who whom why
    will with work working works would yes you your
    according actually although cannot either else ever exactly happen happened happening happens instead itself just
    otherwise really say says still than themselves though twice unless whether within without yet
    """.split()  # noqa: SIM905 - a list of a hundred strings is harder to read
)
_IDENTIFIER_MARKS = re.compile(r"[a-z0-9][A-Z]|_|::|->|\.\w|\(\)|^[A-Z][a-z]+[A-Z]|^[A-Z]{2,}[a-z]?\w*$")
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:(?:::|->|\.|#|/)[A-Za-z_$][\w$]*)*[!?]?(?:\(\))?")
_QUOTED = re.compile(r"`([^`\n]{1,200})`|\"([^\"\n]{1,200})\"|'([\w.:$#/-]{2,200})'")
_PATH = re.compile(
    r"(?:[\w.@-]+/)+[\w.@-]+|\b[\w-]+\.(?:py|js|jsx|ts|tsx|go|rs|c|h|cc|cpp|hpp|java|kt|scala|rb|php|swift|ex|exs|hs|lua"
    r"|sh|zig|sql|cs|md|rst|toml|yaml|yml|json|conf|cfg|ini|txt)\b"
)
_TESTS = re.compile(r"\b(?:test(?:s|ing|ed)?|specs?|fixtures?|coverage|mocks?|benchmarks?)\b", re.IGNORECASE)
_DOCS = re.compile(
    r"\b(?:docs?|documentation|readme|changelog|guide|tutorial|examples?|install(?:ation)?)\b", re.IGNORECASE
)
_CALLERS = re.compile(  # who does it, not: what it does, or which one it is to use
    r"\b(?:who|what|which(?:\s+(?!do|to|can|should|will)\w+){0,3})\s+(?:else\s+|all\s+)?"
    r"(?:calls?|uses?|invokes?|references?|depends?\s+on|imports?|implements?)\b"
    r"|\bwhere\b.{0,60}\b(?:called|used|invoked|referenced|imported|calls?|uses?)\b"
    r"|\b(?:called|used|invoked|referenced|imported)\s+(?:by|from|anywhere|elsewhere)\b"
    r"|\b(?:callers?|usages?|uses|references?|call\s+sites?)\s+(?:of|to)\b",
    re.IGNORECASE,
)
_REVISION = (
    r"(?:v?\d+(?:\.\d+)+|[0-9a-f]{7,40}|head|main|master"
    r"|(?:the\s+)?(?:last\s+)?(?:releases?|versions?|tags?|commits?|branch(?:es)?|revisions?))"
)
_CHANGED = re.compile(
    rf"\bwhat (?:has )?changed\b|\bchanges? (?:in|to|since|between)\b|\bdiff(?:erences?)? between {_REVISION}\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:when|who)\b.{0,60}\b(?:added|introduced|changed|removed|wrote|broke|fixed|last)\b"
    r"|\b(?:history|blame|commit(?:s|ted)?|author)\b|\bwhy (?:was|did|were)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(r"^\s*(?:where|which file|in which|what file)\b|\bwhere (?:is|are|does|do)\b", re.IGNORECASE)
_ARCHITECTURE = re.compile(
    r"\b(?:architecture|structure[ds]?|organi[sz]ed?|overview|design|layers?|modules?|components?|pipeline"
    r"|lifecycle|flow|relationship|interact|fit together|entry ?points?|hierarchy)\b",
    re.IGNORECASE,
)
_TYPES: tuple[tuple[QueryType, re.Pattern[str]], ...] = (
    ("callers", _CALLERS),
    ("changed", _CHANGED),
    ("history", _HISTORY),
    ("where", _WHERE),
    ("architecture", _ARCHITECTURE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as the legs read it."""

    text: str
    type: QueryType
    wants_tests: bool
    wants_docs: bool
    content: tuple[str, ...]  # identifiers as written, each once, without stop words
    words: tuple[str, ...]  # lightly stemmed parts of `content`
    terms: tuple[int, ...]  # `words` hashed
    file_terms: tuple[int, ...]  # strongly stemmed parts, hashed
    path_words: tuple[str, ...]  # strongly stemmed parts and joins
    names: tuple[str, ...]  # identifiers it names, as written, possibly qualified
    paths: tuple[str, ...]
    truncated: bool  # a bound of SearchLimits cut it


def parse_query(text: str, limits: SearchLimits = LIMITS) -> Query:
    """Never raises; an empty question has no words."""
    cut = text[: limits.query_chars_max].replace("\0", " ")
    identifiers = list(dict.fromkeys(IDENTIFIER.findall(cut)))
    content = [i for i in identifiers if i.lower() not in STOP_WORDS] or identifiers
    words = list(dict.fromkeys(word for identifier in content for word in light_words(identifier)))
    strong = list(dict.fromkeys(strong_stem(part) for identifier in content for part in split_identifier(identifier)))
    names = _find_names(cut)
    kept = words[: limits.query_terms_max]
    return Query(
        text=cut,
        type=_choose_type(cut, names, content),
        wants_tests=_TESTS.search(cut) is not None,
        wants_docs=_DOCS.search(cut) is not None,
        content=tuple(content[: limits.query_terms_max]),
        words=tuple(kept),
        terms=tuple(hash_term(word) for word in kept),
        path_words=tuple(dict.fromkeys(w for i in content for w in strong_words(i)))[: limits.query_terms_max],
        file_terms=tuple(hash_term(word) for word in strong[: limits.query_terms_max]),
        names=tuple(names),
        paths=tuple(dict.fromkeys(_PATH.findall(cut))),
        truncated=len(text) > limits.query_chars_max or len(words) > limits.query_terms_max,
    )


def _find_names(text: str) -> list[str]:
    """Identifiers that are written as code: quoted, qualified, cased or underscored; or the only word there is."""
    names: dict[str, None] = {}
    for groups in _QUOTED.findall(text):
        quoted = next(filter(None, groups)).strip()
        if " " not in quoted:  # else it is a message or a phrase, which names nothing
            names.update(dict.fromkeys(_NAME.findall(quoted)))
    for name in _NAME.findall(text):
        if _IDENTIFIER_MARKS.search(name):
            names[name] = None
    bare = text.split()
    if len(bare) == 1 and _NAME.fullmatch(bare[0]):
        names[bare[0]] = None
    return [name.removesuffix("()") for name in names]


def _choose_type(text: str, names: list[str], content: list[str]) -> QueryType:
    for name in names:  # a name that holds `use` does not ask who uses it
        text = text.replace(name, " ")
    for query_type, pattern in _TYPES:
        if pattern.search(text):
            return query_type
    named = {part for name in names for part in IDENTIFIER.findall(name)}
    if names and sum(word not in named for word in content) <= len(names):
        return "symbol"
    return "behaviour"

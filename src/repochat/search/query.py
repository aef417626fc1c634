"""What a question asks for: its words, the identifiers that it names, its type, and whether tests are wanted."""

import re
from dataclasses import dataclass

from repochat.catalog.piece import hash_term
from repochat.catalog.terms import IDENTIFIER, light_words
from repochat.search.model import LIMITS, QueryType, SearchLimits
from repochat.syntax.words import split_identifier, strong_stem

STOP_WORDS = frozenset(
    "a an the of to in on for from by with and or is are was were be been being do does did done how what where which"
    " who whom when why can could should would will shall may might must i we you he she it they them me us our your"
    " my his her its their this that these those there here as at if then than so such into onto about over under"
    " after before between during through up down out off via per not no yes any all each every some most more one ones"
    " have has had having get gets got use uses used using make makes made work works working show tell explain"
    " find look please code file files function functions method methods class classes defined definition"
    " implementation implemented implements implement handle handled handles handling happen happens".split()
)
_IDENTIFIER_MARKS = re.compile(r"[a-z0-9][A-Z]|_|::|->|\.\w|\(\)|^[A-Z][a-z]+[A-Z]|^[A-Z]{2,}[a-z]?\w*$")
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:(?:::|->|\.|#|/)[A-Za-z_$][\w$]*)*[!?]?(?:\(\))?")
_QUOTED = re.compile(r"`([^`\n]{1,200})`|\"([^\"\n]{1,200})\"|'([\w.:$#/-]{2,200})'")
_PATH = re.compile(r"(?:[\w.@-]+/)+[\w.@-]+|\b[\w-]+\.(?:py|js|jsx|ts|tsx|go|rs|c|h|cc|cpp|hpp|java|kt|scala|rb|php|swift"
                   r"|ex|exs|hs|lua|sh|zig|sql|cs|md|rst|toml|yaml|yml|json)\b")  # fmt: skip
_TESTS = re.compile(r"\b(?:tests?|testing|tested|specs?|fixtures?|unit[- ]tests?|coverage|mocks?|benchmarks?)\b", re.I)
_DOCS = re.compile(r"\b(?:docs?|documentation|readme|changelog|guide|tutorial|examples?|install(?:ation)?)\b", re.I)
_TYPES: tuple[tuple[QueryType, re.Pattern[str]], ...] = (
    ("callers", re.compile(r"\b(?:who|what|which|where)\b.{0,40}\b(?:calls?|called|callers?|uses?|used|invokes?|invoked|references?"
                           r"|depends? on|imports?)\b|\b(?:callers?|usages?|references?) (?:of|to)\b", re.I)),
    ("changed", re.compile(r"\bwhat (?:has )?changed\b|\bchanges? (?:in|to|since|between)\b|\bdiff(?:erence)? between\b", re.I)),
    ("history", re.compile(r"\b(?:when|who)\b.{0,60}\b(?:added|introduced|changed|removed|wrote|broke|fixed|last)\b"
                           r"|\b(?:history|blame|commit(?:s|ted)?|author)\b|\bwhy (?:was|did|were)\b", re.I)),
    ("where", re.compile(r"^\s*(?:where|which file|in which|what file)\b|\bwhere (?:is|are|does|do)\b", re.I)),
    ("architecture", re.compile(r"\b(?:architecture|structure[ds]?|organi[sz]ed?|overview|design|layers?|modules?|components?|pipeline"
                                r"|lifecycle|flow|relationship|interact|fit together|entry ?points?|hierarchy)\b", re.I)),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as the legs read it."""

    text: str
    type: QueryType
    wants_tests: bool
    wants_docs: bool
    words: tuple[str, ...]  # lightly stemmed, each once, without stop words
    terms: tuple[int, ...]  # `words` hashed
    file_terms: tuple[int, ...]  # strongly stemmed, hashed
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
        words=tuple(kept),
        terms=tuple(hash_term(word) for word in kept),
        file_terms=tuple(hash_term(word) for word in strong[: limits.query_terms_max]),
        names=tuple(names),
        paths=tuple(dict.fromkeys(_PATH.findall(cut))),
        truncated=len(text) > limits.query_chars_max or len(words) > limits.query_terms_max,
    )


def _find_names(text: str) -> list[str]:
    """Identifiers that are written as code: quoted, qualified, cased or underscored; or the only word there is."""
    names: dict[str, None] = {}
    for groups in _QUOTED.findall(text):
        names.update(dict.fromkeys(_NAME.findall(next(filter(None, groups)))))
    for name in _NAME.findall(text):
        if _IDENTIFIER_MARKS.search(name):
            names[name] = None
    bare = text.split()
    if len(bare) == 1 and _NAME.fullmatch(bare[0]):
        names[bare[0]] = None
    return [name.removesuffix("()") for name in names]


def _choose_type(text: str, names: list[str], content: list[str]) -> QueryType:
    for query_type, pattern in _TYPES:
        if pattern.search(text):
            return query_type
    if names and len(content) <= 2 * len(names):
        return "symbol"
    return "behaviour"

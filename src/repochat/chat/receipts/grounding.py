"""Whether cited lines carry a sentence: its names, numbers, quotes, counts, commits and absolutes, each looked up.

Reads the finished sentence alone, not what its writer knew.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repochat.chat.model import Status, Tier
from repochat.chat.receipts.citations import CitedLines
from repochat.chat.receipts.draft import CommitFact
from repochat.chat.receipts.markdown import clean_text, find_code_spans, remove_code_spans, unescape_text
from repochat.chat.receipts.matching import NAME, SEPARATORS, drop_spaces, find_code, find_prose, has_word

SHORT_SHA_DIGITS_MIN = 7
COUNTED = "by our count"
"""How a sentence says that a number is ours: counted from git, and in no line that it cites."""

_QUOTE = re.compile(r"“(.*)”", re.DOTALL)
_LINES = re.compile(r"\blines? (\d+)(?:-(\d+))?((?:, \d+)*)(?: and (\d+))?", re.IGNORECASE)
_COUNT = re.compile(r"\b(\d+) (?:call sites?|places?)\b")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_PULL = re.compile(r"#\d+\b")
_SHA = re.compile(rf"[0-9a-f]{{{SHORT_SHA_DIGITS_MIN},64}}")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_ABSOLUTE = re.compile(
    r"\b(?:only|never|all|always|every|none|nothing|nobody|no|not|must|guaranteed?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounding:
    """What the check of one sentence found. `missing` names what the lines do not carry."""

    status: Status
    tier: Tier
    missing: tuple[str, ...]


def ground_statement(
    text: str, cited: Sequence[CitedLines], commits: Sequence[CommitFact] = (), counted: Sequence[str] = ()
) -> Grounding:
    """Looks up every claim of `text` in `cited`; `commits` are what git told of the commits that it may name.

    `counted` are numbers that we counted: they hold in a sentence that says who counted.
    """
    claims = list(_check_claims(text, cited, commits, counted if COUNTED in text else ()))
    missing = tuple(claim for claim, holds in claims if not holds)
    if not cited or not any(holds for _, holds in claims):
        return Grounding(status="unsupported", tier=1 if cited else 0, missing=missing)
    if not missing and not _cites_commit(text, cited) and not _LINES.search(remove_code_spans(text)):
        missing = ("lines",)  # git knows the commit, but no line is said to come from it
    if missing:
        return Grounding(status="partly", tier=2 if any(c.symbol_lines for c in cited) else 1, missing=missing)
    return Grounding(status="supported", tier=3, missing=())


def _cites_commit(text: str, cited: Sequence[CitedLines]) -> bool:
    """Whether each commit that is named is cited itself, or none is named."""
    named = [code for code in find_code_spans(text) if _SHA.fullmatch(code)]
    has_message = any(each.citation.kind == "commit" for each in cited)
    return not named or (has_message and all(_is_commit_of(code, cited) for code in named))


def _is_commit_of(sha: str, cited: Sequence[CitedLines]) -> bool:
    return any(each.citation.commit.startswith(sha) for each in cited)


def _check_claims(
    text: str, cited: Sequence[CitedLines], commits: Sequence[CommitFact], counted: Sequence[str]
) -> Iterator[tuple[str, bool]]:
    quote = _QUOTE.search(text)
    if quote:
        said = unescape_text(quote[1])
        in_lines = any(_has_quote(lines, said) for lines in cited)
        yield said, in_lines or any(commit.subject.startswith(said) for commit in commits)
        text = text[: quote.start()] + text[quote.end() :]
    for code in find_code_spans(text):
        yield code, _has_code(code, cited, commits)
    yield from _check_plain(remove_code_spans(text), cited, commits, counted)


def _check_plain(
    text: str, cited: Sequence[CitedLines], commits: Sequence[CommitFact], counted: Sequence[str]
) -> Iterator[tuple[str, bool]]:
    """Numbers and absolutes of what is neither quoted nor code."""
    for lines in _LINES.finditer(text):
        yield lines[0], _has_lines(lines, cited)
    text = _LINES.sub(" ", text)
    for count in _COUNT.finditer(text):
        yield count[0], int(count[1]) == len({_place(c) for c in cited if c.role == "reference"})
    text = _COUNT.sub(" ", text)
    for date in _DATE.findall(text):
        yield date, any(date == commit.date for commit in commits)
    text = _DATE.sub(" ", text)
    for pull in _PULL.findall(text):
        yield pull, any(c.citation.ref == pull or pull in line for c in cited for line in c.texts)
    text = _PULL.sub(" ", text)
    for number in _NUMBER.findall(text):
        yield number, number in counted or any(number in _NUMBER.findall(line) for c in cited for line in c.texts)
    for word in _ABSOLUTE.findall(text):
        yield word, any(has_word(word.lower(), line.lower()) for c in cited for line in c.texts)


def _place(cited: CitedLines) -> tuple[str, int, int]:
    return cited.citation.path, cited.citation.start_line, cited.citation.end_line


def _has_quote(cited: CitedLines, said: str) -> bool:
    return find_prose(cited.texts, said) is not None or find_code(cited.texts, said) is not None


def _has_code(code: str, cited: Sequence[CitedLines], commits: Sequence[CommitFact]) -> bool:
    if any(_is_path_of(code, lines.citation.path) for lines in cited):
        return True
    if _SHA.fullmatch(code) and (any(commit.sha.startswith(code) for commit in commits) or _is_commit_of(code, cited)):
        return True
    if any(drop_spaces(code) == drop_spaces(commit.author) for commit in commits):
        return True
    if NAME.fullmatch(code):
        return any(_has_name(code, lines) for lines in cited)
    return any(find_code(lines.texts, code) is not None for lines in cited)


def _is_path_of(code: str, path: str) -> bool:
    return code == clean_text(path) or (code.endswith("/") and path.startswith(code))


def _has_name(name: str, cited: CitedLines) -> bool:
    """Its last part is a word of the lines or names the definition around them; the rest may stand in its path too."""
    *owners, last = SEPARATORS.split(name)
    around = SEPARATORS.split(cited.citation.symbol) if cited.symbol_lines else []
    if not any(has_word(last, line) for line in cited.texts) and last not in around:
        return False
    known = {*around, *re.split(r"[/.]", cited.citation.path)}
    return all(owner in known or any(has_word(owner, line) for line in cited.texts) for owner in owners)


def _has_lines(match: re.Match[str], cited: Sequence[CitedLines]) -> bool:
    """A range is that of a citation or of its symbol; single lines lie in citations."""
    numbers = [int(number) for number in re.findall(r"\d+", match[0])]
    if match[2]:
        first, last = numbers[:2]
        ranges = [(c.citation.start_line, c.citation.end_line) for c in cited]
        return (first, last) in [*ranges, *(c.symbol_lines for c in cited)]
    return all(any(c.citation.start_line <= n <= c.citation.end_line for c in cited) for n in numbers)

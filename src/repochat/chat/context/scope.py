"""What a question is kept to, read off its marks: `@path`, `#Symbol`, `lang:`, `path:`, `tests:`, and revisions."""

import re
from dataclasses import dataclass, field

from repochat.chat.context.revisions import RefWords, find_ref_words
from repochat.search import SearchFilter
from repochat.search.filter import find_paths
from repochat.search.hot import HotIndex
from repochat.search.model import TestsWanted
from repochat.syntax import list_languages

MARKS_MAX = 16  # of each kind; the rest are words
_PATH = re.compile(
    r"(?<![^\s(])(?P<lead>(?:in|inside|within|under|from|at|on)\s+)?@(?P<name>[\w.-][\w./\\~+-]*[\w/+]|\w)",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"(?<![^\s(])#(?P<name>[A-Za-z_$][\w$]*(?:(?:::|->|\.|#)[A-Za-z_$~][\w$]*)*[!?]?(?:\(\))?)")
_OPTION = re.compile(
    r"(?<![^\s(])(?P<key>path|file|lang|language|tests?):(?P<value>[\w./\\#+,-]*[\w/#+])(?=[\s),;.?!]|$)", re.IGNORECASE
)
_NO_SYMBOL = frozenset((
    "include", "define", "ifdef", "ifndef", "endif", "pragma", "if", "else", "elif", "undef", "error", "region",
    "import",
))  # fmt: skip
_EXTENSIONS = frozenset(extension for language in list_languages() for extension in language.extensions)
_TESTS: dict[str, TestsWanted] = {
    "only": "only", "yes": "only", "none": "none", "no": "none", "any": "any", "all": "any",
}  # fmt: skip
_SPACES = re.compile(r"[ \t]{2,}")
_BEFORE_MARK = re.compile(r"\s+([,;.?!])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`text` is the question to search for: what only narrows it is gone, names keep their place.

    `guesses` are `@words` that mean a path where the repository has it, and are words elsewhere. `refs` are words that
    may be revisions; `resolve_refs` asks git.
    """

    text: str
    paths: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tests: TestsWanted = "any"
    refs: RefWords = field(default_factory=RefWords)

    @property
    def between(self) -> tuple[str, str] | None:
        return self.refs.between

    @property
    def rev(self) -> str | None:
        return self.refs.rev

    @property
    def since(self) -> str | None:
        return self.refs.since


def parse_scope(text: str) -> Scope:
    """Reads the marks of a question. Never raises; a question without marks keeps its text."""
    marks = _Marks()
    left = _OPTION.sub(marks.take_option, text)
    left = _SYMBOL.sub(marks.take_symbol, left)
    left = _PATH.sub(marks.take_path, left)
    left = _BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", left)).strip() if left != text else text
    return Scope(
        text=left,
        paths=tuple(dict.fromkeys(marks.paths)),
        guesses=tuple(dict.fromkeys(marks.guesses)),
        symbols=tuple(dict.fromkeys(marks.symbols)),
        languages=tuple(dict.fromkeys(marks.languages)),
        tests=marks.tests,
        refs=find_ref_words(left),
    )


def choose_filter(scope: Scope, index: HotIndex) -> SearchFilter | None:
    """What the scope means for a search of `index`; None when it narrows nothing."""
    guessed = tuple(guess for guess in scope.guesses if find_paths(index, guess).any())
    paths = (*scope.paths, *guessed)
    if not paths and not scope.languages and scope.tests == "any":
        return None
    return SearchFilter(paths=paths, languages=scope.languages, tests=scope.tests)


class _Marks:
    """Collects marks; what each `take_` returns stands in the text instead."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.guesses: list[str] = []
        self.symbols: list[str] = []
        self.languages: list[str] = []
        self.tests: TestsWanted = "any"

    def take_option(self, mark: re.Match[str]) -> str:
        key, values = mark["key"].lower(), [value for value in mark["value"].split(",") if value]
        if key.startswith("test"):
            if mark["value"].lower() not in _TESTS:
                return mark[0]
            self.tests = _TESTS[mark["value"].lower()]
        elif key.startswith("lang"):
            self.languages = [*self.languages, *(value.lower() for value in values)][:MARKS_MAX]
        else:
            self.paths = [*self.paths, *values][:MARKS_MAX]
        return ""

    def take_symbol(self, mark: re.Match[str]) -> str:
        name = mark["name"].rstrip("?").removesuffix("()")
        if name.lower() in _NO_SYMBOL or len(self.symbols) == MARKS_MAX:
            return mark[0]
        self.symbols.append(name)
        return mark["name"]

    def take_path(self, mark: re.Match[str]) -> str:
        """A path that opens the question, or follows `in`, only narrows; elsewhere the sentence needs it."""
        name, lead = mark["name"], mark["lead"] or ""
        if not _is_surely_path(name):
            self.guesses = [*self.guesses, name][:MARKS_MAX]
            return lead + name
        self.paths = [*self.paths, name][:MARKS_MAX]
        opens = not mark.string[: mark.start()].strip() and len(mark.string[mark.end() :].split()) > 1
        return "" if lead or opens else name


def _is_surely_path(name: str) -> bool:
    """`@app.route` and `@property` are decorators as likely as paths."""
    stem, dot, extension = name.rpartition(".")
    return "/" in name or bool(stem and dot and extension.lower() in _EXTENSIONS)

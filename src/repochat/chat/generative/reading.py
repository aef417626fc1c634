"""A statement of a model as tokens: the names, numbers, quotes, paths and words that it says, clause by clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from repochat.chat.generative.vocabulary import CONDITIONS
from repochat.chat.receipts.markdown import split_code
from repochat.chat.receipts.matching import NAME

TokenKind = Literal["name", "value", "code", "path", "number", "quote", "word", "lines", "sha"]

_EXTENSIONS = (
    "py pyi go js mjs cjs jsx ts tsx rs c h cc cpp hpp java kt scala rb php cs swift ex exs hs lua zig sh md rst txt"
    " toml yaml yml json cfg ini lock mod sum html css sql proto"
).replace(" ", "|")
_PATH = rf"(?:[\w@.-]+/)*[\w@.-]*\w\.(?:{_EXTENSIONS})(?![\w.]\w)|(?:[\w@-]+/){{2,}}[\w@-]*|[\w@-]+/(?![\w/])"
_PLACE = r"(?::(?P<at>\d+(?:\s?[-–]\s?\d+)?)|#L(?P<hash>\d+(?:-L?\d+)?))"
_WHOLE_PATH = re.compile(rf"(?P<path>/?(?:{_PATH})){_PLACE}?")
_VALUE = re.compile(r"None|True|False|true|false|nil|null|undefined|NULL|NaN|self|this")
_CALL = re.compile(r"\((?:\)|\.\.\.\)|…\))$")
_NUMBER = r"0[xX][0-9a-fA-F]+|\d{1,3}(?:,\d{3})+|\d[\d_]*(?:\.\d+)*"
_NUMBER_CODE = re.compile(rf"[-+]?({_NUMBER})([a-zA-Z%]{{0,3}})")
_PART = re.compile(
    r"(?P<quote>“[^”]{1,600}”|\"[^\"]{1,600}\"|(?<!\w)'[^']{2,300}'(?!\w))"
    r"|(?P<lines>\b[Ll]ines?\s+\d+(?:\s?(?:[-–]|to|and|through)\s?\d+)?|\bL\d+(?:-L?\d+)?\b)"
    rf"|(?P<path>(?<![\w/])(?:{_PATH})(?::\d+(?:-\d+)?)?)"
    r"|(?P<code>\b[A-Za-z]+(?:-[A-Za-z\d]+)*-\d[\w-]*)"
    r"|(?P<sha>\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}\b)"
    rf"|(?P<number>(?<![\w.])(?:{_NUMBER})(?:[a-zA-Z]{{1,3}}\b|%)?)"
    r"|(?P<word>(?<!\w)--?[a-zA-Z][\w-]*|[^\W\d][\w$]*(?:['’]\w+)?(?:(?:\.|::|->|#)[^\W\d][\w$]*)*(?:\(\))?|_+\w+)"
    r"|(?P<stop>[;:—–,.()])"
)
_LOOKS_CODED = re.compile(
    r"\w_\w|^_|[a-z][A-Z]|[A-Z]{2,}[a-z]\w*[A-Z]|^[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+$|::|->|#|\(\)$|^--\w|\$"
)
_DOTTED = re.compile(r"[^\W\d]\w+(?:\.[^\W\d]\w+)+")
_ABBREVIATED = frozenset(("e.g", "i.e", "etc", "vs", "a.k.a"))
_JOINTS = frozenset(
    ("but", "which", "while", "whereas", "then", "because", "before", "after", "instead", "rather", "so")
)
_FRONTED = CONDITIONS | {"before", "after", "because", "instead"}
_VERB = re.compile(r"\w{2,}(?<![su])s|\w{3,}ed|may|can|will|is|are|then|might|should")
_HARD_STOPS = frozenset(";:—–(")
_AFTER_COMMA = frozenset(("and", "or", "where", "who", "with", "returning", "raising", "setting", "calling", "using"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`text` as written, without fences; `clause` counts from 0; `starter` is the word that opened it, or ""."""

    kind: TokenKind
    text: str
    clause: int
    starter: str
    word: str  # in lower case, with a plain apostrophe
    is_code: bool = False  # stood in a code span


def read_statement(markdown: str) -> tuple[Token, ...]:
    """The tokens of one statement, in order."""
    reader = _Reader()
    for text, is_code in _join(markdown):
        reader.read_code(text) if is_code else reader.read_plain(text)
    return tuple(reader.tokens)


def _join(markdown: str) -> Iterator[tuple[str, bool]]:
    """Neighbouring parts of plain text as one."""
    plain: list[str] = []
    for text, is_code in split_code(markdown):
        if not is_code:
            plain.append(text)
            continue
        yield "".join(plain), False
        plain.clear()
        yield text, True
    yield "".join(plain), False


class _Reader:
    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self._clause = 0
        self._starter = ""
        self._after_comma = False
        self._after_and = False

    def read_code(self, code: str) -> None:
        code = code.strip()
        self._after_and = False
        path = _WHOLE_PATH.fullmatch(code)
        name = _CALL.sub("", code)
        number = _NUMBER_CODE.fullmatch(code)
        if path and not (NAME.fullmatch(code) and "/" not in code and not path["at"] and _is_attribute(code)):
            self._add_path(path["path"], path["at"] or path["hash"])
        elif number:
            self._add("number", number[1] + number[2], is_code=True)
        elif re.fullmatch(r"(?=[a-f]*\d)[0-9a-f]{7,40}", code):
            self._add("sha", code, is_code=True)
        elif _VALUE.fullmatch(code):
            self._add("value", code, is_code=True)
        elif NAME.fullmatch(name):
            self._add("name", name, is_code=True)
        elif code:
            self._add("code", code, is_code=True)

    def read_plain(self, text: str) -> None:
        for part in _PART.finditer(text.replace("**", " ").replace("*", " ")):
            kind = part.lastgroup or ""
            if kind == "stop":
                self._stop(part[0])
            elif kind == "word":
                self._read_word(part[0])
            elif kind == "quote":
                self._add("quote", part[0][1:-1].strip())
            elif kind == "path":
                path, _, at = part[0].partition(":")
                self._add_path(path, at)
            elif kind in ("lines", "number", "sha", "code"):
                self._add(kind, part[0])  # pyright: ignore[reportArgumentType]  # the names of groups are kinds
            self._after_comma = self._after_comma and kind == "stop"

    def _read_word(self, word: str) -> None:
        lower = word.lower()
        goes_on = self._after_and and self._starter not in CONDITIONS and _VERB.fullmatch(lower)
        self._after_and = lower == "and"
        if lower in CONDITIONS or lower in _JOINTS or goes_on or (self._after_comma and lower in _AFTER_COMMA):
            self._clause, self._starter = self._clause + 1, "" if goes_on else lower
        if lower.rstrip(".") in _ABBREVIATED:
            return
        is_name = _LOOKS_CODED.search(word) or (_DOTTED.fullmatch(word) and "'" not in word)
        self._add("name" if is_name else "word", word.removesuffix("()") if is_name else word)

    def _stop(self, mark: str) -> None:
        self._after_comma = mark == ","
        if mark in _HARD_STOPS or (mark == "," and self._starter in _FRONTED):
            self._clause, self._starter = self._clause + 1, ""

    def _add_path(self, path: str, at: str | None) -> None:
        self._add("path", path)
        if at:
            self._add("lines", f"lines {at}")

    def _add(self, kind: TokenKind, text: str, *, is_code: bool = False) -> None:
        self._after_comma = False
        word = text.lower().replace("’", "'")
        self.tokens.append(
            Token(kind=kind, text=text, word=word, clause=self._clause, starter=self._starter, is_code=is_code)
        )


def _is_attribute(code: str) -> bool:
    """`app.js` is a file, `self.c` and `res.json` are attributes: what code shows is settled by its lines."""
    return code.rpartition(".")[2] in (
        "c",
        "h",
        "json",
        "text",
        "html",
        "go",
        "mod",
        "lock",
        "sum",
        "sql",
        "css",
        "cfg",
        "txt",
    )

"""Names as a program writes them, taken apart: `Foo<T>::bar` is `bar` of `Foo`."""

import re
from functools import lru_cache
from typing import Final

_SEPARATOR: Final = re.compile(r"::|->|\?\.|[.\\:]")
_GENERICS: Final = re.compile(r"<[^<>]*>|(?<=\w)\[[^\[\]]*\]|(?<=\w)\([^()]*\)")
_PLAIN: Final = re.compile(r"[\w$]+[?!=']*\Z")
_QUOTES: Final = "\"'`"
_QUOTED: Final = re.compile(r"([\"'`])(?:\\.|(?!\1).)*\1\Z")
_ARGUMENTS: Final = re.compile(r"\([^()]*\)")
_BLANKS: Final = re.compile(r"\s+")
_IDLE_BLANKS: Final = re.compile(r"\s+(?!\w)|(?<!\w)\s+")
_OPERATOR: Final = re.compile(r"\boperator\b *(?:\(\)|\[\]|[^\w\s(]+|[\w:<>*& ]+)")
_QUALIFIER_CHARS_MAX: Final = 80
_UNNAMING: Final = frozenset({"prototype", "exports", "module", "this", "self"})  # say where, not what


@lru_cache(maxsize=65_536)
def split_name(text: str) -> tuple[str, str]:
    """(what stands before the last separator, the last name), without type arguments."""
    if _PLAIN.match(text):
        return "", text
    text = _BLANKS.sub(" ", text.strip())
    if _QUOTED.match(text):
        return "", _unquote(text)  # the title of a test is one name
    operator = _OPERATOR.search(text)
    tail = ""
    if operator:
        text, tail = text[: operator.start()], operator[0].strip()
    elif not any(character.isalnum() or character == "_" for character in text):
        return "", text.strip("()") or text  # an operator is its own name
    parts = [part for part in _SEPARATOR.split(_strip_generics(text)) if part.strip()]
    if tail:
        return _join(parts), tail
    return (_join(parts[:-1]), _unquote(parts[-1])) if parts else ("", _unquote(text))


def _strip_generics(text: str) -> str:
    for _ in range(8):  # deeper type arguments stay in the name, which harms nothing
        stripped = _GENERICS.sub("", text)
        if stripped == text:
            break
        text = stripped
    return text


def _unquote(text: str) -> str:
    text = text.strip()
    quoted = len(text) > len("''") and text[0] in "\"'`" and text[-1] == text[0]
    return text[1:-1] if quoted else text


def _join(parts: list[str]) -> str:
    return ".".join(name for part in parts if (name := _unquote(part)) not in _UNNAMING)


@lru_cache(maxsize=65_536)
def shorten_qualifier(text: str) -> str:
    """A qualifier on one line; the arguments of calls inside are left out, a long one keeps its end."""
    if _PLAIN.match(text):
        return text
    text = _IDLE_BLANKS.sub("", text)
    for _ in range(8):
        stripped = _ARGUMENTS.sub("\x00", text)
        if stripped == text:
            break
        text = stripped
    return text.replace("\x00", "()").rstrip(".:")[-_QUALIFIER_CHARS_MAX:]


def find_written_qualifier(text: str, name: str) -> str:
    """What stands before `name` in `text`, as it is written there."""
    return text[: max(text.partition("<")[0].rfind(name), 0)].rstrip(":.->\\ ")

"""Where the lines say that one name does something to another."""

import re
from collections.abc import Callable, Mapping, Sequence

from repochat.chat.generative.evidence import Evidence, is_named
from repochat.chat.receipts.matching import SEPARATORS

_RAISE = re.compile(r"\braise|\bthrow|panic|\bErr\(|abort|reject|\berror", re.IGNORECASE)
RETURN = re.compile(
    r"\breturn|\byield|->|=>|\bReturns?\b|\bresolve\(|^\s*func\b.*\)\s*[^{\s]|^\s*(?:[\w:<>]+[ *&]+)+\w+\("
)
_IMPORT = re.compile(r"\bimport\b|\brequire\b|\buse\b|#include|\bfrom\b")
_ASSIGN = r"(?<![\w$]){name}\b[\]\"')]*\s*(?::[^=,]*)?(?:\|?\+?:?=(?!=)|:)|set\w*\([^)]*{name}"
_LINES_MAX = 400


def last_part(name: str) -> str:
    return SEPARATORS.split(name)[-1]


def list_reach(each: Evidence, subject: str) -> list[tuple[int, int]]:
    """Where what the subject does may stand: its definition; where no one defines it, the lines that name it."""
    whole = [(0, len(each.texts) - 1)]
    if not subject:
        return whole
    ranges = each.list_ranges(subject)
    if ranges:
        return ranges
    if each.symbol and is_named(each.symbol, tuple(SEPARATORS.split(subject))):
        return whole
    if _is_defined_elsewhere(each, subject):
        return []
    return [(line, _last_of(each, line)) for line in each.list_uses(subject)]


def _last_of(each: Evidence, line: int) -> int:
    """The end of what a line that names the subject opens: its block, or its statement of code."""
    end = max(each.find_block(line).stop - 1, line)
    while end + 1 < len(each.texts) and each.logical[end + 1] == each.logical[line]:
        end += 1
    return end


def _is_defined_elsewhere(each: Evidence, subject: str) -> bool:
    """Whether the index knows a definition of the name that is none of the piece's."""
    index = each.piece.pinned.index
    parts = tuple(SEPARATORS.split(subject))
    known = index.symbols_by_name.get(parts[-1].lower(), ())
    return any(is_named(index.symbol_qualified[symbol], parts) for symbol in known)


def list_symbols(each: Evidence, name: str) -> list[int]:
    index = each.piece.pinned.index
    parts = tuple(SEPARATORS.split(name))
    known = index.symbols_by_name.get(parts[-1].lower(), [])
    return [symbol for symbol in known if is_named(index.symbol_qualified[symbol], parts)]


def within(lines: Sequence[int], ranges: Sequence[tuple[int, int]]) -> list[int]:
    return [line for line in lines[:_LINES_MAX] if any(first <= line <= last for first, last in ranges)]


def find_uses(each: Evidence, subject: str, target: str) -> list[int]:
    """Lines of code in the subject's definition that name the target and don't define it."""
    name = last_part(target)
    lines = within(each.names.get(name, []), list_reach(each, subject))
    return [line for line in lines if not each.is_definition_of(name, line)]


def _find_use(each: Evidence, subject: str, target: str) -> list[int]:
    return find_uses(each, subject, target)


def _find_call(each: Evidence, subject: str, target: str) -> list[int]:
    name = re.escape(last_part(target))
    pattern = re.compile(rf"(?<![\w$]){name}[!?]?\s*(?:\(|::<|<[\w, ]+>\(|[,)]|$)|@(?:\w+\.)*{name}\b")
    lines = find_uses(each, subject, target)
    if last_part(subject) == last_part(target):
        lines = [
            line
            for line in lines
            if target in each.texts[line] or re.search(rf"(?:self|this|super\(\))\.{name}\b", each.texts[line])
        ]
    return [line for line in lines if not each.is_prose[line] and pattern.search(each.texts[line])]


def _find_near(each: Evidence, subject: str, target: str, pattern: re.Pattern[str]) -> list[int]:
    """Lines with the target, in a statement that the pattern begins."""
    lines = find_uses(each, subject, target)
    known = set(each.search(pattern))
    return [line for line in lines if any(line - by in known and is_one(each, line, line - by) for by in (0, 1, 2, 3))]


def is_one(each: Evidence, line: int, other: int) -> bool:
    return line == other or each.logical[line] == each.logical[other] or (each.is_prose[line] and each.is_prose[other])


def _find_raise(each: Evidence, subject: str, target: str) -> list[int]:
    return _find_near(each, subject, target, _RAISE)


def _find_return(each: Evidence, subject: str, target: str) -> list[int]:
    """On a line that returns; in the head of a definition behind the arrow, or, in Go, behind the parameters."""
    lines = _find_near(each, subject, target, RETURN)
    return [line for line in lines if _is_result(each, line, last_part(target))]


def _is_result(each: Evidence, line: int, name: str) -> bool:
    text = each.texts[line]
    if each.is_prose[line] or re.search(r"\b(?:return|yield)\b|=>", text):
        return True
    _, arrow, result = text.rpartition("->")
    result = result if arrow else text.rpartition(")")[2] if text.rstrip().endswith("{") else text.partition("(")[0]
    behind = re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", result)
    return behind is not None or (not arrow and f") ({name}" in text)


def _find_import(each: Evidence, _: str, target: str) -> list[int]:
    name = last_part(target)
    return [line for line in each.names.get(name, []) if _IMPORT.search(each.texts[line])]


def _find_set(each: Evidence, subject: str, target: str) -> list[int]:
    pattern = re.compile(_ASSIGN.format(name=re.escape(last_part(target))), re.IGNORECASE)
    lines = within(each.names.get(last_part(target), []), list_reach(each, subject))
    return [line for line in lines if pattern.search(each.texts[line])]


def _find_take(each: Evidence, subject: str, target: str) -> list[int]:
    """The parameter stands in the head of the subject's definition, before its result, or its doc lists it."""
    name = re.escape(last_part(target))
    listed = re.compile(rf"(?:[:@\\]param\w*|[-*])\s.*(?<![\w$]){name}(?![\w$])|^\s*{name}\s*(?:\([^)]*\))?:")
    heads = {each.logical[first] for first, _ in list_reach(each, subject)}
    lines = within(each.names.get(last_part(target), []), list_reach(each, subject))
    return [
        line
        for line in lines
        if (
            each.logical[line] in heads
            and re.search(rf"(?<![\w$]){name}(?![\w$])", each.texts[line].partition("->")[0])
        )
        or (each.is_prose[line] and listed.search(each.texts[line]))
    ]


def _find_inherit(each: Evidence, subject: str, target: str) -> list[int]:
    one, other = re.escape(last_part(subject)), re.escape(last_part(target))
    if not subject:
        return find_uses(each, subject, target)
    pattern = re.compile(
        rf"\b(?:class|interface|trait|struct|type)\s+{one}\b[^;]*(?<![\w$]){other}\b|\bimpl\b.*(?<![\w$]){other}\b.*\bfor\s+{one}\b"
    )
    embedded = [
        line
        for line in within(each.names.get(last_part(target), []), each.list_ranges(subject))
        if _is_alone(each, line, other)
    ]
    return each.search(pattern) + embedded


def _is_alone(each: Evidence, line: int, name: str) -> bool:
    """A struct of Go embeds by naming a type alone."""
    return re.fullmatch(rf"\s*\*?(?:\w+\.)?{name}\s*(?://.*)?", each.texts[line]) is not None


FINDERS: Mapping[str, Callable[[Evidence, str, str], list[int]]] = {
    "call": _find_call,
    "raise": _find_raise,
    "return": _find_return,
    "import": _find_import,
    "set": _find_set,
    "take": _find_take,
    "inherit": _find_inherit,
}
"""By the kind of a relation: the lines from 0 of a piece in which the subject, "" for anyone, does it to the target."""


def find_relation(each: Evidence, kind: str, subject: str, target: str) -> list[int]:
    """The lines from 0 that say it."""
    return FINDERS.get(kind, _find_use)(each, subject, target)

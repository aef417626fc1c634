"""A bound is one off: a message names a bound that its own condition does not keep, or a loop runs past the end.

Reads: (1) an `if` with one comparison with a number, whose body begins with raising, throwing or returning an error
with a text that names the same number in words that say which side of it is allowed; nothing is said where the words
may mean either. (2) a `for` loop that counts from 0 while `i <= x.length` (`len(x)`, `x.size()`) and reads `x[i]`.
Python, JavaScript, TypeScript, Go, Java, C.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from repochat.syntax.nodes import Node
from repochat.thinking.hypotheses.model import SourceFile, Suspicion
from repochat.thinking.hypotheses.shapes import find_symbol, place_node, squeeze, statements

_NUMBER = r"(?P<number>\d+)"
_COMPARES = re.compile(rf"^\(?\s*(?P<what>[\w.\[\]()>-]+?)\s*(?P<sign>[<>]=?)\s*{_NUMBER}\s*\)?$")
# What a text says is allowed: (words before the number, the comparisons that refuse exactly the rest).
_MUST = r"(?:must|should|has to|needs to) be (?:strictly )?"
_AT_MOST = (
    r"(?:at most|no more than|not be (?:more|greater|larger|longer) than|cannot exceed|can't exceed|must not exceed"
    r"|may not exceed|not exceed|maximum (?:of|is))"
)
_AT_LEAST = r"(?:at least|no (?:less|fewer) than|not be (?:less|smaller|fewer|shorter) than|minimum (?:of|is))"
_WORDS = (
    (re.compile(rf"{_MUST}(?:less|smaller|fewer|lower|shorter) than {_NUMBER}\b(?! or equal)"), ">="),
    (re.compile(rf"{_MUST}(?:greater|more|larger|higher|longer) than {_NUMBER}\b(?! or equal)"), "<="),
    (re.compile(rf"{_AT_MOST} {_NUMBER}\b"), ">"),
    (re.compile(rf"{_AT_LEAST} {_NUMBER}\b"), "<"),
)
_COUNTS_OTHERWISE = re.compile(r"[\w)]\s*[+-]\s*1\b")  # the text counts one more than the condition does
_EXITS = frozenset(("raise_statement", "throw_statement", "return_statement", "expression_statement"))
_LANGUAGES = frozenset(("python", "javascript", "typescript", "tsx", "go", "java", "c"))
_LENGTH = re.compile(
    r"^(?P<index>\w+)\s*<=\s*(?:len\((?P<go>[\w.]+)\)|(?P<other>[\w.]+?)\.(?:length|size\(\)|length\(\)))$"
)


@dataclass(frozen=True, slots=True)
class _Refusal:
    sign: str
    number: int

    @property
    def first_refused(self) -> tuple[str, int]:
        """The same for integers in one form: at or above, or at or below, a number."""
        if self.sign in (">", ">="):
            return "above", self.number + (self.sign == ">")
        return "below", self.number - (self.sign == "<")


def find(file: SourceFile) -> Iterator[Suspicion]:
    if file.is_test or file.language not in _LANGUAGES:
        return
    for node in file.tree.root.walk():
        if node.kind in ("if_statement", "elif_clause"):
            yield from _read_if(file, node)
        elif node.kind == "for_statement":
            yield from _read_loop(file, node)


def _read_if(file: SourceFile, node: Node) -> Iterator[Suspicion]:
    condition, body = node.child("condition"), node.child("consequence")
    match = _COMPARES.match(squeeze(file.tree.text(condition))) if condition is not None else None
    if match is None or body is None:
        return
    first = statements(body)[:1] or [body]
    if first[0].kind not in _EXITS:
        return
    text = squeeze(file.tree.text(first[0]))
    kept = _Refusal(match["sign"], int(match["number"]))
    for pattern, sign in _WORDS:
        told = pattern.search(text)
        if told is None or '"' not in text.replace("'", '"') or _COUNTS_OTHERWISE.search(text):
            continue
        said = _Refusal(sign, int(told["number"]))
        (side, at), (wanted_side, wanted) = kept.first_refused, said.first_refused
        if side == wanted_side and abs(at - wanted) == 1:
            yield _tell_words(file, node, condition or node, first[0], told[0])
            return


def _tell_words(file: SourceFile, node: Node, condition: Node, told: Node, words: str) -> Suspicion:
    return Suspicion(
        detector="bound-off-by-one",
        place=place_node(file, condition, "the condition"),
        others=(place_node(file, told, "what it says"),),
        symbol=find_symbol(file, node.start_line),
        text=squeeze(file.tree.text(condition)),
        title="A bound and the words about it are one apart",
        body=f'The text says "{words}" [2], and the condition [1] draws the line one beside it.',
        falsifier="A test with exactly the number that the text names: is it refused or not?",
        severity="low",
        confidence=0.7,
    )


def _read_loop(file: SourceFile, node: Node) -> Iterator[Suspicion]:
    clause = next((each for each in node.children if each.kind == "for_clause"), node)
    start, condition, body = (
        clause.child("initializer") or clause.child("init"),
        clause.child("condition"),
        node.child("body"),
    )
    if start is None or condition is None or body is None:
        return
    match = _LENGTH.match(squeeze(file.tree.text(condition)).strip("(); "))
    if match is None or not re.search(rf"\b{match['index']}\s*:?=\s*0\b", file.tree.text(start)):
        return
    what = match["go"] or match["other"]
    if re.search(
        rf"{re.escape(what)}\[{match['index']}\]|{re.escape(what)}\.(?:get|charAt)\({match['index']}\)",
        file.tree.text(body),
    ):
        yield Suspicion(
            detector="bound-off-by-one",
            place=place_node(file, condition, "the last round is past the end"),
            symbol=find_symbol(file, node.start_line),
            text=squeeze(file.tree.text(condition)),
            title=f"The loop reads one past the end of `{what}`",
            body=f"The loop goes on while the index equals the length of `{what}` [1], and reads it at the index.",
            falsifier="A test that runs the loop to its end.",
            severity="medium",
            confidence=0.7,
        )

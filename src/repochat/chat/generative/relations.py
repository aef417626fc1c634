"""`A calls B`: relations between two names, held against the lines and the graph, in the direction that is said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from repochat.chat.generative.evidence import Evidence, is_named
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.reading import Token
from repochat.chat.generative.vocabulary import CONDITIONS
from repochat.chat.receipts.matching import SEPARATORS

_VERBS = {
    "call": "call calls called calling invoke invokes invoked invoking delegates delegate delegating delegated",
    "use": "use uses used using",
    "wrap": "wrap wraps wrapped wrapping",
    "return": "return returns returned returning yield yields yielding",
    "raise": "raise raises raised raising throw throws thrown throwing panics",
    "inherit": "inherit inherits inherited inheriting extend extends extending subclass subclasses subclassing subclassed derive derives derived implements",
    "import": "import imports imported importing",
    "take": "take takes accept accepts accepting taking",
    "set": "set sets setting assign assigns assigning stores store storing initialises initializes",
    "create": "create creates created creating construct constructs instantiates instantiate build builds",
}
_RELATION = {verb: relation for relation, verbs in _VERBS.items() for verb in verbs.split()}
_NOUNS_AFTER = frozenset(("a", "an", "the", "its", "each", "this", "that"))
_OBJECT_ENDS = frozenset(
    ["with", "from", "on", "in", "into", "to", "for", "via", "as", "of", "when", "if", "unless", "before", "after", "by", "so", "that", "which", "while", "until", "through", "at", "whose", "where", "during", "inside", "within", "because", "since", "against", "under", "over", "per", "without", "whenever", "once", "and_then", "then"]
)
_THROUGH = {"delegates", "delegate", "delegating", "delegated", "inherit", "inherits", "derives", "derived", "inherited", "inheriting"}
_RAISE = re.compile(r"\braise|\bthrow|panic|\bErr\(|abort|reject|\berror", re.IGNORECASE)
_RETURN = re.compile(r"\breturn|\byield|->|=>|\bReturns?\b|\bresolve\(|^\s*func\b.*\)\s*\S|^\s*(?:[\w:<>]+[ *&]+)+\w+\(")
_IMPORT = re.compile(r"\bimport\b|\brequire\b|\buse\b|#include|\bfrom\b")
_ASSIGN = r"(?<![\w$]){name}\b[\]\"')]*\s*(?::[^=,]*)?(?:\|?\+?:?=(?!=)|:)|set\w*\([^)]*{name}"
_LINES_MAX = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """`subject` is "" where the statement names none."""

    kind: str
    subject: str
    target: str
    is_passive: bool


def check_relations(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    for relation in list_relations(tokens):
        yield check_relation(relation, cited)


def list_relations(tokens: Sequence[Token]) -> Iterator[Relation]:
    """Relations with a name on their far side, in order."""
    for at, token in enumerate(tokens):
        kind = _RELATION.get(token.word) if token.kind == "word" else None
        if kind is None or _is_noun(tokens, at):
            continue
        is_passive = _is_passive(tokens, at)
        subject = _find_subject(tokens, at)
        for target in _list_targets(tokens, at + 1 + is_passive, token.word):
            if is_passive:
                yield Relation(kind=kind, subject=target.text, target=subject, is_passive=True)
            elif target.text != subject:
                yield Relation(kind=kind, subject=subject, target=target.text, is_passive=False)


def _is_noun(tokens: Sequence[Token], at: int) -> bool:
    """`the call to x`, `its use of y`: no verb."""
    before = tokens[at - 1].word if at else ""
    return before in _NOUNS_AFTER and not tokens[at].word.endswith("ing")


def _is_passive(tokens: Sequence[Token], at: int) -> bool:
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    return after in ("by", "from") and tokens[at].word.endswith(("ed", "n"))


def _find_subject(tokens: Sequence[Token], at: int) -> str:
    """The name of which the verb is said: the last before it in its clause, else the statement's first before it."""
    clause = tokens[at].clause
    own = [token for token in tokens[:at] if token.kind == "name" and token.clause == clause]
    if own:
        firsts = [token for place, token in enumerate(tokens[:at]) if token in own and not _is_governed(tokens, place)]
        return (firsts or own)[-1].text
    before = [token for token in tokens[:at] if token.kind == "name" and token.starter not in CONDITIONS]
    return before[0].text if before else ""


def _is_governed(tokens: Sequence[Token], place: int) -> bool:
    """Whether a preposition stands before the name: `with x`, `for y`."""
    return place > 0 and tokens[place - 1].kind == "word" and tokens[place - 1].word in _OBJECT_ENDS


def _list_targets(tokens: Sequence[Token], start: int, verb: str) -> Iterator[Token]:
    """The names after a verb, up to where its object ends."""
    is_first = True
    for token in tokens[start:]:
        if token.kind == "name":
            yield token
        elif token.kind == "word":
            through = is_first and verb in _THROUGH and token.word in ("to", "from")
            if not through and (token.word in _OBJECT_ENDS or token.word in _RELATION):
                return
        is_first = False


def check_relation(relation: Relation, cited: Cited) -> Finding:
    """Held by lines of the subject's definition; said the wrong way round it contradicts them."""
    claim = _tell(relation)
    if not relation.target or (not relation.subject and relation.is_passive):
        return Finding(claim=claim, places=cited.find_name(relation.subject or relation.target))
    find = _FINDERS.get(relation.kind, _find_use)
    places = cited.gather(lambda each: find(each, relation.subject, relation.target))
    if places:
        return Finding(claim=claim, places=places)
    reverse = bool(relation.subject) and _is_reversed(relation, cited)
    return Finding(claim=claim, places=frozenset(), contradicts=reverse)


def _tell(relation: Relation) -> str:
    return f"{relation.subject} {relation.kind} {relation.target}".strip()


def _last(name: str) -> str:
    return SEPARATORS.split(name)[-1]


def _list_reach(each: Evidence, subject: str) -> list[tuple[int, int]]:
    """Where what the subject does may stand: its definition; all of the piece, when nobody knows the subject."""
    if subject:
        ranges = each.list_ranges(subject)
        if ranges:
            return ranges
        if each.symbol and is_named(each.symbol, tuple(SEPARATORS.split(subject))):
            return [(0, len(each.texts) - 1)]
        if _is_defined_elsewhere(each, subject):
            return []
    return [(0, len(each.texts) - 1)]


def _is_defined_elsewhere(each: Evidence, subject: str) -> bool:
    """Whether the index knows a definition of the name that is none of the piece's."""
    index = each.piece.pinned.index
    parts = tuple(SEPARATORS.split(subject))
    known = index.symbols_by_name.get(parts[-1].lower(), ())
    return any(is_named(index.symbol_qualified[symbol], parts) for symbol in known)


def _within(lines: Sequence[int], ranges: Sequence[tuple[int, int]]) -> list[int]:
    return [line for line in lines[:_LINES_MAX] if any(first <= line <= last for first, last in ranges)]


def _find_uses(each: Evidence, subject: str, target: str) -> list[int]:
    """Lines of code in the subject's definition that name the target and don't define it."""
    name = _last(target)
    lines = _within(each.names.get(name, []), _list_reach(each, subject))
    return [line for line in lines if not each.is_definition_of(name, line)]


def _find_use(each: Evidence, subject: str, target: str) -> list[int]:
    return _find_uses(each, subject, target)


def _find_call(each: Evidence, subject: str, target: str) -> list[int]:
    name = re.escape(_last(target))
    pattern = re.compile(rf"(?<![\w$]){name}[!?]?\s*(?:\(|::<|<[\w, ]+>\(|[,)]|$)|@(?:\w+\.)*{name}\b")
    lines = _find_uses(each, subject, target)
    return [line for line in lines if not each.is_prose[line] and pattern.search(each.texts[line])]


def _find_near(each: Evidence, subject: str, target: str, pattern: re.Pattern[str]) -> list[int]:
    """Lines with the target, in a statement that the pattern begins."""
    lines = _find_uses(each, subject, target)
    known = set(each.search(pattern))
    return [line for line in lines if any(line - by in known and _is_one(each, line, line - by) for by in (0, 1, 2, 3))]


def _is_one(each: Evidence, line: int, other: int) -> bool:
    return line == other or each.logical[line] == each.logical[other] or (each.is_prose[line] and each.is_prose[other])


def _find_raise(each: Evidence, subject: str, target: str) -> list[int]:
    return _find_near(each, subject, target, _RAISE)


def _find_return(each: Evidence, subject: str, target: str) -> list[int]:
    return _find_near(each, subject, target, _RETURN)


def _find_import(each: Evidence, subject: str, target: str) -> list[int]:
    name = _last(target)
    return [line for line in each.names.get(name, []) if _IMPORT.search(each.texts[line])]


def _find_set(each: Evidence, subject: str, target: str) -> list[int]:
    pattern = re.compile(_ASSIGN.format(name=re.escape(_last(target))), re.IGNORECASE)
    lines = _within(each.names.get(_last(target), []), _list_reach(each, subject))
    return [line for line in lines if pattern.search(each.texts[line])]


def _find_take(each: Evidence, subject: str, target: str) -> list[int]:
    """The parameter stands in the head of the subject's definition, or its doc tells of it."""
    lines = _within(each.names.get(_last(target), []), _list_reach(each, subject))
    heads = {each.logical[first] for first, _ in _list_reach(each, subject)}
    return [line for line in lines if each.logical[line] in heads or each.is_prose[line]]


def _find_inherit(each: Evidence, subject: str, target: str) -> list[int]:
    one, other = re.escape(_last(subject)), re.escape(_last(target))
    if not subject:
        return _find_uses(each, subject, target)
    pattern = re.compile(
        rf"\b(?:class|interface|trait|struct|type)\s+{one}\b[^;]*(?<![\w$]){other}\b|\bimpl\b.*(?<![\w$]){other}\b.*\bfor\s+{one}\b"
    )
    embedded = [line for line in _within(each.names.get(_last(target), []), each.list_ranges(subject)) if _is_alone(each, line, other)]
    return each.search(pattern) + embedded


def _is_alone(each: Evidence, line: int, name: str) -> bool:
    """A struct of Go embeds by naming a type alone."""
    return re.fullmatch(rf"\s*\*?(?:\w+\.)?{name}\s*(?://.*)?", each.texts[line]) is not None


_FINDERS = {
    "call": _find_call,
    "raise": _find_raise,
    "return": _find_return,
    "import": _find_import,
    "set": _find_set,
    "take": _find_take,
    "inherit": _find_inherit,
}


def _is_reversed(relation: Relation, cited: Cited) -> bool:
    """Whether the lines, or the graph, have it the other way round and not as said."""
    find = _FINDERS.get(relation.kind, _find_use)
    if any(find(each, relation.target, relation.subject) for each in cited.evidence if each.list_ranges(relation.target)):
        return True
    return any(
        _has_edge(each, relation.target, relation.subject) and not _has_edge(each, relation.subject, relation.target)
        for each in cited.evidence
    )


def _has_edge(each: Evidence, source: str, target: str) -> bool:
    """Whether the graph ties a reference in `source` to the definition of `target`."""
    index = each.piece.pinned.index
    sources, targets = _list_symbols(each, source), _list_symbols(each, target)
    if not sources or not targets:
        return False
    graph = index.graph
    return bool((np.isin(graph.edge_source, sources) & np.isin(graph.edge_target, targets)).any())


def _list_symbols(each: Evidence, name: str) -> list[int]:
    index = each.piece.pinned.index
    parts = tuple(SEPARATORS.split(name))
    known = index.symbols_by_name.get(parts[-1].lower(), [])
    return [symbol for symbol in known if is_named(index.symbol_qualified[symbol], parts)]

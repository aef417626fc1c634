"""Facts and falsehoods made mechanically from a repository's own code: docs, calls, returns, raises, defaults."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from evals.statement_sets import TRUE, Claimed, Lines

from repochat.chat.pinned import Pinned
from repochat.chat.receipts.matching import has_word, is_comment, read_prose
from repochat.syntax import SYMBOL_KINDS

LINES_MIN, LINES_MAX = 4, 60
COMMENT_LINES_MAX = 10
SURE = 0.85  # of an edge of the graph
WORDS_MIN = 5
_CALLABLE = frozenset(("function", "method", "constructor"))
_RETURN = re.compile(r"^\s*return\s+(?:&|\*|new\s+|await\s+)?((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w{2,})(?:\(|;|$)")
_RAISE = re.compile(r"^\s*(?:raise|throw new)\s+([A-Z]\w+)")
_DEFAULT = re.compile(r"\b([a-z_]\w{2,})\s*(?::\s*[\w\[\]|. ]+)?\s*=\s*(None|True|False|-?\d+|\"\w+\")(?=\s*[,)])")
_SENTENCE = re.compile(r"(.{20,220}?[.])(?:\s|$)")
_WORDS = re.compile(r"[A-Za-z]{2,}")
_VERB = re.compile(r"(?P<verb>[A-Z]\w+s)\b(?= (?:the|a|an|all|every|whether|if)\b)")
_MARKUP = re.compile(r"[`:<>@{}|\\\[\]*]|e\.g|i\.e|\bTODO\b|https?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A definition with its text."""

    symbol: int
    name: str  # qualified
    lines: Lines
    texts: tuple[str, ...]

    def holds(self, name: str) -> bool:
        return any(has_word(name.rpartition(".")[2], text) for text in self.texts)


class FactMaker:
    """Makes up to `each` statements of every kind; the same seed the same ones."""

    def __init__(self, pinned: Pinned, *, each: int, seed: int) -> None:
        self._pinned = pinned
        self._each = each
        self._random = Random(seed)  # noqa: S311  a sample, no secret
        self._places = self._list_places()
        self._names = sorted({place.name.rpartition(".")[2] for place in self._places})

    def make(self) -> list[Claimed]:
        kinds = (self._docs, self._calls, self._returns, self._raises, self._defaults)
        return [claimed for kind in kinds for claimed in self._sample(kind())]

    def _sample(self, made: Iterator[Claimed]) -> list[Claimed]:
        by_kind: dict[str, list[Claimed]] = {}
        for claimed in made:
            by_kind.setdefault(claimed.kind, []).append(claimed)
        return [
            claimed
            for statements in by_kind.values()
            for claimed in self._random.sample(statements, min(self._each, len(statements)))
        ]

    def _list_places(self) -> list[Place]:
        index, source = self._pinned.index, self._pinned.source
        places: list[Place] = []
        for symbol, name in enumerate(index.symbol_qualified):
            start, end = int(index.symbol_start[symbol]), int(index.symbol_end[symbol])
            if SYMBOL_KINDS[index.symbol_kind[symbol]] not in _CALLABLE or not LINES_MIN <= end - start <= LINES_MAX:
                continue
            path = index.paths[index.symbol_file[symbol]]
            above = source.read_texts(path, max(1, start - COMMENT_LINES_MAX), start - 1)
            while above and not is_comment(above[0]):
                above.pop(0)
            first = start - len(above) if all(map(is_comment, above)) else start
            lines = Lines(path=path, start_line=first, end_line=end, symbol=name)
            places.append(
                Place(symbol=symbol, name=name, lines=lines, texts=tuple(source.read_texts(path, first, end)))
            )
        return places

    def _claim(self, text: str, kind: str, place: Place) -> Claimed:
        return Claimed(text=f"{text} [k1].", kind=kind, pieces=(place.lines,))

    def _pick_name(self, place: Place) -> str:
        """A name of the repository that the place does not hold."""
        names = [name for name in self._random.sample(self._names, min(30, len(self._names))) if not place.holds(name)]
        return names[0] if names else "not_there_at_all"

    def _docs(self) -> Iterator[Claimed]:
        documented = [(place, said) for place in self._places if (said := _find_doc(place))]
        for at, (place, said) in enumerate(documented):
            yield self._claim(said, TRUE, place)
            elsewhere = documented[(at + 7) % len(documented)][0]
            if elsewhere.name != place.name:
                yield self._claim(said, "doc_elsewhere", elsewhere)
            denied = _VERB.sub(lambda verb: f"Never {verb['verb'].lower()}", said, count=1)
            if denied != said:
                yield self._claim(denied, "doc_denied", place)

    def _calls(self) -> Iterator[Claimed]:
        graph, names = self._pinned.index.graph, self._pinned.index.symbol_qualified
        places = {place.symbol: place for place in self._places}
        pairs = set(zip(graph.edge_source.tolist(), graph.edge_target.tolist(), strict=True))
        for source, target, kind, sure in zip(
            graph.edge_source.tolist(),
            graph.edge_target.tolist(),
            graph.edge_kind.tolist(),
            graph.edge_confidence.tolist(),
            strict=True,
        ):
            place = places.get(source)
            last = names[target].rpartition(".")[2]
            if place is None or kind != 0 or sure < SURE or last == place.name.rpartition(".")[2]:
                continue
            yield self._claim(f"`{place.name}` calls `{last}`", TRUE, place)
            yield self._claim(f"`{place.name}` calls `{self._pick_name(place)}`", "call_of_another", place)
            if (target, source) not in pairs:
                yield self._claim(f"`{last}` calls `{place.name}`", "call_reversed", place)

    def _returns(self) -> Iterator[Claimed]:
        for place, name in self._match(_RETURN):
            yield self._claim(f"`{place.name}` returns `{name}`", TRUE, place)
            yield self._claim(f"`{place.name}` returns `{self._pick_name(place)}`", "return_of_another", place)
            yield self._claim(f"`{place.name}` never returns `{name}`", "return_denied", place)

    def _raises(self) -> Iterator[Claimed]:
        found = list(self._match(_RAISE))
        errors = sorted({name for _, name in found})
        for place, name in found:
            yield self._claim(f"`{place.name}` raises `{name}`", TRUE, place)
            yield self._claim(f"`{place.name}` does not raise `{name}`", "raise_denied", place)
            for other in errors:
                if not place.holds(other):
                    yield self._claim(f"`{place.name}` raises `{other}`", "raise_of_another", place)

    def _defaults(self) -> Iterator[Claimed]:
        for place in self._places:
            if not place.lines.path.endswith(".py"):
                continue
            header = " ".join(place.texts[:8]).partition("):")[0] + ")"
            found = dict(_DEFAULT.findall(header))
            values = {"None": "True", "True": "False", "False": "True"}
            for name, value in found.items():
                yield self._claim(f"`{name}` defaults to `{value}`", TRUE, place)
                yield self._claim(f"`{name}` defaults to `{values.get(value, '77')}`", "default_changed", place)
                for other in found.values():
                    if other != value:
                        yield self._claim(f"`{name}` defaults to `{other}`", "default_of_another", place)

    def _match(self, pattern: re.Pattern[str]) -> Iterator[tuple[Place, str]]:
        for place in self._places:
            for text in place.texts:
                match = pattern.match(text)
                if match and match[1] not in ("None", "True", "False", "self", "nil", "null", "true", "false"):
                    yield place, match[1]


def _find_doc(place: Place) -> str:
    """The first sentence of the doc, when it is plain enough to be quoted without marks."""
    prose: list[str] = []
    for text in place.texts[:14]:
        opens = '"""' in text
        if is_comment(text) or (prose and not opens and text.strip() and not text.rstrip().endswith((":", "{", ")"))):
            prose.append(read_prose(text))
        elif prose:
            break
    match = _SENTENCE.match(" ".join(filter(None, prose)))
    said = match[1] if match else ""
    plain = said and not _MARKUP.search(said) and len(_WORDS.findall(said)) >= WORDS_MIN and said[0].isupper()
    return said.rstrip(".") if plain else ""

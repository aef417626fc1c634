"""A past fix mended a function and not its twin.

Reads: past fixes (by their subjects, of few files) as the runs of four tokens that they took out of a function and put
in; functions of today that are near what the function was before (half of all runs or more are the same), hold nearly
all that was taken out and hardly anything of what was put in, while the mended one still holds the mend. Not of the
same file: whoever mended one had the other in view. Any language. On trial.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repochat.syntax.nodes import Node
from repochat.thinking.hypotheses.fixes import FixPattern, Grams, list_grams
from repochat.thinking.hypotheses.model import Place, SourceFile, Suspicion
from repochat.thinking.hypotheses.shapes import find_symbol, list_functions, list_tokens

_ALIKE_MIN = 0.5
_HOLDS_MIN = 0.8
_LACKS_MAX = 0.25
_STILL_MIN = 0.7


@dataclass(frozen=True, slots=True)
class _Twin:
    path: str
    blob: str
    symbol: str
    start_line: int
    end_line: int
    alike: float


class TwinFinder:
    """Shown every file of today once; then says which functions missed a fix."""

    def __init__(self, patterns: Sequence[FixPattern]) -> None:
        self._patterns = patterns
        self._by_gram: dict[int, list[int]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            for gram in pattern.removed:
                self._by_gram[gram].append(number)
        self._twins: dict[int, list[_Twin]] = defaultdict(list)
        self._mended: set[int] = set()

    def add(self, file: SourceFile) -> None:
        for function in list_functions(file) if self._patterns and not file.is_test else ():
            grams = list_grams(list_tokens(file.tree, function))
            self._look(file, function, grams)

    def find(self) -> Iterator[Suspicion]:
        """The most alike first, one for each fix and twin."""
        for number in sorted(self._mended & self._twins.keys()):
            for twin in sorted(self._twins[number], key=lambda each: -each.alike)[:2]:
                yield _tell(self._patterns[number], twin)

    def _look(self, file: SourceFile, function: Node, grams: Grams) -> None:
        symbol = find_symbol(file, function.start_line)
        for number, pattern in enumerate(self._patterns):
            is_it = (file.path, symbol) == (pattern.path, pattern.name)
            if is_it and len(pattern.added & grams) >= _STILL_MIN * len(pattern.added):
                self._mended.add(number)
        near = {number for gram in grams & self._by_gram.keys() for number in self._by_gram[gram]}
        for number in near:
            pattern = self._patterns[number]
            is_other = file.path != pattern.path and (file.path, symbol) not in pattern.born
            if file.language == pattern.language and is_other:
                self._compare(number, pattern, file, function, symbol, grams)

    def _compare(
        self, number: int, pattern: FixPattern, file: SourceFile, function: Node, symbol: str, grams: Grams
    ) -> None:
        if len(pattern.removed & grams) < _HOLDS_MIN * len(pattern.removed):
            return
        if len(pattern.added & grams) > _LACKS_MAX * len(pattern.added):
            return
        alike = len(pattern.before & grams) / max(1, len(pattern.before | grams))
        if alike >= _ALIKE_MIN:
            twin = _Twin(file.path, file.blob, symbol, function.start_line, function.end_line, alike)
            self._twins[number].append(twin)


def _tell(pattern: FixPattern, twin: _Twin) -> Suspicion:
    return Suspicion(
        detector="fix-missed-in-twin",
        place=Place(
            path=twin.path, blob=twin.blob, start_line=twin.start_line, end_line=twin.end_line, why="its twin today"
        ),
        others=(pattern.mended,),
        symbol=twin.symbol,
        text=f"{pattern.sha} {pattern.name}",
        title=f"A fix of `{pattern.name}` may be missing in `{twin.symbol}`",
        body=(
            f"Commit {pattern.sha[:10]} mended `{pattern.name}` [2]; `{twin.symbol}` [1] is {twin.alike:.0%} the same"
            " as that was before, and still holds what was taken out."
        ),
        falsifier=f"The test that came with {pattern.sha[:10]}, turned on `{twin.symbol}`: does it fail?",
        severity="medium",
        confidence=0.2,
    )

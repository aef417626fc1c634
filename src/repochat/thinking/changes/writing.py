"""The lines of a brief: plain sentences, each on quotes of the side it speaks of."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from repochat.thinking.changes.brief import BriefLine, BriefSection, SectionName
from repochat.thinking.changes.deltas import Delta, compare_behaviour, compare_signatures, read_signatures
from repochat.thinking.changes.leftovers import Leftover
from repochat.thinking.changes.limits import LIMITS, ChangeLimits
from repochat.thinking.changes.links import Caller, Links, Reach
from repochat.thinking.changes.model import Change, ChangedSymbol, DefinitionSide, LineRange
from repochat.thinking.changes.newcomers import Newcomer
from repochat.thinking.changes.owners import Owners
from repochat.thinking.changes.quoting import BlobQuoter, quote_header, quote_side
from repochat.thinking.model import CommitQuote, Quote

_CALLABLE = frozenset(("function", "method", "constructor", "macro"))
_CALLERS_SHOWN = 4
_VERBS = {
    "added": "is new",
    "removed": "is gone",
    "signature": "has another signature",
    "body": "has another body",
    "words": "differs in words alone",
    "moved": "moved",
    "renamed": "has another name",
}


def list_reaches(change: Change, links: Links) -> dict[int, Reach]:
    """Of each changed definition that is no test, by its position."""
    found: dict[int, Reach] = {}
    for at, symbol in enumerate(change.symbols):
        if not symbol.is_test and symbol.is_behaviour and (numbers := links.find_symbols(symbol)):
            found[at] = links.reach(numbers)
    return found


class BriefWriter:
    """Of one change. `reaches` by the position of the definition."""

    def __init__(
        self,
        change: Change,
        quoter: BlobQuoter,
        reaches: Mapping[int, Reach],
        limits: ChangeLimits = LIMITS,
        *,
        test_words: Collection[str] | None,
    ) -> None:
        self._change = change
        self._quoter = quoter
        self._reaches = reaches
        self._limits = limits
        self._test_words = test_words

    def write(self, leftovers: Sequence[Leftover], newcomers: Sequence[Newcomer]) -> tuple[BriefSection, ...]:
        """Every section but the owners, empty ones too."""
        return (
            self._bound("attention", [*map(self.tell_leftover, leftovers), *map(_tell_newcomer, newcomers)]),
            self._bound("signatures", [line for each in self._change.symbols for line in self._tell_signature(each)]),
            self._bound("behaviour", [line for each in self._change.symbols for line in _tell_behaviour(each)]),
            self._bound("callers", [line for at in self._reaches for line in self._tell_callers(at)]),
            self._bound("tests", [line for at in self._reaches for line in self._tell_tests(at)]),
            self._bound("missing_tests", list(self._tell_missing())),
            self._bound("changed", [line for each in self._change.symbols if (line := _tell_change(each))]),
        )

    def write_owners(self, owners: Owners) -> BriefSection:
        """Who wrote the replaced lines, on the base side."""
        lines: list[BriefLine] = []
        for owner in owners.owners:
            side = next((f.old for f in self._change.files if f.old_path == owner.path and f.old is not None), None)
            quote = quote_side(side, owner.place, "replaced lines") if side else None
            about = "" if owners.is_whole else " that were looked at"
            text = f"{owner.name} wrote {owner.lines} of the {owners.lines} replaced lines{about} [1]."
            commit = CommitQuote(sha=owner.sha, text=owner.subject, why="wrote most of them")
            if quote is not None:
                lines.append(BriefLine(text=text, quotes=(quote,), commits=(commit,) if owner.subject else ()))
        return self._bound("owners", lines)

    def tell_leftover(self, leftover: Leftover) -> BriefLine:
        symbol, caller = leftover.symbol, leftover.caller
        place = self._quoter.quote(caller.path, caller.blob, leftover.lines, "the call")
        who = f"`{caller.symbol}`" if caller.symbol else f"`{caller.path}`"
        quotes = _keep(place, quote_header(symbol.shown, "what it calls"))
        what = f"{who} calls `{symbol.shown.name}`, which was changed [1] [2]"
        return BriefLine(text=f"{what}: {leftover.why}.", quotes=quotes)

    def _bound(self, name: SectionName, lines: Sequence[BriefLine]) -> BriefSection:
        shown = [line for line in lines if line.quotes]
        most = self._limits.lines_max
        return BriefSection(name=name, lines=tuple(shown[:most]), left_out=max(0, len(shown) - most))

    def _tell_signature(self, symbol: ChangedSymbol) -> Iterator[BriefLine]:
        if symbol.is_test or symbol.change not in ("signature", "renamed") or symbol.old is None or symbol.new is None:
            return
        quotes = _keep(quote_header(symbol.new, "now"), quote_header(symbol.old, "before"))
        both = read_signatures(symbol)
        deltas = compare_signatures(*both) if both else []
        if deltas:
            told = "; ".join(delta.text for delta in deltas)
            yield BriefLine(text=f"`{symbol.new.name}`: {told} {_marks(quotes)}.", quotes=quotes)
        elif symbol.new.symbol.kind in _CALLABLE and symbol.change == "signature":
            yield BriefLine(text=f"`{symbol.new.name}` is declared otherwise {_marks(quotes)}.", quotes=quotes)

    def _tell_callers(self, at: int) -> Iterator[BriefLine]:
        symbol, reach = self._change.symbols[at], self._reaches[at]
        near = [each for each in reach.callers if each.distance == 1]
        if not near or symbol.change == "added":
            return
        shown = near[:_CALLERS_SHOWN]
        quotes = _keep(*(self._quote_use(each) for each in shown))
        names = ", ".join(f"{_say_caller(each)} [{number}]" for number, each in enumerate(shown, start=1))
        more = f" and {len(near) - len(shown)} more" if len(near) > len(shown) else ""
        far = len(reach.callers) - len(near)
        beyond = f"; {far} more within {self._limits.depth_max} steps" if far else ""
        if len(quotes) == len(shown):
            yield BriefLine(text=f"`{symbol.shown.name}` is used by {names}{more}{beyond}.", quotes=quotes)

    def _tell_tests(self, at: int) -> Iterator[BriefLine]:
        symbol, reach = self._change.symbols[at], self._reaches[at]
        if not reach.tests:
            return
        first = reach.tests[0]
        quote = self._quote_use(first)
        count = len({(each.path, each.symbol) for each in reach.tests})
        tests = "1 test reaches" if count == 1 else f"{count} tests reach"
        steps = "directly" if first.distance == 1 else f"in {first.distance} steps"
        text = f"{tests} `{symbol.shown.name}`; the nearest, {_say_caller(first)}, {steps} [1]."
        yield BriefLine(text=text, quotes=_keep(quote))

    def _quote_use(self, caller: Caller) -> Quote | None:
        return self._quoter.quote(caller.path, caller.blob, LineRange(start=caller.line, end=caller.line), "uses it")

    def _tell_missing(self) -> Iterator[BriefLine]:
        """Changed functions that no test reaches; where callers are not known, none is said to lack a test."""
        named = self._read_changed_tests() | set(self._test_words or ())
        for at, symbol in enumerate(self._change.symbols):
            new = symbol.new
            if symbol.is_test or new is None or not symbol.is_behaviour or new.symbol.kind not in _CALLABLE:
                continue
            reach = self._reaches.get(at)
            if (reach and (reach.tests or reach.left_out)) or _is_property(new):
                continue
            if new.symbol.kind == "method" and not (reach and reach.callers):
                continue  # who calls it is not known at all, as where a type is only known when it runs
            if self._test_words is None or not named.isdisjoint(_list_names(new, reach)):
                continue
            verb = _VERBS[symbol.change]
            text = f"`{new.name}` {verb} [1], and no test is known to reach it."
            yield BriefLine(text=text, quotes=_keep(quote_header(new)))
        if not any(each.is_test for each in self._change.files):
            yield from self._tell_untouched()

    def _tell_untouched(self) -> Iterator[BriefLine]:
        changed = [s for s in self._change.symbols if not s.is_test and s.change in ("body", "signature") and s.new]
        told = [s.new for s in changed if s.new and s.new.symbol.kind in _CALLABLE]
        if told:
            count = "1 function was changed" if len(told) == 1 else f"{len(told)} functions were changed"
            first = _code(told[0]) if len(told) == 1 else f"the first of them {_code(told[0])}"
            text = f"{count}, {first} [1], and no test file was touched."
            yield BriefLine(text=text, quotes=_keep(quote_header(told[0])))

    def _read_changed_tests(self) -> set[str]:
        """Names that the test files refer to that the change touches."""
        sides = [file.new for file in self._change.files if file.is_test and file.new is not None]
        return {each.name for side in sides for each in side.parsed.references}


def _list_names(side: DefinitionSide, reach: Reach | None) -> set[str]:
    """Its own name, that of its class, and those of what leads to it: a test that names one may reach it."""
    told = [side.name, *(caller.symbol for caller in (reach.callers if reach else ()))]
    return {part for name in told for part in name.split(".")[-2:] if part}


def _is_property(side: DefinitionSide) -> bool:
    """It is read like a field, which the graph does not follow."""
    around = side.function.parent if side.function is not None else None
    if around is None or around.kind != "decorated_definition" or side.file.tree is None:
        return False
    texts = [side.file.tree.text(each) for each in around.children if each.kind == "decorator"]
    return any("property" in text or text.rstrip().endswith((".setter", ".getter", ".deleter")) for text in texts)


def _tell_newcomer(newcomer: Newcomer) -> BriefLine:
    return BriefLine(text=f"{newcomer.text} [1].", quotes=_keep(quote_side(newcomer.side, newcomer.lines)))


def _tell_behaviour(symbol: ChangedSymbol) -> Iterator[BriefLine]:
    if symbol.is_test or symbol.old is None or symbol.new is None or symbol.change == "words":
        return
    for delta in compare_behaviour(symbol.old, symbol.new):
        quotes = _quote_delta(delta, symbol.old, symbol.new)
        yield BriefLine(text=f"`{symbol.new.name}`: {delta.text} {_marks(quotes)}.", quotes=quotes)


def _quote_delta(delta: Delta, old: DefinitionSide, new: DefinitionSide) -> tuple[Quote, ...]:
    return _keep(
        quote_side(new.file, delta.new, "now") if delta.new else None,
        quote_side(old.file, delta.old, "before") if delta.old else None,
    )


def _tell_change(symbol: ChangedSymbol) -> BriefLine | None:
    shown = symbol.shown
    quotes = _keep(quote_header(shown, "the definition"))
    if symbol.change in ("renamed", "moved") and symbol.old and symbol.new:
        quotes = _keep(quote_header(symbol.new, "now"), quote_header(symbol.old, "before"))
        text = f"`{symbol.old.name}` of `{symbol.old.file.path}` is {_code(symbol.new)} of `{symbol.new.file.path}`"
        return BriefLine(text=f"{text} {_marks(quotes)}.", quotes=quotes)
    return BriefLine(text=f"{_code(shown)}, a {shown.symbol.kind}, {_VERBS[symbol.change]} [1].", quotes=quotes)


def _code(side: DefinitionSide) -> str:
    return f"`{side.name}`"


def _say_caller(caller: Caller) -> str:
    return f"`{caller.symbol}`" if caller.symbol else f"`{caller.path}`"


def _keep(*quotes: Quote | None) -> tuple[Quote, ...]:
    return tuple(quote for quote in quotes if quote is not None)


def _marks(quotes: Sequence[Quote]) -> str:
    return " ".join(f"[{number}]" for number in range(1, len(quotes) + 1))

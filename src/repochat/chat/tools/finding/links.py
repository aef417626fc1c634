"""What refers to a definition and what it calls, each with the line where it stands and how sure the link is."""

from dataclasses import dataclass
from typing import Literal

from repochat.chat.extractive.roles import is_declaration, is_test
from repochat.chat.extractive.uses import Use, list_calls, list_mentions, list_uses
from repochat.chat.receipts.symbol_lookup import find_file
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.finding.symbols import Defined, find_around, get_defined
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.world import ToolWorld

TestsWanted = Literal["any", "only", "none"]
Certainty = Literal["sure", "likely", "possible", "by name"]
SURE_MIN, LIKELY_MIN = 0.8, 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`place` is the line that refers; `other` the qualified name at the other end, or "" outside any definition."""

    place: Place
    other: str
    other_path: str
    kind: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Links of the first of the definitions of a name; `namesakes` are the others. `total` counts all of its links."""

    subject: Defined
    namesakes: tuple[Defined, ...]
    links: tuple[Link, ...]
    skipped: int
    total: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.skipped - len(self.links))


def find_references(
    world: ToolWorld, name: str, *, repo: str, path: str, tests: TestsWanted, skip: int, limits: ToolLimits
) -> Links:
    """Places that refer to a definition; where none is tied to it, lines elsewhere that hold its name."""
    defined = get_defined(world, name, repo=repo, path=path, limits=limits)
    found = _list_wanted(defined[0], tests)
    links = [_link_use(defined[0], use) for use in found]
    return _page(defined, links or _list_mentions(defined[0], tests, limits), skip, limits)


def find_callers(
    world: ToolWorld, name: str, *, repo: str, path: str, tests: TestsWanted, skip: int, limits: ToolLimits
) -> Links:
    """Definitions that call one, each by its first call; without any, lines elsewhere that hold its name."""
    defined = get_defined(world, name, repo=repo, path=path, limits=limits)
    firsts: dict[tuple[int, int], Use] = {}
    for use in _list_wanted(defined[0], tests):
        if use.kind == "call":
            firsts.setdefault((use.file, use.source), use)
    links = [_link_use(defined[0], use) for use in firsts.values()]
    return _page(defined, links or _list_mentions(defined[0], tests, limits), skip, limits)


def find_callees(world: ToolWorld, name: str, *, repo: str, path: str, skip: int, limits: ToolLimits) -> Links:
    """Definitions of the same repository that one calls, each by its first call, in the order of their lines."""
    defined = get_defined(world, name, repo=repo, path=path, limits=limits)
    index = defined[0].index
    calls: dict[tuple[str, int], Use] = {}
    for use in list_calls(index, defined[0].symbol):
        known = calls.setdefault((index.symbol_qualified[use.target], use.line), use)
        if is_declaration(index, int(index.symbol_file[known.target])):  # the definition says more than its header
            calls[index.symbol_qualified[use.target], use.line] = use
    return _page(defined, [_link_call(defined[0], use) for use in calls.values()], skip, limits)


def _page(defined: list[Defined], links: list[Link], skip: int, limits: ToolLimits) -> Links:
    shown = links[skip : skip + limits.links_max]
    return Links(subject=defined[0], namesakes=tuple(defined[1:]), links=tuple(shown), skipped=skip, total=len(links))


def _list_wanted(defined: Defined, tests: TestsWanted) -> list[Use]:
    uses = list_uses(defined.index, defined.symbol, wants_tests=tests == "only")
    return [use for use in uses if tests == "any" or is_test(defined.index, use.file) is (tests == "only")]


def _list_mentions(defined: Defined, tests: TestsWanted, limits: ToolLimits) -> list[Link]:
    pin, index = defined.pinned, defined.index
    found = list_mentions(
        index,
        pin.source,
        defined.symbol,
        passages_max=limits.mentions_read_max,
        wants_tests=tests == "only",
    )
    links: list[Link] = []
    for span in found:
        file = find_file(index, span.path)
        if tests == "any" or (file is not None and is_test(index, file) is (tests == "only")):
            around = find_around(pin, span.path, span.start_line)
            links.append(_link(defined, span.path, span.start_line, around, around, span.path, "mention", "by name"))
    return links


def _link_use(defined: Defined, use: Use) -> Link:
    """The other end is what refers."""
    index = defined.index
    around = index.symbol_qualified[use.source] if use.source >= 0 else ""
    path = index.paths[use.file]
    return _link(defined, path, use.line, around, around, path, use.kind, _say_certainty(use.confidence))


def _link_call(defined: Defined, use: Use) -> Link:
    """The other end is what is called."""
    index = defined.index
    called, called_path = index.symbol_qualified[use.target], index.paths[index.symbol_file[use.target]]
    certainty = _say_certainty(use.confidence)
    return _link(defined, defined.path, use.line, defined.qualified, called, called_path, use.kind, certainty)


def _link(
    defined: Defined, path: str, line: int, around: str, other: str, other_path: str, kind: str, certainty: Certainty
) -> Link:
    place = Place(pinned=defined.pinned, path=path, start_line=line, end_line=line, symbol=around, kind=kind)
    return Link(place=place, other=other, other_path=other_path, kind=kind, certainty=certainty)


def _say_certainty(confidence: float) -> Certainty:
    if confidence >= SURE_MIN:
        return "sure"
    return "likely" if confidence >= LIKELY_MIN else "possible"

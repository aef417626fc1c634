"""`repochat why`: why an answer says what it says, with bars for what weighed how much."""

import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from rich.console import Console
from rich.text import Text

from repochat.chat.stored import get_stored_answer
from repochat.chat.why import (
    ContextUse,
    NearMiss,
    RankedPlace,
    Recomputer,
    Why,
    WhySearch,
    WhyStage,
    Without,
    WithoutHit,
    explain_answer,
    parse_without,
)
from repochat.cli.terminal import clean, clean_line, write_json
from repochat.cli.workspace import open_workspace

BAR_COLUMNS = 24
NAME_COLUMNS = 22
DROPPED_SHOWN_MAX = 10


async def why(answer: UUID, *, without: str, with_features: bool, as_json: bool) -> None:
    """Print why. With `without`, what would have been found without these groups or features."""
    group = parse_without(without) if without else None
    async with open_workspace() as workspace:
        stored, log = await get_stored_answer(workspace.database, workspace.viewer, answer)
        told = explain_answer(stored, log)
        if group is not None:
            told = await Recomputer(workspace.database, workspace.searcher).tell(workspace.viewer, told, log, group)
    if as_json:
        write_json({**asdict(told), "answer_id": str(told.answer_id)})
    else:
        _Screen(with_features=with_features).show(told, only_without=group is not None)


class _Screen:
    """Writes to standard output; what its encoding lacks is escaped."""

    def __init__(self, *, with_features: bool) -> None:
        self._console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
        self._encoding = sys.stdout.encoding or "utf-8"
        self._block = "█" if self._encoding.lower().startswith("utf") else "#"
        self._with_features = with_features

    def show(self, told: Why, *, only_without: bool) -> None:
        self._line(clean(told.question), style="bold")
        writer = told.model or "no model"
        self._line(f"answer {told.answer_id}: {told.mode}, {clean_line(writer)}; ranking {told.policy_version}")
        for search in told.searches:
            self._show_search(search, only_without=only_without)
        if not only_without:
            self._show_context(told.context)
            self._show_stages(told.stages)

    def _show_search(self, search: WhySearch, *, only_without: bool) -> None:
        found = ", ".join(f"{leg} {count}" for leg, count in search.candidates.items())
        self._line()
        self._line(f"{clean_line(search.label)} @ {search.revision[:12]}", style="bold")
        self._line(f"  {clean_line(search.query)!r}: a {search.query_type} question; candidates: {found or 'none'}")
        if not only_without:
            widest = max((abs(part) for hit in search.hits for part in _sum_groups(hit).values()), default=0.0)
            for hit in search.hits:
                self._show_place(hit, widest)
            for miss in search.near_misses:
                self._show_miss(miss)
            for reason, count in search.dropped.items():
                self._line(f"  left out: {count} {reason}")
        for each in search.counterfactuals:
            self._show_without(each)

    def _show_place(self, hit: RankedPlace, widest: float) -> None:
        use = "cited" if hit.cited else "ignored" if hit.shown else ""
        self._line()
        self._line(f"{hit.rank:>3}  {hit.score:8.4f}  {_place(hit)}  {use}".rstrip(), style="bold" if hit.cited else "")
        legs = ", ".join(f"{each.leg} #{each.rank} ({each.share:.0%})" for each in hit.legs)
        self._line(f"       found by {legs or 'no leg'}", style="dim")
        for group, part in sorted(_sum_groups(hit).items(), key=lambda item: -abs(item[1])):
            self._show_bar(group, part, widest)
        for each in hit.contributions if self._with_features else ():
            told = f"{each.contribution:+9.4f} = {each.weight:+8.4f} x {each.value:8.4f}  {each.feature}"
            self._line(f"       {told}", style="dim")

    def _show_bar(self, name: str, part: float, widest: float) -> None:
        columns = round(BAR_COLUMNS * abs(part) / widest) if widest else 0
        line = Text(f"       {name:<{NAME_COLUMNS}} {part:+8.4f} ")
        line.append(self._block * columns, style="green" if part > 0 else "red")
        self._console.print(line, soft_wrap=True)

    def _show_miss(self, miss: NearMiss) -> None:
        lacked = ", ".join(f"{each.feature} {each.behind:.3f}" for each in miss.lacked)
        self._line()
        self._line(f"  near miss: {_place(miss.place)}, short by {miss.gap:.4f}")
        self._line(f"       lacked {lacked or 'nothing but its place in the order'}", style="dim")

    def _show_without(self, told: Without) -> None:
        came = [each for each in told.hits if each.was is None]
        moved = sum(each.was is not None and each.was != each.rank for each in told.hits)
        self._line()
        note = f" ({told.note})" if told.note else ""
        if not came and not told.gone:
            self._line(f"  without {told.without}: the same places, {moved} of them elsewhere in the order{note}")
            return
        self._line(f"  without {told.without}:{note}")
        for each in came:
            self._line(f"       + #{each.rank} {_place(each)}", style="green")
        for each in told.gone:
            self._line(f"       - was #{each.was} {_place(each)}", style="red")

    def _show_context(self, context: ContextUse | None) -> None:
        if context is None:
            return
        cited = sum(each.cited for each in context.pieces)
        budget = f", {context.tokens:,} of {context.tokens_max:,} tokens" if context.tokens_max else ""
        self._line()
        self._line(f"Context: {len(context.pieces)} pieces, {cited} cited{budget}", style="bold")
        for each in context.pieces:
            place = f"{clean_line(each.path)}:{each.start_line}-{each.end_line}"
            use = "cited  " if each.cited else "ignored"
            self._line(f"  {use}  {each.id:<4} {place}  {each.role}, {each.origin}, {each.tokens} tokens")
        for each in context.dropped[:DROPPED_SHOWN_MAX]:
            place = f"{clean_line(each.path)}:{each.start_line}-{each.end_line}"
            self._line(f"  dropped  {place}  {each.reason}, {each.tokens} tokens", style="dim")
        if len(context.dropped) > DROPPED_SHOWN_MAX:
            self._line(f"  and {len(context.dropped) - DROPPED_SHOWN_MAX} more (--json has all)", style="dim")

    def _show_stages(self, stages: Sequence[WhyStage]) -> None:
        if not stages:
            return
        self._line()
        self._line("Stages", style="bold")
        for each in stages:
            tokens = f"  {each.tokens_in:,} tokens in, {each.tokens_out:,} out" if each.tokens_in else ""
            cost = f", ${each.cost_usd:.6f}" if each.cost_usd is not None else ""
            self._line(f"  {clean_line(each.name):<{NAME_COLUMNS}} {each.ms:10.1f} ms{tokens}{cost}")

    def _line(self, text: str = "", style: str = "") -> None:
        shown = text.encode(self._encoding, "backslashreplace").decode(self._encoding)
        self._console.print(Text(shown, style=style), soft_wrap=True)


def _sum_groups(hit: RankedPlace) -> dict[str, float]:
    parts: dict[str, list[float]] = defaultdict(list)
    for each in hit.contributions:
        parts[each.group or each.feature].append(each.contribution)
    return {group: math.fsum(values) for group, values in parts.items()}


def _place(place: RankedPlace | WithoutHit) -> str:
    symbol = f"  {clean_line(place.symbol)}" if place.symbol else ""
    return f"{clean_line(place.path)}:{place.start_line}-{place.end_line}{symbol}"

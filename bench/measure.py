"""A measured figure beside its target."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """`figure` must not pass `target`; without a target it only informs."""

    name: str
    subject: str
    figure: float
    unit: str
    target: float | None = None
    detail: str = ""

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "ok" if self.figure <= self.target else "MISSED"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


def print_measures(measures: Sequence[Measure], console: Console) -> None:
    table = Table(title="bench", title_justify="left")
    for title in ("measure", "on"):
        table.add_column(title)
    for title in ("figure", "target"):
        table.add_column(title, justify="right")
    for title in ("verdict", "detail"):
        table.add_column(title)
    for measure in measures:
        target = "" if measure.target is None else f"{measure.target:g} {measure.unit}"
        figure = f"{measure.figure:.3g}" if measure.figure < 1000 else f"{measure.figure:,.0f}"
        colour = {"ok": "green", "MISSED": "red"}.get(measure.verdict, "")
        verdict = f"[{colour}]{measure.verdict}[/]" if colour else ""
        table.add_row(measure.name, measure.subject, f"{figure} {measure.unit}", target, verdict, measure.detail)
    console.print(table)

"""A review brief: what a reviewer needs of a change, section by section, each line on lines of code."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from repochat.thinking.model import CommitQuote, Quote

FACT_KIND = "brief"
SectionName = Literal["attention", "signatures", "behaviour", "callers", "tests", "missing_tests", "changed", "owners"]
SECTIONS: tuple[SectionName, ...] = get_args(SectionName)
TITLES: Mapping[SectionName, str] = {
    "attention": "Look here first",
    "signatures": "Signatures",
    "behaviour": "Behaviour",
    "callers": "Who leans on it",
    "tests": "Tests that reach it",
    "missing_tests": "Without a test",
    "changed": "What changed",
    "owners": "Who wrote what it replaces",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefLine:
    """`[1]` in `text` leans on the first of `quotes`."""

    text: str
    quotes: tuple[Quote, ...] = ()
    commits: tuple[CommitQuote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefSection:
    """`left_out` counts lines past the bound."""

    name: SectionName
    lines: tuple[BriefLine, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRisk:
    """`percentile` in [0, 100] within the commits of about its size (100 is the riskiest); None: too few of them."""

    percentile: float | None
    size_percentile: float | None
    band_commits: int
    band_lines: tuple[int, int]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Payload of the fact `brief`. `base` is None for a first commit. `notes` say what is not known, and why."""

    base: str | None
    sha: str
    pull_number: int | None
    subject: str
    files: int
    added: int
    removed: int
    sections: tuple[BriefSection, ...]
    risk: BriefRisk | None = None
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """What `read_brief` reads."""
        told = asdict(self)
        for section in told["sections"]:
            section["title"] = TITLES[section["name"]]
        return told


def read_brief(stored: Mapping[str, Any]) -> Brief:
    """The reverse of `Brief.as_json`."""
    risk = stored.get("risk")
    return Brief(
        base=stored["base"],
        sha=stored["sha"],
        pull_number=stored["pull_number"],
        subject=stored["subject"],
        files=stored["files"],
        added=stored["added"],
        removed=stored["removed"],
        sections=tuple(_read_section(each) for each in stored["sections"]),
        risk=_read_risk(risk) if risk else None,
        notes=tuple(stored["notes"]),
    )


def _read_risk(stored: Mapping[str, Any]) -> BriefRisk:
    fewest, most = stored["band_lines"]
    return BriefRisk(
        percentile=stored["percentile"],
        size_percentile=stored["size_percentile"],
        band_commits=stored["band_commits"],
        band_lines=(fewest, most),
        reasons=tuple(stored["reasons"]),
    )


def _read_section(stored: Mapping[str, Any]) -> BriefSection:
    return BriefSection(
        name=stored["name"], lines=tuple(_read_line(each) for each in stored["lines"]), left_out=stored["left_out"]
    )


def _read_line(stored: Mapping[str, Any]) -> BriefLine:
    return BriefLine(
        text=stored["text"],
        quotes=tuple(Quote(**each) for each in stored["quotes"]),
        commits=tuple(CommitQuote(**each) for each in stored["commits"]),
    )


def list_quotes(brief: Brief) -> Sequence[Quote]:
    return [quote for section in brief.sections for line in section.lines for quote in line.quotes]


def name_brief(base: str | None, sha: str, pull_number: int | None) -> str:
    """The subject that a brief is kept under."""
    return f"pull/{pull_number}" if pull_number is not None else f"{base or ''}..{sha}"

"""Lines of a definition that return, raise, or reach outside, read as code alone: by what languages write there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from repochat.chat.receipts.matching import is_comment

SiteKind = Literal["outputs", "errors", "effects"]

_RETURNS = re.compile(r"^\s*(?:return|yield)\s+(?!None\b|null\b|nil\b|;)[^;\s]|^\s*(?:return|yield)\s*\(")
_RAISES = re.compile(
    r"^\s*raise\s+\w|\bthrow\s+(?:new\s+)?\w|\bpanic!?\s*\(|\bbail!\s*\(|\breturn\s+Err\(|\bErr\([A-Z]\w*|\bfmt\.Errorf\("
    r"|\berrors\.New\(|\breject\(|\babort\("
)
_EFFECTS = re.compile(
    r"\b(?:open|fopen|print|println!?|printf|eprintln!|console\.(?:log|error|warn))\s*\("
    r"|\b(?:os|shutil|subprocess|socket|requests|urllib|httpx|http|fs|File|Files|net|syscall|ioutil|sqlite3)\."
    r"(?:[a-z_]\w*|[A-Z]\w*)\s*\(|\.(?:write|writelines|flush|unlink|mkdir|rename|send|sendall|recv|connect|commit|execute)\s*\("
    r"|\bfetch\s*\(|\b(?:read|write|recv|send|unlink|rename|fsync)\s*\("
)
_SETS = re.compile(r"^\s*(?:self|this|cls)(?:\.|->)\w+\s*(?:[-+*/|&]?=)(?!=)")
_TRIPLE = re.compile(r"\"\"\"|'''")
_PATTERNS: tuple[tuple[SiteKind, re.Pattern[str]], ...] = (
    ("errors", _RAISES),
    ("outputs", _RETURNS),
    ("effects", _EFFECTS),
    ("effects", _SETS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A line, counted from 1 in its file."""

    kind: SiteKind
    line: int
    text: str


def find_sites(lines: Sequence[str], start: int, sites_max: int) -> list[Site]:
    """At most `sites_max` of each kind, each text once; `lines` begin at line `start` of the file."""
    found: list[Site] = []
    said: set[tuple[SiteKind, str]] = set()
    for number, text in _list_code(lines, start):
        for kind, pattern in _PATTERNS:
            if pattern.search(text) is None:
                continue
            count = sum(site.kind == kind for site in found)
            if count < sites_max and (kind, text.strip()) not in said:
                said.add((kind, text.strip()))
                found.append(Site(kind=kind, line=number, text=text))
            break
    return found


def _list_code(lines: Sequence[str], start: int) -> list[tuple[int, str]]:
    """Lines behind the first one that are neither comment nor inside a docstring."""
    code: list[tuple[int, str]] = []
    is_doc = False
    for number, text in enumerate(lines, start=start):
        marks = len(_TRIPLE.findall(text))
        if marks % 2:
            is_doc = not is_doc
        elif not is_doc and not marks and number > start and not is_comment(text):
            code.append((number, text))
    return code

"""Findings as SARIF 2.1.0 has them (https://docs.oasis-open.org/sarif/sarif/v2.1.0): what both directions share.

No library for it is kept well (sarif-om rests since 2019), and what is needed of the format is small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from repochat.analyzers import Severity

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "repochatIdentity/v1"
Level = Literal["none", "note", "warning", "error"]
BaselineState = Literal["new", "unchanged", "updated", "absent"]

LEVELS: Mapping[Severity, Level] = {
    "info": "note",
    "low": "note",
    "medium": "warning",
    "high": "error",
    "critical": "error",
}
SEVERITIES: Mapping[Level, Severity] = {"none": "info", "note": "low", "warning": "medium", "error": "high"}
STATES: Mapping[str, BaselineState] = {
    "new": "new",
    "persisting": "unchanged",
    "moved": "updated",
    "suppressed": "unchanged",
    "fixed": "absent",
    "expired": "absent",
}
"""Our states of an insight, as SARIF calls them; a suppressed one carries its suppression beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SarifSuppression:
    """Why it is not shown: `external`, by a person here, or `inSource`, by a comment in the code."""

    kind: Literal["external", "inSource"] = "external"
    reason: str = ""
    by: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SarifResult:
    """One finding. Lines are from 1, both in; a `path` of "" has no place. `state` is ours or "" for none."""

    rule: str
    title: str
    message: str
    severity: Severity
    path: str
    start_line: int
    end_line: int
    fingerprint: str = ""
    symbol: str = ""
    cwe: str = ""
    confidence: float | None = None
    state: str = ""
    tools: Sequence[str] = ()
    suppression: SarifSuppression | None = None

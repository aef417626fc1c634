"""One finding, whichever tools made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from repochat.analyzers import Confidence, RuleKind, Severity
from repochat.thinking.smells.identity import build_fingerprint, build_identity

CONFIDENCES: Mapping[Confidence, float] = {"low": 0.4, "medium": 0.7, "high": 0.9}

SEVERITY_WEIGHTS: Mapping[Severity, float] = {"info": 0.05, "low": 0.15, "medium": 0.4, "high": 0.75, "critical": 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`rule` is the name that tools share, `sources` are (tool, its own rule). Lines are from 1, both in.

    `text` is the code that was matched, without its layout and bounded; of a secret only the name that it is given to.
    `ordinal` is its place among findings of the file that are equal in rule, text and name. `is_shadow`: not shown.
    """

    rule: str
    sources: tuple[tuple[str, str], ...]
    title: str
    message: str
    severity: Severity
    confidence: Confidence
    kind: RuleKind
    cwe: str
    path: str
    start_line: int
    end_line: int
    text: str
    qualified_name: str
    ordinal: int
    is_shadow: bool = False

    @property
    def tools(self) -> tuple[str, ...]:
        return tuple(tool for tool, _ in self.sources)

    @property
    def identity(self) -> str:
        return build_identity(
            path=self.path, rule=self.rule, text=self.text, qualified_name=self.qualified_name, ordinal=self.ordinal
        )

    @property
    def fingerprint(self) -> str:
        return build_fingerprint(
            rule=self.rule, text=self.text, qualified_name=self.qualified_name, ordinal=self.ordinal
        )

    def as_json(self) -> dict[str, Any]:
        """As it is kept for a blob: without the path, which is that of whoever asks."""
        return {
            "rule": self.rule,
            "sources": [list(source) for source in self.sources],
            "title": self.title,
            "message": self.message,
            "severity": self.severity,
            "confidence": self.confidence,
            "kind": self.kind,
            "cwe": self.cwe,
            "start_line": self.start_line,
            "end_line": self.end_line,
            "text": self.text,
            "qualified_name": self.qualified_name,
            "ordinal": self.ordinal,
            "is_shadow": self.is_shadow,
        }


def read_finding(stored: Mapping[str, Any], path: str) -> Finding:
    """The reverse of `Finding.as_json`."""
    fields: dict[str, Any] = {**stored, "sources": tuple((tool, rule) for tool, rule in stored["sources"])}
    return Finding(path=path, **fields)


def number_equals(findings: Sequence[Finding]) -> list[Finding]:
    """Ordered by place, each with its ordinal among its equals."""
    counts: dict[tuple[str, str, str, str], int] = {}
    numbered: list[Finding] = []
    for finding in sorted(findings, key=lambda each: (each.path, each.start_line, each.end_line, each.rule)):
        key = (finding.path, finding.rule, finding.text, finding.qualified_name)
        numbered.append(replace(finding, ordinal=counts.get(key, 0)))
        counts[key] = counts.get(key, 0) + 1
    return numbered

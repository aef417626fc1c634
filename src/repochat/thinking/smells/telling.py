"""From a finding to what a person reads: the rule in words, its lines as evidence, and how sure that is."""

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from repochat.analyzers import RuleKind
from repochat.core.errors import InvalidError
from repochat.git import cut_lines
from repochat.thinking.model import Insight, InsightKind, InsightStatus, Quote
from repochat.thinking.smells.finding import CONFIDENCES, Finding
from repochat.thinking.smells.places import is_aside, is_test_name

QUOTE_LINES_MAX = 20
_KINDS: Mapping[RuleKind, InsightKind] = MappingProxyType({"secret": "secret", "dependency": "dependency"})
_TOLD: frozenset[tuple[str, str]] = frozenset(
    (severity, "high") for severity in ("medium", "high", "critical")
) | frozenset((("high", "medium"), ("critical", "medium")))


def is_shown(finding: Finding) -> bool:
    """Whether it becomes an insight at all: shadow rules and code beside the product are kept and not shown."""
    if finding.is_shadow:
        return False
    return finding.kind in _KINDS or not (is_aside(finding.path) or is_test_name(finding.qualified_name))


def build_insight(finding: Finding, *, sha: str, blob: str, content: bytes, is_baseline: bool) -> Insight | None:
    """None when the blob has no such lines: then nothing can be proven."""
    end_line = min(finding.end_line, finding.start_line + QUOTE_LINES_MAX - 1)
    try:
        lines = cut_lines(content, finding.start_line, end_line)
    except InvalidError:
        return None
    quote = Quote(
        sha=sha,
        path=finding.path,
        blob=blob,
        start_line=finding.start_line,
        end_line=end_line,
        snippet_sha256=hashlib.sha256(lines).hexdigest(),
        why=finding.title,
    )
    return Insight(
        identity=finding.identity,
        kind=_KINDS.get(finding.kind, "smell"),
        rule=finding.rule,
        title=_title(finding),
        body=f"{finding.message} [1] {_tell_tools(finding.tools)}",
        severity=finding.severity,
        confidence=CONFIDENCES[finding.confidence],
        evidence=(quote,),
        status=_status(finding),
        cwe=finding.cwe,
        path=finding.path,
        symbol=finding.qualified_name,
        start_line=finding.start_line,
        end_line=finding.end_line,
        is_baseline=is_baseline,
        details={
            "kind": finding.kind,
            "sources": [f"{tool} {rule}" for tool, rule in finding.sources],
            "fingerprint": finding.fingerprint,
        },
    )


def _title(finding: Finding) -> str:
    return f"{finding.title} in {finding.qualified_name}" if finding.qualified_name else finding.title


def _tell_tools(tools: Sequence[str]) -> str:
    named = " and ".join(tools) if len(tools) <= 2 else f"{', '.join(tools[:-1])} and {tools[-1]}"  # noqa: PLR2004  a pair
    return f"Found by {named}: hygiene, not a proven bug."


def _status(finding: Finding) -> InsightStatus:
    """That the rule matches these lines is proven by reading them; only where that settles it, it stands by itself."""
    return "verified" if (finding.severity, finding.confidence) in _TOLD else "hypothesis"

"""Findings out, as SARIF: with their identity, their state against the baseline, and who suppressed them why."""

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from repochat.thinking.smells.finding import CONFIDENCES, Finding
from repochat.thinking.smells.sarif import (
    FINGERPRINT,
    LEVELS,
    SCHEMA,
    STATES,
    VERSION,
    SarifResult,
    SarifSuppression,
)

_ROOT = "%SRCROOT%"
_SECURITY: Mapping[str, str] = {"info": "1.0", "low": "3.0", "medium": "5.0", "high": "8.0", "critical": "9.5"}


def write_sarif(
    findings: Sequence[Finding], *, sha: str, states: Mapping[str, str], gone: Sequence[Finding] = ()
) -> bytes:
    """`states` is by identity; a finding that is not in it was there before. What is gone is told as fixed."""
    results = [
        *(to_result(finding, states.get(finding.identity, "persisting")) for finding in findings),
        *(to_result(finding, "fixed") for finding in gone),
    ]
    return write_results(results, sha=sha)


def to_result(finding: Finding, state: str) -> SarifResult:
    return SarifResult(
        rule=finding.rule,
        title=finding.title,
        message=finding.message,
        severity=finding.severity,
        path=finding.path,
        start_line=finding.start_line,
        end_line=finding.end_line,
        fingerprint=finding.fingerprint,
        symbol=finding.qualified_name,
        cwe=finding.cwe,
        confidence=CONFIDENCES[finding.confidence],
        state=state,
        tools=finding.tools,
    )


def write_results(results: Sequence[SarifResult], *, sha: str) -> bytes:
    """One run of repochat over one commit; `sha` may be "" when the results are of several."""
    rules = {result.rule: result for result in results}
    numbers = {rule: number for number, rule in enumerate(sorted(rules))}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "repochat",
                "semanticVersion": version("repochat"),
                "rules": [_describe_rule(rules[rule]) for rule in sorted(rules)],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_describe(result, numbers[result.rule]) for result in results],
    }
    if sha:
        run["versionControlProvenance"] = [{"repositoryUri": "about:blank", "revisionId": sha}]
    log = {"$schema": SCHEMA, "version": VERSION, "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _describe_rule(result: SarifResult) -> dict[str, Any]:
    tags = ["security", f"external/cwe/{result.cwe.lower()}"] if result.cwe else []
    return {
        "id": result.rule,
        "shortDescription": {"text": result.title},
        "fullDescription": {"text": result.message},
        "defaultConfiguration": {"level": LEVELS[result.severity]},
        "properties": {"tags": tags, "security-severity": _SECURITY[result.severity]} if tags else {"tags": tags},
    }


def _describe(result: SarifResult, rule_number: int) -> dict[str, Any]:
    described: dict[str, Any] = {
        "ruleId": result.rule,
        "ruleIndex": rule_number,
        "level": LEVELS[result.severity],
        "message": {"text": result.message or result.title},
        "locations": [_locate(result)] if result.path else [],
        "properties": {"severity": result.severity, "tools": list(result.tools)},
    }
    if result.confidence is not None:
        described["properties"]["confidence"] = result.confidence
    if result.fingerprint:
        described["partialFingerprints"] = {FINGERPRINT: result.fingerprint}
    if result.state in STATES:
        described["baselineState"] = STATES[result.state]
    if result.suppression is not None:
        described["suppressions"] = [_describe_suppression(result.suppression)]
    return described


def _locate(result: SarifResult) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(result.path), "uriBaseId": _ROOT}}
    if result.start_line > 0:
        place["region"] = {"startLine": result.start_line, "endLine": max(result.start_line, result.end_line)}
    located: dict[str, Any] = {"physicalLocation": place}
    if result.symbol:
        located["logicalLocations"] = [{"fullyQualifiedName": result.symbol}]
    return located


def _describe_suppression(suppression: SarifSuppression) -> dict[str, Any]:
    told = {"by": suppression.by, "until": suppression.until}
    return {
        "kind": suppression.kind,
        "status": "accepted",
        "justification": suppression.reason,
        "properties": {name: value for name, value in told.items() if value},
    }

"""SARIF out with identity and states, and in with nothing believed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from repochat.analyzers import LIMITS
from repochat.core.errors import InvalidError, LimitError
from repochat.thinking.smells.sarif import SarifResult, SarifSuppression
from repochat.thinking.smells.sarif_reading import read_sarif
from repochat.thinking.smells.sarif_writing import to_result, write_results, write_sarif
from tests.thinking.smells.findings import make_finding


def build(result: dict[str, Any]) -> bytes:
    driver = {"name": "other", "rules": [{"id": "R1", "shortDescription": {"text": "One"}}]}
    return json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": [result]}]}).encode()


def place(uri: str, line: int | None = 3) -> dict[str, Any]:
    region = {"startLine": line} if line else {}
    return {"locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}]}


def test_what_is_written_carries_identity_state_and_suppression_and_reads_back() -> None:
    finding = make_finding(path="a b.py")
    suppressed = replace(
        to_result(make_finding(text="other=[2]"), "suppressed"),
        suppression=SarifSuppression(reason="on purpose", by="ada"),
    )
    log = json.loads(write_results([to_result(finding, "new"), suppressed], sha="0" * 40))
    results = log["runs"][0]["results"]
    assert [result["baselineState"] for result in results] == ["new", "unchanged"]
    assert results[0]["partialFingerprints"] == {"repochatIdentity/v1": finding.fingerprint}
    assert results[1]["suppressions"][0]["justification"] == "on purpose"
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["properties"]["tags"] == ["security", "external/cwe/cwe-665"]
    read = read_sarif(json.dumps(log).encode()).results
    assert [(one.path, one.start_line, one.state, one.cwe) for one in read] == [
        ("a b.py", 3, "new", "CWE-665"),
        ("a.py", 3, "persisting", "CWE-665"),
    ]
    assert read[0].fingerprint == finding.fingerprint
    assert read[1].suppression is not None


def test_what_is_gone_is_written_as_absent() -> None:
    log = json.loads(write_sarif([], sha="", states={}, gone=[make_finding()]))
    assert [result["baselineState"] for result in log["runs"][0]["results"]] == ["absent"]


def test_a_result_of_another_tool_is_named_after_it_and_its_level_is_a_severity() -> None:
    (result,) = read_sarif(
        build({"ruleId": "R1", "level": "error", "message": {"text": "m"}, **place("src/x.c")})
    ).results
    assert result == SarifResult(
        rule="other/R1",
        title="One",
        message="m",
        severity="high",
        path="src/x.c",
        start_line=3,
        end_line=3,
        tools=("other",),
    )


@pytest.mark.parametrize(
    "uri", ["/etc/passwd", "../x", "a/../../x", "file:///x", "https://example.org/x", "", "a\\b", "a/%2e%2e/b", "a%00b"]
)
def test_a_place_outside_the_repository_is_dropped(uri: str) -> None:
    read = read_sarif(build({"ruleId": "R1", **place(uri)}))
    assert (list(read.results), read.dropped) == ([], 1)


def test_what_is_no_sarif_is_refused_with_the_place_that_is_wrong() -> None:
    for content in (
        b"",
        b"[]",
        b'{"version": "2.0.0", "runs": []}',
        b'{"version": "2.1.0", "runs": [{}]}',
        b"[" * 9_999,
    ):
        with pytest.raises(InvalidError):
            read_sarif(content)


def test_a_log_beyond_its_bounds_is_refused() -> None:
    log = build({"ruleId": "R1", **place("a.py")})
    for limits in (replace(LIMITS, sarif_bytes_max=10), replace(LIMITS, sarif_results_max=0)):
        with pytest.raises(LimitError):
            read_sarif(log, limits=limits)

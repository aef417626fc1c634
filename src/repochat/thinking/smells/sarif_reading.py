"""Findings in, as SARIF of other tools: checked, bounded, and with nothing of it believed but places and words."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from repochat.analyzers import LIMITS, AnalyzerLimits
from repochat.core.errors import InvalidError, LimitError
from repochat.thinking.smells.sarif import FINGERPRINT, SEVERITIES, Level, SarifResult, SarifSuppression

_TEXT_MAX = 2_000
_CWE = re.compile(r"cwe[-/_]?(?P<number>\d{1,5})\b", re.IGNORECASE)
_HINT = "Give a log of SARIF 2.1.0, as the tool writes it."
_OURS: Mapping[str, str] = {"new": "new", "unchanged": "persisting", "updated": "moved", "absent": "fixed"}
_DEPTH_MAX = 60

Line = Annotated[int, Field(ge=1, le=10_000_000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, frozen=True)


class _Message(_Part):
    text: str = ""
    markdown: str = ""


class _Region(_Part):
    start_line: Line | None = None
    end_line: Line | None = None


class _ArtifactLocation(_Part):
    uri: str = ""


class _PhysicalLocation(_Part):
    artifact_location: _ArtifactLocation = _ArtifactLocation()
    region: _Region = _Region()


class _LogicalLocation(_Part):
    fully_qualified_name: str = ""


class _Location(_Part):
    physical_location: _PhysicalLocation = _PhysicalLocation()
    logical_locations: list[_LogicalLocation] = Field(default_factory=list[_LogicalLocation])


class _Suppression(_Part):
    kind: Literal["external", "inSource"] = "external"
    status: Literal["accepted", "underReview", "rejected"] = "accepted"
    justification: str = ""


class _Configuration(_Part):
    level: Level = "warning"


class _Rule(_Part):
    id: str
    short_description: _Message = _Message()
    full_description: _Message = _Message()
    default_configuration: _Configuration = _Configuration()
    properties: dict[str, Any] = Field(default_factory=dict[str, Any])


class _Driver(_Part):
    name: str
    rules: list[_Rule] = Field(default_factory=list[_Rule])


class _Tool(_Part):
    driver: _Driver


class _Result(_Part):
    rule_id: str = ""
    rule_index: int = -1
    level: Level | None = None
    message: _Message = _Message()
    locations: list[_Location] = Field(default_factory=list[_Location])
    partial_fingerprints: dict[str, str] = Field(default_factory=dict[str, str])
    baseline_state: Literal["new", "unchanged", "updated", "absent"] | None = None
    suppressions: list[_Suppression] = Field(default_factory=list[_Suppression])
    properties: dict[str, Any] = Field(default_factory=dict[str, Any])


class _Run(_Part):
    tool: _Tool
    results: list[_Result] | None = None


class _Log(_Part):
    version: Literal["2.1.0"]
    runs: list[_Run]


@dataclass(frozen=True, slots=True, kw_only=True)
class SarifImport:
    """`rule` of each result is `tool/rule`. `dropped` counts those without a place within the repository."""

    results: Sequence[SarifResult]
    dropped: int


def read_sarif(content: bytes, *, limits: AnalyzerLimits = LIMITS) -> SarifImport:
    """Raises LimitError (`sarif_bytes_max`, `sarif_results_max`), and InvalidError for what is no SARIF 2.1.0."""
    if len(content) > limits.sarif_bytes_max:
        raise LimitError(
            f"The log is larger than {limits.sarif_bytes_max} bytes.",
            hint="Import one tool's log at a time.",
            limit="sarif_bytes_max",
        )
    log = _parse(content)
    if sum(len(run.results or ()) for run in log.runs) > limits.sarif_results_max:
        raise LimitError(
            f"The log has more than {limits.sarif_results_max} results.",
            hint="Import fewer rules or a part of the repository.",
            limit="sarif_results_max",
        )
    read = [result for run in log.runs for result in _read_run(run)]
    results = [result for result in read if result is not None]
    return SarifImport(results=results, dropped=len(read) - len(results))


def _parse(content: bytes) -> _Log:
    try:
        return _Log.model_validate(json.loads(content))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidError(f"This is no SARIF 2.1.0: {place}: {first['msg']}.", hint=_HINT) from error
    except (ValueError, RecursionError) as error:
        raise InvalidError("This is no JSON.", hint=_HINT) from error


def _read_run(run: _Run) -> Iterator[SarifResult | None]:
    driver = run.tool.driver
    by_id = {rule.id: rule for rule in driver.rules}
    for result in run.results or ():
        rule = by_id.get(result.rule_id)
        if rule is None and 0 <= result.rule_index < len(driver.rules):
            rule = driver.rules[result.rule_index]
        yield _read_result(result, rule, driver.name)


def _read_result(result: _Result, rule: _Rule | None, tool: str) -> SarifResult | None:
    rule_id = result.rule_id or (rule.id if rule else "")
    place = result.locations[0].physical_location if result.locations else _PhysicalLocation()
    path, start = _read_path(place.artifact_location.uri), place.region.start_line
    if not rule_id or path is None or start is None:
        return None
    names = result.locations[0].logical_locations
    level = result.level or (rule.default_configuration.level if rule else "warning")
    return SarifResult(
        rule=_clean(f"{tool}/{rule_id}"),
        title=_clean((rule.short_description.text if rule else "") or rule_id),
        message=_clean(result.message.text or (rule.full_description.text if rule else "") or rule_id),
        severity=SEVERITIES[level],
        path=path,
        start_line=start,
        end_line=max(start, place.region.end_line or start),
        fingerprint=result.partial_fingerprints.get(FINGERPRINT, "")[:_TEXT_MAX],
        symbol=_clean(names[0].fully_qualified_name) if names else "",
        cwe=_find_cwe(result, rule),
        state=_OURS.get(result.baseline_state or "", ""),
        tools=(_clean(tool),),
        suppression=_read_suppression(result),
    )


def _read_path(uri: str) -> str | None:
    """A path within the repository; None for one that is absolute, leaves it, or is of another scheme."""
    parts = urlsplit(uri) if len(uri) <= _TEXT_MAX else None
    if parts is None or parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path).removeprefix("./")
    steps = path.split("/")
    is_within = path and not path.startswith("/") and "\\" not in path and path.isprintable()
    return path if is_within and not {"", ".", ".."} & set(steps) and len(steps) <= _DEPTH_MAX else None


def _read_suppression(result: _Result) -> SarifSuppression | None:
    accepted = next((one for one in result.suppressions if one.status == "accepted"), None)
    return SarifSuppression(kind=accepted.kind, reason=_clean(accepted.justification)) if accepted else None


def _find_cwe(result: _Result, rule: _Rule | None) -> str:
    for properties in (result.properties, rule.properties if rule else {}):
        for value in (properties.get("tags"), properties.get("cwe")):
            found = _CWE.search(json.dumps(value)[:_TEXT_MAX]) if value else None
            if found:
                return f"CWE-{int(found['number'])}"
    return ""


def _clean(text: str) -> str:
    """One line without what steers a terminal, bounded."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:_TEXT_MAX]).strip()

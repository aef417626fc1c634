"""Pins against a file of advisories in OSV's format (https://ossf.github.io/osv-schema), without a network."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from repochat.analyzers.limits import LIMITS, AnalyzerLimits
from repochat.analyzers.model import Hit, SourceFile
from repochat.analyzers.pins import Pin, read_pins
from repochat.analyzers.reading import Json, find_mapping, find_text, list_mappings, parse_json, parse_json_lines
from repochat.core.errors import InvalidError

__all__ = ["TOOL", "Advisories", "check_pins", "read_advisories"]

TOOL = "advisories"
_RULE = "vulnerable"
_NUMBER = re.compile(r"\d+")
_SEMVER = re.compile(r"^v?(?P<core>\d+(?:\.\d+)*)(?:-(?P<pre>[0-9A-Za-z.\-]+))?")
_PART_DIGITS_MAX = 18

Order = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisories:
    """By (ecosystem, name): the advisories that speak of the package."""

    by_package: Mapping[tuple[str, str], Sequence[tuple[Json, Json]]]

    @property
    def count(self) -> int:
        return len({find_text(advisory, "id") for pairs in self.by_package.values() for advisory, _ in pairs})


def read_advisories(path: Path, *, limits: AnalyzerLimits = LIMITS) -> Advisories:
    """One advisory, a list of them, `{"vulns": [...]}`, or one a line. Withdrawn ones are left out.

    Raises InvalidError when the file is absent, larger than `advisory_bytes_max`, or holds none.
    """
    hint = "Set ADVISORIES_FILE to a JSON file in OSV's format, or to nothing."
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= limits.advisory_bytes_max else None
    except OSError as error:
        raise InvalidError(f"The file of advisories cannot be read ({type(error).__name__}).", hint=hint) from error
    if content is None:
        raise InvalidError(f"The file of advisories is larger than {limits.advisory_bytes_max} bytes.", hint=hint)
    by_package: dict[tuple[str, str], list[tuple[Json, Json]]] = {}
    for advisory in _list_advisories(content):
        for affected in list_mappings(advisory.get("affected")):
            package = find_mapping(affected, "package")
            key = _name_package(find_text(package, "ecosystem"), find_text(package, "name"))
            by_package.setdefault(key, []).append((advisory, affected))
    if not by_package:
        raise InvalidError("The file of advisories holds none.", hint=hint)
    return Advisories(by_package=by_package)


def check_pins(files: Sequence[SourceFile], advisories: Advisories) -> tuple[list[Hit], list[str]]:
    """A hit for each pin that an advisory names, with the advisory's id as its symbol; and what could not be read."""
    hits: list[Hit] = []
    problems: list[str] = []
    for file in files:
        pins, problem = read_pins(file)
        if problem:
            problems.append(f"{file.path}: {problem}")
        for pin in pins:
            for advisory, affected in advisories.by_package.get(_name_package(pin.ecosystem, pin.name), ()):
                if _is_affected(pin, affected):
                    hits.append(_build_hit(pin, advisory))
    return hits, problems


def _list_advisories(content: bytes) -> Iterator[Json]:
    value, problem = parse_json(content)
    listed: list[Json] = parse_json_lines(content)[0] if problem else list(list_mappings(value))
    if isinstance(value, dict):
        listed = list(list_mappings(find_mapping(value).get("vulns"))) or [find_mapping(value)]
    return (advisory for advisory in listed if find_text(advisory, "id") and not advisory.get("withdrawn"))


def _name_package(ecosystem: str, name: str) -> tuple[str, str]:
    plain = ecosystem.partition(":")[0]
    return plain, canonicalize_name(name) if plain == "PyPI" else name


def _build_hit(pin: Pin, advisory: Json) -> Hit:
    identity = find_text(advisory, "id")
    summary = find_text(advisory, "summary") or "no summary"
    return Hit(
        tool=TOOL,
        rule=_RULE,
        message=f"{pin.name} {pin.version}: {identity}, {summary}",
        path=pin.path,
        start_line=pin.line,
        end_line=pin.line,
        symbol=f"{pin.name} {identity}",
    )


def _is_affected(pin: Pin, affected: Json) -> bool:
    listed = affected.get("versions")
    if isinstance(listed, list) and pin.version in listed:
        return True
    return any(
        _is_in_range(pin, span)
        for span in list_mappings(affected.get("ranges"))
        if find_text(span, "type") in {"SEMVER", "ECOSYSTEM"}
    )


def _is_in_range(pin: Pin, span: Json) -> bool:
    """The algorithm of OSV's schema: events in order, the last one that is not later than the version decides."""
    version = _order(pin.version, pin.ecosystem)
    if version is None:
        return False
    events: list[tuple[Order, int, bool]] = []
    for event in list_mappings(span.get("events")):
        for kind, value in event.items():
            order = () if value == "0" else _order(str(value), pin.ecosystem)
            if order is not None and kind in {"introduced", "fixed", "last_affected"}:
                events.append((order, kind == "last_affected", kind == "introduced"))
    is_affected = False
    for order, is_last, is_introduced in sorted(events, key=lambda event: event[:2]):
        if order < version or (order == version and not is_last):
            is_affected = is_introduced
    return is_affected


def _order(version: str, ecosystem: str) -> Order | None:
    """What versions of one ecosystem are compared by; None for one that cannot be. () is before all."""
    if ecosystem == "PyPI":
        try:
            return (Version(version),)
        except InvalidVersion:
            return None
    found = _SEMVER.match(version)
    if found is None or any(len(number) > _PART_DIGITS_MAX for number in _NUMBER.findall(version)):
        return None
    core = [int(number) for number in found["core"].split(".")]
    while core and core[-1] == 0:
        core.pop()
    return (tuple(core), *_order_pre(found["pre"]))


def _order_pre(pre: str | None) -> Order:
    """A pre-release comes before its release; its parts are compared as semver says (2.0.0, 11.4)."""
    if pre is None:
        return (1, ())
    parts = ((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in pre.split("."))
    return (0, tuple(parts))

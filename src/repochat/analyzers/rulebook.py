"""The rules that are looked for, in words: `rules/TOOL-rules.toml`. What is not in one is neither run nor kept.

Rules of several tools with the same `name` say the same. A `shadow` rule is looked for and kept, and not shown. A rule
of style has no place here: what stands here is wrong, unsafe, dead or beyond testing.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

from repochat.analyzers.model import Confidence, RuleKind, Severity

__all__ = ["Rule", "digest_rules", "find_rule", "list_rules", "list_tools"]

_FOLDER = Path(__file__).with_name("rules")
_BOOK = "-rules.toml"
_DIGEST_CHARS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of one tool. Rules of several tools with the same `name` say the same, so their hits are one finding.

    `why` says in a sentence what is wrong with such code. `is_shadow`: looked for and kept, but not shown.
    """

    tool: str
    id: str
    name: str
    title: str
    why: str
    severity: Severity
    confidence: Confidence
    kind: RuleKind
    cwe: str
    is_shadow: bool


def list_rules(tool: str) -> list[Rule]:
    """Those of one tool, by id."""
    return [rule for rule in _read_rulebook().values() if rule.tool == tool]


def list_tools() -> list[str]:
    """Every tool that has a rule."""
    return sorted({rule.tool for rule in _read_rulebook().values()})


def find_rule(tool: str, rule_id: str) -> Rule | None:
    """None: the rule is not among ours, and what it says is dropped."""
    return _read_rulebook().get((tool, rule_id))


def digest_rules(tool: str, folder: Path | None = None) -> str:
    """Another one as soon as anything about the rules of a tool changes; `folder` holds their patterns."""
    digest = hashlib.sha256(repr(list_rules(tool)).encode())
    for path in sorted(folder.iterdir()) if folder else ():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:_DIGEST_CHARS]


@lru_cache(maxsize=1)
def _read_rulebook() -> Mapping[tuple[str, str], Rule]:
    books = {
        path.name.removesuffix(_BOOK): tomllib.loads(path.read_text("utf-8")) for path in _FOLDER.glob(f"*{_BOOK}")
    }
    rules = (_read_rule(tool, name, entry) for tool, entries in books.items() for name, entry in entries.items())
    return MappingProxyType({(rule.tool, rule.id): rule for rule in rules})


def _read_rule(tool: str, rule_id: str, entry: Mapping[str, object]) -> Rule:
    return Rule(
        tool=tool,
        id=rule_id,
        name=str(entry.get("name", f"{tool}/{rule_id}")),
        title=str(entry["title"]),
        why=str(entry["why"]),
        severity=cast("Severity", entry["severity"]),
        confidence=cast("Confidence", entry["confidence"]),
        kind=cast("RuleKind", entry["kind"]),
        cwe=str(entry.get("cwe", "")),
        is_shadow=bool(entry.get("shadow", False)),
    )

"""What several tools said about one file, as findings: the same said twice is one, each with its code and its name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from repochat.analyzers import Hit, Rule, SourceFile, find_rule
from repochat.syntax import Symbol, SymbolKind, parse_file
from repochat.thinking.smells.finding import Finding, number_equals
from repochat.thinking.smells.identity import mask_line, normalise_text

TEXT_CHARS_MAX = 400
_AROUND: frozenset[SymbolKind] = frozenset(
    (
        "class", "struct", "interface", "trait", "enum", "object", "protocol", "namespace", "module",
        "function", "method", "constructor", "macro", "property",
    )
)  # fmt: skip
_SURER: Mapping[str, int] = MappingProxyType({"low": 0, "medium": 1, "high": 2})


def normalise_hits(file: SourceFile, hits: Sequence[Hit]) -> list[Finding]:
    """Findings of one file, by place. Hits are taken in the order of their tools: the first one says where it is."""
    if not hits:
        return []
    lines = file.content.decode("utf-8", "replace").split("\n")
    symbols = parse_file(file.path, file.content).symbols
    merged: list[tuple[Hit, Finding]] = []
    for hit in hits:
        rule = find_rule(hit.tool, hit.rule)
        if rule is None or not 1 <= hit.start_line <= len(lines):
            continue
        twin = next((index for index, found in enumerate(merged) if _says_the_same(found, hit, rule)), None)
        if twin is None:
            merged.append((hit, _build_finding(hit, rule, lines, symbols)))
        else:
            merged[twin] = (merged[twin][0], _add_source(merged[twin][1], hit, rule))
    return number_equals([finding for _, finding in merged])


def _says_the_same(found: tuple[Hit, Finding], hit: Hit, rule: Rule) -> bool:
    """Another tool, the same rule, and lines that overlap."""
    first, finding = found
    is_other_tool = all(tool != hit.tool for tool in finding.tools)
    return (
        is_other_tool
        and finding.rule == rule.name
        and first.start_line <= hit.end_line
        and hit.start_line <= first.end_line
    )


def _add_source(finding: Finding, hit: Hit, rule: Rule) -> Finding:
    """Two tools that agree: the surer one speaks, and what either shows is shown."""
    surer = max(finding.confidence, rule.confidence, key=_SURER.__getitem__)
    sources = (*finding.sources, (hit.tool, hit.rule))
    return replace(finding, sources=sources, confidence=surer, is_shadow=finding.is_shadow and rule.is_shadow)


def _build_finding(hit: Hit, rule: Rule, lines: Sequence[str], symbols: Sequence[Symbol]) -> Finding:
    end_line = min(max(hit.start_line, hit.end_line), len(lines))
    return Finding(
        rule=rule.name,
        sources=((hit.tool, hit.rule),),
        title=rule.title,
        message=f"{hit.message} {rule.why}" if hit.symbol else rule.why,
        severity=rule.severity,
        confidence=rule.confidence,
        kind=rule.kind,
        cwe=rule.cwe,
        path=hit.path,
        start_line=hit.start_line,
        end_line=end_line,
        text=_find_text(hit, rule, lines[hit.start_line - 1 : end_line]),
        qualified_name=_find_name(symbols, hit.start_line),
        ordinal=0,
        is_shadow=rule.is_shadow,
    )


def _find_text(hit: Hit, rule: Rule, lines: Sequence[str]) -> str:
    """Of a function the name, for its body may change; of a secret nothing of its value."""
    if rule.kind == "secret":
        return mask_line(lines[0])[:TEXT_CHARS_MAX]
    if hit.symbol:
        return hit.symbol[:TEXT_CHARS_MAX]
    cut = list(lines)
    if hit.end_column is not None:
        cut[-1] = cut[-1][: hit.end_column]
    if hit.start_column is not None:
        cut[0] = cut[0][hit.start_column :]
    text = normalise_text("\n".join(cut)) or normalise_text("\n".join(lines))
    return text[:TEXT_CHARS_MAX]


def _find_name(symbols: Sequence[Symbol], line: int) -> str:
    """Of the innermost definition around a line; "" outside of all."""
    around = [symbol for symbol in symbols if symbol.kind in _AROUND and symbol.start_line <= line <= symbol.end_line]
    return max(around, key=lambda symbol: (symbol.start_line, -symbol.end_line)).qualified_name if around else ""

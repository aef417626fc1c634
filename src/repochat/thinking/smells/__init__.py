"""Findings of tools: made one of many, known again wherever they move, kept for each blob, and told with care.

This is hygiene, not bug finding: of 180 real bugs, a correctness finding stood on the fixed lines in 0.6 %.
"""

from repochat.thinking.smells.finding import Finding
from repochat.thinking.smells.matching import FindingMatch, match_findings
from repochat.thinking.smells.sarif import SarifResult, SarifSuppression
from repochat.thinking.smells.sarif_reading import SarifImport, read_sarif
from repochat.thinking.smells.sarif_writing import write_results

__all__ = [
    "Finding",
    "FindingMatch",
    "SarifImport",
    "SarifResult",
    "SarifSuppression",
    "match_findings",
    "read_sarif",
    "write_results",
]

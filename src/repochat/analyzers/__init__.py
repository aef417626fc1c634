"""Tools that look at code without running it: each a file, all bounded, under rules of ours alone.

Files in, hits out. No configuration, plugin, hook or build of a repository is ever read: its files get names of ours
(`folder`), tools get a home, rules and limits of ours (`process`), and no network where the system allows that.
Comments in the code that switch a rule off for a line are honoured: their author has looked at it.
"""

from repochat.analyzers.advisories import Advisories, check_pins, read_advisories
from repochat.analyzers.limits import LIMITS, AnalyzerLimits
from repochat.analyzers.model import Confidence, Hit, RuleKind, Severity, SourceFile, ToolReport
from repochat.analyzers.pins import is_manifest
from repochat.analyzers.rulebook import Rule, find_rule, list_rules
from repochat.analyzers.running import ANALYZERS, CODE_ANALYZERS, find_unfit, run_analyzers

__all__ = [
    "ANALYZERS",
    "CODE_ANALYZERS",
    "LIMITS",
    "Advisories",
    "AnalyzerLimits",
    "Confidence",
    "Hit",
    "Rule",
    "RuleKind",
    "Severity",
    "SourceFile",
    "ToolReport",
    "check_pins",
    "find_rule",
    "find_unfit",
    "is_manifest",
    "list_rules",
    "read_advisories",
    "run_analyzers",
]

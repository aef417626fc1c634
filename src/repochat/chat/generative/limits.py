"""Every bound of reading and checking what a model writes, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitLimits:
    """Of one answer of a model. Reaching a bound cuts the answer there and is told by the splitter."""

    text_chars_max: int = 60_000
    statements_max: int = 240
    statement_chars_max: int = 2_000
    """A longer sentence, table row or item is cut into several statements."""
    code_chars_max: int = 12_000
    word_chars_max: int = 1_000
    """A longer run without a space is read in parts."""
    cited_max: int = 12
    """Ids that one statement may cite; more lean on nothing in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyLimits:
    """Of the check of one statement. Reaching a bound costs the support, it never lends any."""

    pieces_max: int = 12
    lines_max: int = 2_000
    """Of a piece that are read as evidence."""
    line_chars_max: int = 600
    """Of a line that are read as evidence: what stands beyond carries nothing."""
    claims_max: int = 120
    window_lines_max: int = 24
    """A citation that is narrowed has at most these lines."""
    windows_max: int = 4
    """Citations that one statement may end up with."""


SPLIT_LIMITS = SplitLimits()
VERIFY_LIMITS = VerifyLimits()

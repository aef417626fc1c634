"""Every bound of an answer, by name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLimits:
    """Reaching a bound shortens the answer; it never loosens a check."""

    question_chars_max: int = 8_000
    """Of what is stored; the search reads less."""
    hits: int = 10
    statements_max: int = 24
    citations_max: int = 48
    quote_chars_max: int = 320
    code_chars_max: int = 200
    name_chars_max: int = 160
    path_chars_max: int = 400
    definitions_max: int = 6
    callers_max: int = 12
    """Call sites that an answer to "who calls it" lists."""
    callers_shown: int = 4
    """Call sites beside a definition."""
    callees_max: int = 6
    focus_lines_max: int = 400
    """Of the lines that a question was asked about; more are refused."""
    focus_symbols_max: int = 6
    focus_quotes_max: int = 4
    """Of the lines that a question was asked about, shown word for word."""
    passages_read_max: int = 40
    """Of those that hold a name, where no call is tied to its definition."""
    members_max: int = 8
    tests_max: int = 8
    commits_max: int = 5
    blame_lines_max: int = 200
    doc_reach_lines: int = 80
    """How far above a definition the comment that leads up to it may begin."""
    mirrors_open_max: int = 8
    computing_max: int = 2
    """Threads that compute for answers at once."""
    trees_kept_max: int = 8


LIMITS = ChatLimits()

"""Where a sentence of prose about code ends: not at `e.g.`, `3.5`, `os.path`, an ellipsis or an initial."""

import re

from repochat.chat.generative.marks import drop_marks

TAIL_CHARS = 160

_CLOSERS = "\"'”’)]*_»"
_ENDS = re.compile(r"[.!?。！？]$")
_ELLIPSIS = re.compile(r"(?:\.\.|…)[.…]*$")
_NEVER = re.compile(
    r"(?:^|[\s(\[*_])(?:e\.?g|i\.?e|vs|cf|approx|ca|fig|sec|ch|pp?|no|nr|viz|resp|incl|excl|mr|mrs|ms|dr|prof|st|al"
    r"|aka|a\.k\.a|min|max|ver|vol)\.$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[\s(])(?:[A-Z]\.)+$")
_STARTS = re.compile(r"[\"'“‘(\[*_«`]*(?:[^\W_a-z]|[`.$@/<{-]|__\w)")


def ends_sentence(text: str, next_word: str) -> bool:
    """Whether a sentence ends between `text`, of which the end is enough, and `next_word`, which is whole."""
    core = drop_marks(text[-TAIL_CHARS:]).rstrip().rstrip(_CLOSERS)
    if not _ENDS.search(core) or _ELLIPSIS.search(core):
        return False
    if _NEVER.search(core) or _INITIAL.search(core):
        return False
    return _STARTS.match(next_word) is not None


class CodeState:
    """Follows backticks word by word: whether a code span is open."""

    def __init__(self) -> None:
        self._open = 0

    @property
    def is_open(self) -> bool:
        return self._open > 0

    def read(self, word: str) -> None:
        for run in re.findall(r"`+", word):
            if not self._open:
                self._open = len(run)
            elif self._open == len(run):
                self._open = 0

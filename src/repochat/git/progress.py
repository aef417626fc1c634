"""What git says on stderr while it works, as values."""

import re
from dataclasses import dataclass

_COUNTED = re.compile(r"^(?:remote: )?([A-Z][A-Za-z ]+):\s+\d+% \((\d+)/(\d+)\)")
_UNCOUNTED = re.compile(r"^(?:remote: )?([A-Z][A-Za-z ]+): (\d+)\b")


@dataclass(frozen=True, kw_only=True)
class GitProgress:
    """`stage` in git's words (`Receiving objects`); `total` is None while git does not know it."""

    stage: str
    done: int
    total: int | None

    def describe(self) -> str:
        """`Receiving objects: 12 of 40`."""
        return f"{self.stage}: {self.done:,}" + (f" of {self.total:,}" if self.total is not None else "")


def parse_progress(line: str) -> GitProgress | None:
    """None for a line that tells something else."""
    if counted := _COUNTED.match(line):
        return GitProgress(stage=counted[1], done=int(counted[2]), total=int(counted[3]))
    if uncounted := _UNCOUNTED.match(line):
        return GitProgress(stage=uncounted[1], done=int(uncounted[2]), total=None)
    return None

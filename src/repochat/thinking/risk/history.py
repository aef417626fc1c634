"""What the history says of each file: how often it changed, was mended, by whom, and beside what."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import log2

from repochat.git import LoggedCommit
from repochat.thinking.risk.fixes import find_fix
from repochat.thinking.risk.model import LIMITS, RiskLimits
from repochat.thinking.risk.population import find_language

DAY_S = 86_400
YEAR_DAYS = 365
RECENT_DAYS = 90.0
LASTING_DAYS = 540.0
_MINOR_SHARE = 0.05
_COMPANIONS_MAX = 30  # a commit of more files says little of which belong together
_BOT = "[bot]"


@dataclass(slots=True, kw_only=True)
class FileHistory:
    """Of one file under all its names, as seen at one time. Decayed counts halve every so many days of age."""

    first_at: int
    last_at: int = 0
    commits: int = 0
    recent_commits: float = 0.0
    lasting_commits: float = 0.0
    commits_90_days: int = 0
    fixes: int = 0
    fixes_365_days: int = 0
    recent_fixes: float = 0.0
    lasting_fixes: float = 0.0
    reverts: int = 0
    added: int = 0
    removed: int = 0
    recent_churn: float = 0.0
    spread: float = 0.0
    """Decayed sum of how many files changed with it, for each commit."""
    authors: Counter[str] = field(default_factory=Counter[str])
    companions: Counter[str] = field(default_factory=Counter[str])

    @property
    def minor_authors(self) -> int:
        """Those with less than a twentieth of the commits."""
        return sum(count < _MINOR_SHARE * self.commits for count in self.authors.values())

    @property
    def owner_share(self) -> float:
        """The share of commits of who made most of them."""
        return max(self.authors.values(), default=0) / self.commits if self.commits else 1.0

    @property
    def entropy(self) -> float:
        """In bits: how scattered the files are that changed with it (Hassan 2009, by file)."""
        total = sum(self.companions.values())
        return -sum(n / total * log2(n / total) for n in self.companions.values()) if total else 0.0

    def absorb(self, other: "FileHistory") -> None:
        """Adds what happened under another name."""
        self.first_at = min(self.first_at, other.first_at)
        self.last_at = max(self.last_at, other.last_at)
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.authors.update(other.authors)
        self.companions.update(other.companions)


_SUMS = (
    "commits", "recent_commits", "lasting_commits", "commits_90_days", "fixes", "fixes_365_days", "recent_fixes",
    "lasting_fixes", "reverts", "added", "removed", "recent_churn", "spread",
)  # fmt: skip


def decay(age_s: float, half_life_days: float) -> float:
    """1 for now and for what a skewed clock puts after it, 1/2 after `half_life_days`."""
    return 0.5 ** (max(0.0, age_s) / DAY_S / half_life_days)


def replay(commits: Iterable[LoggedCommit], now_s: int, *, limits: RiskLimits = LIMITS) -> dict[str, FileHistory]:
    """The files of the history by their last name. `commits` come oldest first; `now_s` is when they are looked at."""
    replayer = _Replayer(now_s, limits)
    for commit in commits:
        replayer.take(commit)
    return replayer.finish()


class _Replayer:
    def __init__(self, now_s: int, limits: RiskLimits) -> None:
        self._now = now_s
        self._limits = limits
        self._files: dict[str, FileHistory] = {}
        self._later: dict[str, str] = {}

    def take(self, commit: LoggedCommit) -> None:
        for file in commit.files:
            if file.old_path != file.path:
                self._move(_text(file.old_path), _text(file.path))
        if len(commit.files) > self._limits.commit_files_max or commit.is_cut:
            return
        touched = [(_text(file.path), file.added or 0, file.removed or 0) for file in commit.files]
        touched = [each for each in touched if find_language(each[0])]
        age_s = self._now - commit.committed_at
        fix = find_fix(commit.subject, commit.body)
        recent, lasting = decay(age_s, RECENT_DAYS), decay(age_s, LASTING_DAYS)
        for path, added, removed in touched:
            file = self._files.setdefault(path, FileHistory(first_at=commit.committed_at))
            file.last_at = max(file.last_at, commit.committed_at)
            file.commits += 1
            file.recent_commits += recent
            file.lasting_commits += lasting
            file.commits_90_days += age_s <= RECENT_DAYS * DAY_S
            if fix:
                file.fixes += 1
                file.fixes_365_days += age_s <= YEAR_DAYS * DAY_S
                file.recent_fixes += recent
                file.lasting_fixes += lasting
                file.reverts += fix == "revert"
            file.added += added
            file.removed += removed
            file.recent_churn += lasting * (added + removed)
            file.spread += lasting * len(touched)
            if not commit.author.endswith(_BOT):
                file.authors[commit.author] += 1
        self._join([path for path, _, _ in touched])

    def finish(self) -> dict[str, FileHistory]:
        """What changed under an old name after its rename (on another branch) belongs to the new one."""
        for old in list(self._later):
            new = self._follow(old)
            if new != old and old in self._files and new in self._files:
                self._files[new].absorb(self._files.pop(old))
        for file in self._files.values():
            if any(name in self._later for name in file.companions):
                file.companions = _rename(file.companions, self._follow)
        return self._files

    def _join(self, paths: list[str]) -> None:
        if len(paths) > _COMPANIONS_MAX:
            return
        for path in paths:
            self._files[path].companions.update(other for other in paths if other != path)

    def _move(self, old: str, new: str) -> None:
        self._later[old] = new
        self._later.pop(new, None)
        moved = self._files.pop(old, None)
        if moved is None:
            return
        if new in self._files:
            moved.absorb(self._files[new])
        self._files[new] = moved

    def _follow(self, path: str) -> str:
        seen = {path}
        while path in self._later and self._later[path] not in seen:
            path = self._later[path]
            seen.add(path)
        return path


def _rename(counts: Counter[str], follow: Callable[[str], str]) -> Counter[str]:
    renamed = Counter[str]()
    for name, count in counts.items():
        renamed[follow(name)] += count
    return renamed


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")

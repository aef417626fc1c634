"""How far a commit is behind its branch, counted by git. Distances between two commits never change: they are kept."""

import threading
from collections import OrderedDict
from pathlib import Path

import structlog

from repochat.chat.age.following import Head
from repochat.chat.age.limits import LIMITS, AgeLimits
from repochat.chat.age_model import Standing
from repochat.core.errors import RepochatError
from repochat.git import resolve_revision
from repochat.git.between import Distance, measure_distance
from repochat.indexing.connect import mirror_of

log = structlog.get_logger(__name__)


class Standings:
    """Build one per process; threads may share it."""

    def __init__(self, mirrors: Path, limits: AgeLimits = LIMITS) -> None:
        self._mirrors = mirrors
        self._limits = limits
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[Path, str, str], Distance] = OrderedDict()

    def tell(self, revision: str, head: Head) -> Standing:
        """Runs git. Never raises: what git can't tell any more is None."""
        newest = head.revision.sha if head.revision else None
        distance = self._measure(head, revision, newest)
        source = self._find_source_head(head)
        ahead = self._measure(head, newest, source)
        return Standing(
            branch=head.branch,
            revision=revision,
            newest=newest,
            commits_behind=distance.behind if distance else None,
            is_rewritten=bool(distance and distance.ahead),
            source_head=source,
            source_commits_behind=ahead.behind if ahead else None,
        )

    def _find_source_head(self, head: Head) -> str | None:
        try:
            name = None if head.ref == "HEAD" else head.ref
            return resolve_revision(mirror_of(self._mirrors, head.repo), name).sha
        except RepochatError:  # the branch is gone, or there is no mirror any more
            return None

    def _measure(self, head: Head, old: str | None, new: str | None) -> Distance | None:
        if old is None or new is None:
            return None
        if old == new:
            return Distance(behind=0, ahead=0)
        mirror = mirror_of(self._mirrors, head.repo)
        key = (mirror, old, new)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        try:
            found = measure_distance(mirror, old, new)
        except RepochatError as error:
            log.info("age.distance_unknown", repo_id=str(head.repo.id), reason=error.message)
            return None
        with self._lock:
            self._known[key] = found
            while len(self._known) > self._limits.distances_kept_max:
                self._known.popitem(last=False)
        return found

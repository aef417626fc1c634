"""What the catalog and git know of a pinned revision as a whole."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from repochat.catalog.revision_store import RevisionStore
from repochat.chat.extractive.roles import is_aside, is_test
from repochat.chat.pinned import Pinned
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.world import ToolWorld
from repochat.core.errors import RepochatError
from repochat.git import read_history, resolve_revision
from repochat.search.hot import HotIndex
from repochat.syntax import SYMBOL_KINDS

_ENTRY_FILES = re.compile(
    r"(?:^|/)(?:__main__\.py|manage\.py|wsgi\.py|asgi\.py|(?:main|cli|app|server|index)\.(?:py|js|ts|mjs|go|rs|c|cc|cpp|rb))$"
)
_ENTRY_DEPTH_MAX = 4
_CALLABLE = frozenset(("function", "method"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`languages` counts indexed files, most first. `behind` counts commits that the mirror has after the revision.

    `behind` is None when that is not known; `is_behind_cut` when there are more than the bound.
    """

    pinned: Pinned
    sha: str
    ref: str
    committed_at: datetime
    indexed_at: datetime
    files: int
    symbols: int
    passages: int
    references: int
    languages: tuple[tuple[str, int], ...]
    folders: tuple[tuple[str, int], ...]
    entry_points: tuple[Place, ...]
    skips: Mapping[str, int]
    behind: int | None
    is_behind_cut: bool


async def find_facts(world: ToolWorld, *, repo: str, limits: ToolLimits) -> tuple[Facts, ...]:
    """Facts of each pinned revision that `repo` names, all for "". Raises NotFoundError."""
    found: list[Facts] = []
    for pin in world.choose_pins(repo):
        async with world.database.read(world.viewer.scope) as session:
            skips = await RevisionStore(session).count_skips(pin.revision)
        found.append(await asyncio.to_thread(_gather, pin, skips, limits))
    return tuple(found)


def _gather(pin: Pinned, skips: Mapping[str, int], limits: ToolLimits) -> Facts:
    index = pin.index
    folders = Counter(path.partition("/")[0] + "/" for path in pin.source.list_paths() if "/" in path)
    behind = _count_behind(pin, limits)
    return Facts(
        pinned=pin,
        sha=pin.revision.sha,
        ref=pin.revision.ref,
        committed_at=pin.revision.committed_at,
        indexed_at=pin.revision.indexed_at,
        files=len(pin.source.list_paths()),
        symbols=len(index.symbol_names),
        passages=len(index.chunk_file),
        references=len(index.graph.edge_target),
        languages=tuple(Counter(index.languages).most_common(limits.languages_max)),
        folders=tuple(folders.most_common(limits.languages_max)),
        entry_points=tuple(_find_entry_points(pin, limits)),
        skips=skips,
        behind=None if behind is None else min(behind, limits.commits_behind_max),
        is_behind_cut=behind is not None and behind > limits.commits_behind_max,
    )


def _count_behind(pin: Pinned, limits: ToolLimits) -> int | None:
    """Commits of the default branch that the pinned one does not have; merges left out."""
    bounds = replace(limits.git, history_commits_max=limits.commits_behind_max)
    try:
        head = resolve_revision(pin.mirror, pin.repo.default_branch)
        history = read_history(pin.mirror, head.sha, pin.revision.sha, limits=bounds)
    except RepochatError:
        return None
    return len(history.commits) + int(history.is_truncated)


def _find_entry_points(pin: Pinned, limits: ToolLimits) -> list[Place]:
    """Functions called `main`, then files that are named like a beginning; those near the root first."""
    index = pin.index
    mains = [
        Place(
            pinned=pin,
            path=index.paths[index.symbol_file[symbol]],
            start_line=int(index.symbol_start[symbol]),
            end_line=int(index.symbol_end[symbol]),
            symbol=index.symbol_qualified[symbol],
            kind=SYMBOL_KINDS[index.symbol_kind[symbol]],
        )
        for symbol in index.symbols_by_name.get("main", ())
        if SYMBOL_KINDS[index.symbol_kind[symbol]] in _CALLABLE and _is_code(index, int(index.symbol_file[symbol]))
    ]
    known = {place.path for place in mains}
    files = [
        Place(pinned=pin, path=path, start_line=1, end_line=1, kind="file")
        for file, path in enumerate(index.paths)
        if path not in known
        and path.count("/") < _ENTRY_DEPTH_MAX
        and _ENTRY_FILES.search(path)
        and _is_code(index, file)
    ]
    mains.sort(key=lambda place: (place.path.count("/"), place.path))
    files.sort(key=lambda place: (place.path.count("/"), place.path))
    return [*mains, *files][: limits.entry_points_max]


def _is_code(index: HotIndex, file: int) -> bool:
    return not is_test(index, file) and not is_aside(index, file)

"""One detector a file. Each says in its docstring what it reads, in which languages, and what it leaves alone."""

from collections.abc import Callable, Iterator

from repochat.thinking.hypotheses.detectors import (
    branches,
    not_awaited,
    off_by_one,
    open_resource,
    unchecked,
    untested_errors,
    unused_result,
)
from repochat.thinking.hypotheses.model import DetectorName, SourceFile, Suspicion
from repochat.thinking.hypotheses.project import Project

FILE_DETECTORS: tuple[Callable[[SourceFile], Iterator[Suspicion]], ...] = (
    unused_result.find,
    not_awaited.find,
    open_resource.find,
    unchecked.find,
    off_by_one.find,
    branches.find,
)
PROJECT_DETECTORS: tuple[Callable[[Project], Iterator[Suspicion]], ...] = (untested_errors.find,)
ON_TRIAL: frozenset[DetectorName] = frozenset(("branch-leaves-unset", "fix-missed-in-twin"))
"""Looked for and counted, not shown: read by hand, too few were true (evals/findings/judged_hypotheses.md)."""

__all__ = ["FILE_DETECTORS", "ON_TRIAL", "PROJECT_DETECTORS"]

"""One detector a file. Each says in its docstring what it reads, in which languages, and what it leaves alone."""

from collections.abc import Callable, Iterator

from repochat.thinking.hypotheses.detectors import (
    branches,
    not_awaited,
    off_by_one,
    open_resource,
    preconditions,
    unchecked,
    untested_errors,
    unused_result,
)
from repochat.thinking.hypotheses.model import SourceFile, Suspicion
from repochat.thinking.hypotheses.project import Project

FILE_DETECTORS: tuple[Callable[[SourceFile], Iterator[Suspicion]], ...] = (
    unused_result.find,
    not_awaited.find,
    open_resource.find,
    unchecked.find,
    off_by_one.find,
    branches.find,
)
PROJECT_DETECTORS: tuple[Callable[[Project], Iterator[Suspicion]], ...] = (preconditions.find, untested_errors.find)

__all__ = ["FILE_DETECTORS", "PROJECT_DETECTORS"]

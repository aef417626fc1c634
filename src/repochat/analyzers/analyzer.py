"""What a tool has to say about itself so that it can be run: its files, its command, and how to read its output."""

import importlib.metadata
import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from repochat.analyzers.folder import SourceFolder
from repochat.analyzers.model import Hit

__all__ = ["Analyzer", "Reading", "find_script", "find_version", "python_module"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a tool's output said. A problem is a sentence; `unread` are files that the tool could not read."""

    hits: Sequence[Hit] = ()
    problems: Sequence[str] = ()
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzer:
    """`build_argv` may write its own configuration into the folder's home. `read_output` never raises.

    `distribution` is the package that it comes in; `rules` digests what of ours steers it, as a part of its version.
    """

    name: str
    distribution: str
    covers: Callable[[str], bool]
    build_argv: Callable[[SourceFolder], Sequence[str]]
    read_output: Callable[[bytes, SourceFolder], Reading]
    good_codes: frozenset[int] = frozenset((0,))
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    rules: Callable[[], str] = lambda: ""

    def find_version(self) -> str | None:
        """None: it is not installed."""
        version = find_version(self.distribution)
        if version is None:
            return None
        rules = self.rules()
        return f"{version}+{rules}" if rules else version


@lru_cache
def find_version(distribution: str) -> str | None:
    """As installed beside us; None when it is not."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def find_script(name: str) -> str:
    """Where a package's program stands, beside our Python: never one that PATH happens to name."""
    return str(Path(sysconfig.get_path("scripts")) / name)


def python_module(name: str) -> tuple[str, ...]:
    """The start of a command that runs a module of an installed package, from nowhere else."""
    return (sys.executable, "-I", "-m", name)

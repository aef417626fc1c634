"""What differs between two revisions, as values."""

from dataclasses import dataclass
from typing import Literal

from repochat.chat.history.model import ToldCommit
from repochat.git import Commit

ChangeKind = Literal["added", "removed", "signature", "body", "renamed", "moved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition on one side. `own` are the lines that belong to it and to none of the definitions it holds."""

    path: str
    name: str  # qualified
    kind: str
    signature: str
    start_line: int
    end_line: int
    own: tuple[tuple[int, str], ...]

    @property
    def bare_name(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def body(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.own)


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionChange:
    """`old` is None for what was added, `new` for what was removed; `score` says how well it fits what is asked."""

    change: ChangeKind
    old: Definition | None
    new: Definition | None
    score: float = 0.0

    @property
    def shown(self) -> Definition:
        found = self.new or self.old
        if found is None:
            raise AssertionError("a change has a side")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDifference:
    """A changed file without changed definitions; the lines are the first that differ, 0 where there are none."""

    path: str
    old_path: str
    status: str
    old_line: int
    new_line: int
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The likeliest to be meant first. `is_about` is false when nothing that differs fits what is asked.

    `commits_total` counts those between the sides, `files_total` the files that differ; `left_out` are files that a
    bound kept from being read.
    """

    old: Commit
    new: Commit
    changes: tuple[DefinitionChange, ...]
    changes_total: int
    files: tuple[FileDifference, ...]
    files_total: int
    left_out: int
    commits: tuple[ToldCommit, ...]
    commits_total: int
    is_commits_cut: bool
    is_about: bool

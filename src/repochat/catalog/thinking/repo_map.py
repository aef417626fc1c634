"""What the fact `map` of a repository holds: values alone, written by the Thought MapRepo and read by everybody else.

Every claim stands on lines: `evidence` names them by path, blob and hash, so that a reader can prove them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

KIND = "map"
SUBJECT = ""  # of the whole repository
HISTORY_SUBJECT = "history"  # what the ownership was counted of, so that the next map goes on from it

ModuleRole = Literal["code", "tests", "examples", "benchmarks", "tools", "docs"]
PurposeSource = Literal["doc", "manifest", "readme", "section", "symbol"]
CommandKind = Literal["build", "test", "lint", "run"]
EntryKind = Literal["script", "main", "package", "binary", "route"]
RequirementKind = Literal["runtime", "development", "optional", "peer", "build"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEvidence:
    """Lines, counted from 1, both ends included; the hash is of exactly their bytes."""

    path: str
    blob: str
    start_line: int
    end_line: int
    snippet_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a module is for, in words that stand in the evidence. `source` says where the words come from."""

    text: str
    source: PurposeSource
    evidence: MapEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleLink:
    """A module that another one depends on; `weight` counts pairs of files. `evidence` shows one or more of them."""

    path: str
    weight: int
    evidence: tuple[MapEvidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleOwner:
    """`share` in (0, 1] of the module's commits, each weighing half as much for every half-life of its age."""

    name: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSymbol:
    """A definition that others use: `used_by` counts files outside of its module."""

    name: str
    kind: str
    path: str
    line: int
    used_by: int
    doc: str
    evidence: MapEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint:
    """Where running, or using, begins. `name` is what people type or import, `why` what the lines show."""

    path: str
    line: int
    kind: EntryKind
    name: str
    why: str
    evidence: MapEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class MapModule:
    """A folder, a file or a family of files that is one thing to a maintainer. `path` identifies it.

    `path` ends in `*` where only some files of the folder are meant. `layer` counts from 0, which depends on nothing;
    None where the module is not of the code itself. `entry_points` counts those in it.
    """

    path: str
    name: str
    role: ModuleRole
    language: str
    purpose: Purpose | None
    files: int
    lines: int
    symbols: int
    entry_points: int
    layer: int | None
    depends_on: tuple[ModuleLink, ...]
    used_by: int
    owners: tuple[ModuleOwner, ...]
    public: tuple[PublicSymbol, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleImport:
    """An import that closes a cycle; `is_late` when it stands inside a function or a condition."""

    source: str
    target: str
    is_late: bool
    evidence: MapEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Modules that import each other, directly or by others; `is_eager` when they do so without late imports."""

    modules: tuple[str, ...]
    is_eager: bool
    imports: tuple[CycleImport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoCommand:
    """What people type to build, test, check or run. `source` is the file kind it was read from.

    `is_usual`: nothing in the repository spells it; it is what the tool that the evidence names is called with.
    """

    kind: CommandKind
    command: str
    source: str
    is_usual: bool
    evidence: MapEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Something from elsewhere: `version` as the manifest asks, `resolved` as a lock file has it."""

    name: str
    version: str
    resolved: str
    kind: RequirementKind
    manifest: str
    line: int
    evidence: MapEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageShare:
    language: str
    files: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoMap:
    """`layers` lists modules of each layer, the one that depends on nothing first. `cut` names the bounds reached."""

    commit: str
    languages: tuple[LanguageShare, ...]
    modules: tuple[MapModule, ...]
    cycles: tuple[Cycle, ...]
    layers: tuple[tuple[str, ...], ...]
    entry_points: tuple[EntryPoint, ...]
    commands: tuple[RepoCommand, ...]
    dependencies: tuple[Requirement, ...]
    cut: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        return bool(self.cut)

    def as_json(self) -> dict[str, Any]:
        return _MAPS.dump_python(self, mode="json")


_MAPS = TypeAdapter(RepoMap)


def read_map(stored: Mapping[str, Any]) -> RepoMap:
    """The reverse of `RepoMap.as_json`. Raises ValueError for what is none."""
    return _MAPS.validate_python(stored)

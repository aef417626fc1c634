"""Dependencies that a repository pins to one version, out of its manifests and lock files. Nothing is run."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from repochat.analyzers.limits import LIMITS
from repochat.analyzers.model import SourceFile
from repochat.analyzers.reading import find_mapping, find_text, list_mappings

__all__ = ["Pin", "is_manifest", "read_pins"]

_REQUIREMENTS = re.compile(r"^(requirements|constraints)([-_.].*)?\.txt$")
_GO_REQUIRE = re.compile(r"^\s*(?:require\s+)?(?P<name>[\w.\-/~]+\.[\w.\-/~]+)\s+v(?P<version>\d\S*)")
_NPM_FOLDER = "node_modules/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """`ecosystem` and `name` as OSV writes them. `line` is from 1: where the manifest says it."""

    ecosystem: str
    name: str
    version: str
    path: str
    line: int


def is_manifest(path: str) -> bool:
    """Whether pins are read from a file of this name."""
    return _find_reader(path) is not None


def read_pins(file: SourceFile) -> tuple[list[Pin], str]:
    """At most `pins_max`, and what is wrong with the file ("" for nothing). Never raises."""
    reader = _find_reader(file.path)
    if reader is None:
        return [], "no manifest that pins are read from"
    text = file.content.decode("utf-8", "replace")
    try:
        pins = [pin for pin, _ in zip(reader(text, file.path), range(LIMITS.pins_max), strict=False)]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        return [], f"it cannot be read ({type(error).__name__})"
    return pins, ""


def _find_reader(path: str) -> Callable[[str, str], Iterator[Pin]] | None:
    name = PurePosixPath(path).name
    return _read_requirements if _REQUIREMENTS.match(name) else _READERS.get(name)


def _read_requirements(text: str, path: str) -> Iterator[Pin]:
    for number, line in enumerate(text.splitlines(), start=1):
        pin = _read_requirement(re.split(r"\s#|\s--hash|\s*\\$", line.strip())[0], path, number)
        if pin is not None:
            yield pin


def _read_requirement(text: str, path: str, line: int) -> Pin | None:
    """Only what is pinned: `name==version`."""
    if not text or text.startswith(("#", "-")):
        return None
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        return None
    exact = [one.version for one in requirement.specifier if one.operator == "==" and "*" not in one.version]
    name = canonicalize_name(requirement.name)
    return Pin(ecosystem="PyPI", name=name, version=exact[0], path=path, line=line) if exact else None


def _read_pyproject(text: str, path: str) -> Iterator[Pin]:
    project = find_mapping(tomllib.loads(text), "project")
    groups = [project.get("dependencies"), *find_mapping(project, "optional-dependencies").values()]
    lines = text.splitlines()
    for asked in (one for group in groups if isinstance(group, list) for one in group if isinstance(one, str)):
        line = next((number for number, each in enumerate(lines, start=1) if asked in each), 1)
        pin = _read_requirement(asked, path, line)
        if pin is not None:
            yield pin


def _read_packages(ecosystem: str) -> Callable[[str, str], Iterator[Pin]]:
    """uv.lock, poetry.lock and Cargo.lock: tables `[[package]]` of a name and a version."""

    def read(text: str, path: str) -> Iterator[Pin]:
        starts = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip() == "[[package]]"]
        packages = list(list_mappings(tomllib.loads(text).get("package")))
        for package, line in zip(packages, starts, strict=False):
            name, version = find_text(package, "name"), find_text(package, "version")
            if name and version and not _is_local(package):
                named = canonicalize_name(name) if ecosystem == "PyPI" else name
                yield Pin(ecosystem=ecosystem, name=named, version=version, path=path, line=line)

    return read


def _is_local(package: Mapping[str, Any]) -> bool:
    """A package of the repository itself, which no advisory is about."""
    source = package.get("source")
    return isinstance(source, dict) and bool({"editable", "virtual", "directory"} & {str(key) for key in source})


def _read_npm(text: str, path: str) -> Iterator[Pin]:
    lock = json.loads(text)
    lines = text.splitlines()
    packages = find_mapping(lock, "packages") or find_mapping(lock, "dependencies")
    places = {line.strip().partition('": {')[0].strip('"'): number for number, line in enumerate(lines, start=1)}
    for key, package in packages.items():
        name = key.rpartition(_NPM_FOLDER)[2]
        version = find_text(find_mapping(package), "version")
        if name and version and not find_mapping(package).get("link"):
            yield Pin(ecosystem="npm", name=name, version=version, path=path, line=places.get(key, 1))


def _read_go(text: str, path: str) -> Iterator[Pin]:
    for number, line in enumerate(text.splitlines(), start=1):
        found = _GO_REQUIRE.match(line)
        if found and not line.lstrip().startswith(("module", "replace", "//", "exclude")):
            version = found["version"].removesuffix("+incompatible")
            yield Pin(ecosystem="Go", name=found["name"], version=version, path=path, line=number)


_READERS: Mapping[str, Callable[[str, str], Iterator[Pin]]] = MappingProxyType(
    {
        "Cargo.lock": _read_packages("crates.io"),
        "go.mod": _read_go,
        "package-lock.json": _read_npm,
        "poetry.lock": _read_packages("PyPI"),
        "pyproject.toml": _read_pyproject,
        "uv.lock": _read_packages("PyPI"),
    }
)

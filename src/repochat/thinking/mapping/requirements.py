"""What a repository takes from elsewhere: names and versions as its manifests ask, and as its lock files have them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname

from repochat.catalog.thinking.repo_map import Requirement, RequirementKind
from repochat.thinking.mapping.locks import read_locks
from repochat.thinking.mapping.material import MapMaterial
from repochat.thinking.mapping.packages import Document, Package, find_line, get_table

_PEP508 = re.compile(r"^\s*[\"']?([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*([=<>!~][^;\"'#]*)?")
_GO = re.compile(r"^\s*(?:require\s+)?([\w.-]+\.[\w.-]+/\S+|[\w-]+\.\w+/\S+)\s+(v\S+)(\s*//\s*indirect)?")
_GRADLE = re.compile(
    r"^\s*(\w*[Ii]mplementation|\w*[Aa]pi|testImplementation|compileOnly|runtimeOnly)\s*\(?\s*[\"']([\w.-]+:[\w.-]+)(?::([\w.${}-]+))?[\"']"
)
_CATALOG = re.compile(r"^\s*([\w-]+)\s*=\s*\{.*?module\s*=\s*\"([\w.-]+:[\w.-]+)\"")
_POM = re.compile(r"<(artifactId|version|scope)>([^<]+)</")
DEPTH_MAX = 2  # of requirement files that no package is around
_ASIDE = re.compile(r"(?:^|/)(?:[\w-]*samples?|[\w-]*examples?|snippets?|fixtures?|testdata|www|website)/")
_HEADER = re.compile(r"^\[+([^\]]+)\]+")
_OPENING = re.compile(r"^([\w-]+)\s*=\s*\[(.*)$")
_POETRY = re.compile(r"^([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|\{.*?version\s*=\s*\"([^\"]*)\")?")
_QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'")
_DEV_FILE = re.compile(r"dev|test|doc|lint|typing|build", re.IGNORECASE)
_MANIFESTS = re.compile(
    r"(?:^|/)(?:requirements[\w.-]*\.(?:txt|in)|requirements/[\w.-]+\.(?:txt|in)|libs\.versions\.toml|Gemfile|[\w-]+\.gemspec)$"
)
_GEM = re.compile(
    r"^\s*(?:gem|\w+\.add_(?:runtime_|development_)?dependency)\s*\(?\s*[\"']([\w-]+)[\"'](?:\s*,\s*[\"']([^\"']+)[\"'])?"
)
_JSON_KINDS: tuple[tuple[str, RequirementKind], ...] = (
    ("dependencies", "runtime"), ("peerDependencies", "peer"), ("optionalDependencies", "optional"),
    ("devDependencies", "development"), ("require", "runtime"), ("require-dev", "development"),
)  # fmt: skip
_CARGO_KINDS: tuple[tuple[str, RequirementKind], ...] = (
    ("dependencies", "runtime"), ("dev-dependencies", "development"), ("build-dependencies", "build"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    name: str
    version: str
    kind: RequirementKind
    line: int


def list_requirements(material: MapMaterial, packages: Sequence[Package]) -> list[Requirement]:
    """By manifest, the root's first; what the repository itself defines is left out."""
    own = {package.name for package in packages if package.name}
    locks = read_locks(material.texts)
    found: list[Requirement] = []
    for package in packages:
        if _ASIDE.search(package.manifest):
            continue
        found += _describe(material, package.manifest, _read_package(material, package), own, locks)
    wanted = [path for path in material.roots if _MANIFESTS.search(path) and not _ASIDE.search(path)]
    others = [path for path in wanted if path.count("/") <= DEPTH_MAX]
    for path in sorted(others, key=lambda path: (path.count("/"), path))[: material.limits.manifests_max]:
        found += _describe(material, path, _read_other(material, path), own, locks)
    for path in ("setup.cfg", "setup.py", "pyproject.toml"):
        if any(not package.folder and package.manifest == path for package in packages):
            continue
        if material.texts.has(path):
            package = Package(folder="", name="", description="", manifest=path, document={})
            found += _describe(material, path, _read_package(material, package), own, locks)
    found = list({(each.manifest, each.name, each.kind): each for each in found}.values())
    if len(found) > material.limits.requirements_max:
        material.texts.cut.add("requirements_max")
    return found[: material.limits.requirements_max]


def _describe(
    material: MapMaterial, path: str, found: Iterator[_Found], own: set[str], locks: Mapping[str, str]
) -> Iterator[Requirement]:
    for each in found:
        if each.name in own:
            continue
        yield Requirement(
            name=each.name,
            version=each.version.strip(),
            resolved=locks.get(each.name.lower().replace("_", "-"), ""),
            kind=each.kind,
            manifest=path,
            line=each.line,
            evidence=material.texts.quote(path, each.line),
        )


def _read_package(material: MapMaterial, package: Package) -> Iterator[_Found]:
    file, lines = basename(package.manifest), material.texts.read(package.manifest)
    if file in ("package.json", "composer.json"):
        yield from _read_json(package, lines)
    elif file == "Cargo.toml":
        yield from _read_cargo(package, lines)
    elif file == "go.mod":
        yield from _read_go(lines)
    elif file == "pyproject.toml":
        yield from _read_pyproject(lines)
    elif file == "setup.cfg":
        yield from _read_block(lines, r"^install_requires\s*=", "runtime")
    elif file == "setup.py":
        yield from _read_list(lines, r"^\s*(?:install_requires|requires|REQUIRES)\s*=\s*\[", "runtime")
    elif file == "pom.xml":
        yield from _read_pom(lines)
    elif file.startswith("build.gradle"):
        yield from _read_gradle(lines)


def _read_other(material: MapMaterial, path: str) -> Iterator[_Found]:
    lines, file = material.texts.read(path), basename(path)
    if file == "libs.versions.toml":
        for number, line in enumerate(lines, start=1):
            match = _CATALOG.match(line)
            if match is not None:
                version = re.search(r"version(?:\.ref)?\s*=\s*\"([^\"]+)\"", line)
                yield _Found(name=match[2], version=version[1] if version else "", kind="runtime", line=number)
        return
    if file == "Gemfile" or file.endswith(".gemspec"):
        for number, line in enumerate(lines, start=1):
            match = _GEM.match(line)
            if match is not None:
                kind: RequirementKind = "development" if "development" in line or file == "Gemfile" else "runtime"
                yield _Found(name=match[1], version=match[2] or "", kind=kind, line=number)
        return
    kind = "development" if _DEV_FILE.search(file) or _DEV_FILE.search(dirname(path)) else "runtime"
    for number, line in enumerate(lines, start=1):
        found = _read_pep508(line, kind, number)
        if found is not None:
            yield found


def _read_pep508(line: str, kind: RequirementKind, number: int) -> _Found | None:
    if line.lstrip().startswith(("#", "-", "[")) or "://" in line.split("#", maxsplit=1)[0]:
        return None
    match = _PEP508.match(line)
    return _Found(name=match[1], version=match[2] or "", kind=kind, line=number) if match else None


def _read_json(package: Package, lines: Sequence[str]) -> Iterator[_Found]:
    for key, kind in _JSON_KINDS:
        start = find_line(lines, rf"^\s*\"{key}\"\s*:")
        for name, version in get_table(package.document, key).items():
            line = find_line(lines, rf"^\s*\"{re.escape(name)}\"\s*:", start or 0)
            if line is not None and not str(version).startswith(("workspace:", "link:", "file:")):
                yield _Found(name=name, version=str(version), kind=kind, line=line)


def _read_cargo(package: Package, lines: Sequence[str]) -> Iterator[_Found]:
    tables: list[tuple[Document, str, RequirementKind]] = [(package.document, key, kind) for key, kind in _CARGO_KINDS]
    tables.append((get_table(package.document, "workspace"), "dependencies", "runtime"))
    for document, key, kind in tables:
        for name, asked in get_table(document, key).items():
            if isinstance(asked, dict) and "path" in asked and "version" not in asked:
                continue
            version = asked if isinstance(asked, str) else str(get_table({"x": asked}, "x").get("version", ""))
            line = find_line(lines, rf"^\s*(?:{re.escape(name)}\s*[=.]|\[.*{re.escape(key)}\.{re.escape(name)}\])")
            if line is not None:
                yield _Found(name=name, version=version, kind=kind, line=line)


def _read_go(lines: Sequence[str]) -> Iterator[_Found]:
    for number, line in enumerate(lines, start=1):
        match = _GO.match(line)
        if match is not None and not line.startswith(("module", "replace")) and not match[3]:
            yield _Found(name=match[1], version=match[2], kind="runtime", line=number)


def _read_pyproject(lines: Sequence[str]) -> Iterator[_Found]:
    """By lines, so that each is found where it stands: `dependencies` and groups of PEP 621, PEP 735 and poetry."""
    section = ""
    kind: RequirementKind | None = None
    for number, line in enumerate(lines, start=1):
        header = _HEADER.match(line)
        if header is not None and kind is None:
            section = header[1].strip()
        elif section.startswith("tool.poetry"):
            yield from _read_poetry(section, line, number)
        else:
            opening = _OPENING.match(line)
            kind = _find_group(section, opening[1]) if opening is not None else kind
            rest = (opening[2] if opening is not None else line).split(" #")[0]
            if kind is not None:
                yield from _read_quoted(rest, kind, number)
                kind = None if rest.rstrip().endswith("]") else kind


def _read_poetry(section: str, line: str, number: int) -> Iterator[_Found]:
    match = _POETRY.match(line)
    if match is not None and section.endswith("dependencies") and match[1] != "python":
        kind: RequirementKind = "runtime" if section == "tool.poetry.dependencies" else "development"
        yield _Found(name=match[1], version=match[2] or match[3] or "", kind=kind, line=number)


def _read_quoted(text: str, kind: RequirementKind, number: int) -> Iterator[_Found]:
    for quoted in _QUOTED.findall(text):
        found = _read_pep508(quoted[0] or quoted[1], kind, number)
        if found is not None:
            yield found


def _find_group(section: str, key: str) -> RequirementKind | None:
    if section == "project" and key == "dependencies":
        return "runtime"
    if section == "project.optional-dependencies":
        return "optional"
    if section == "build-system" and key == "requires":
        return "build"
    return "development" if section == "dependency-groups" else None


def _read_block(lines: Sequence[str], opening: str, kind: RequirementKind) -> Iterator[_Found]:
    start = find_line(lines, opening)
    for number, line in enumerate(lines[start or len(lines) :], start=(start or 0) + 1):
        if line.strip() and not line[:1].isspace():
            return
        found = _read_pep508(line, kind, number) if line.strip() else None
        if found is not None:
            yield found


def _read_list(lines: Sequence[str], opening: str, kind: RequirementKind) -> Iterator[_Found]:
    start = find_line(lines, opening)
    for number, line in enumerate(lines[(start or len(lines) + 1) - 1 :], start=start or 0):
        rest = line.split("[", 1)[1] if number == start else line
        yield from _read_quoted(rest, kind, number)
        if "]" in rest and not re.search(r"\[\w", rest):
            return


def _read_pom(lines: Sequence[str]) -> Iterator[_Found]:
    inside, start, values = False, 0, dict[str, str]()
    for number, line in enumerate(lines, start=1):
        if "<dependency>" in line:
            inside, start, values = True, number, {}
        for tag, value in _POM.findall(line) if inside else ():
            values[tag] = value.strip()
            start = number if tag == "artifactId" else start
        if "</dependency>" in line and inside:
            inside = False
            if "artifactId" in values:
                kind: RequirementKind = "development" if values.get("scope") == "test" else "runtime"
                yield _Found(name=values["artifactId"], version=values.get("version", ""), kind=kind, line=start)


def _read_gradle(lines: Sequence[str]) -> Iterator[_Found]:
    for number, line in enumerate(lines, start=1):
        match = _GRADLE.match(line)
        if match is not None:
            kind: RequirementKind = "development" if match[1].lower().startswith("test") else "runtime"
            yield _Found(name=match[2], version=match[3] or "", kind=kind, line=number)

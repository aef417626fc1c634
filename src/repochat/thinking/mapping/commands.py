"""Build, test, check and run commands, as manifests, make files and CI workflows spell them. Nothing is ever run."""

import re
from collections.abc import Iterator, Sequence
from posixpath import basename

from repochat.catalog.thinking.repo_map import CommandKind, RepoCommand
from repochat.thinking.mapping.material import MapMaterial
from repochat.thinking.mapping.packages import Package, find_line, get_table

_LINT = (
    r"lint\w*|eslint|fmt|format\w*|clippy|check|ruff|flake8|mypy|pyright|types?|typing|style|prettier|pre-?commit|vet"
    r"|staticcheck|golangci-lint|type-?check|tsc|checkstyle|spotless\w*"
)
_TEST = r"tests?|pytest|tox|nox|unittest|jest|vitest|mocha|coverage|nextest|ctest|spec|e2e|runtest|verify|testall"
_BUILD = r"build\w*|all|compile|dist|package|bundle|cmake|assemble|autogen\.sh|configure"
_RUN = r"run|serve|start|dev|watch|up|preview"
_KINDS: tuple[tuple[CommandKind, re.Pattern[str]], ...] = (
    ("lint", re.compile(rf"(?:^|[\W_])(?:{_LINT})(?=$|[\W_])")),
    ("test", re.compile(rf"(?:^|[\W_])(?:{_TEST})(?=$|[\W_])")),
    ("build", re.compile(rf"(?:^|[\W_])(?:{_BUILD})(?=$|[\W_])")),
    ("run", re.compile(rf"(?:^|[\W_])(?:{_RUN})(?=$|[\W_])")),
)
_TARGET = re.compile(r"^([A-Za-z0-9][\w./-]*)\s*:(?![=:])")
_TOX_ENV = re.compile(r"^\[testenv(?::([\w.-]+))?\]")
_TOX_TABLE = re.compile(r"^\[tool\.tox\.env\.([\w.-]+)\]")
_PYTEST = (
    ("pyproject.toml", r"^\[tool\.pytest(?:\.ini_options)?\]"),
    ("setup.cfg", r"^\[tool:pytest\]"),
    ("pytest.ini", r"^\[pytest\]"),
)
_NOX = re.compile(r"^@nox\.session")
_DEF = re.compile(r"^def\s+(\w+)")
_STEP = re.compile(r"^(\s*)(?:-\s+)?run:\s*(.*)$")
_SETS_UP = re.compile(
    r"^\s*(?:echo|apk|yum|dnf|pacman|wget|docker|cd|export|sudo|apt|brew|curl|git|mkdir"
    r"|pip install|python -m pip|npm (?:i|ci|install)\b"
    r"|pnpm (?:i|install)\b|yarn install|rustup|if|fi|for|done|then|else|set|cat|cp|mv|rm|ls|sleep|\}|\)|EOF)\b"
)
_NO_COMMAND = re.compile(r"\$\{\{|\\$|#|^.{140,}$|\bpip\d? install\b|\binstall\s+[\w-]+$|^\w+=.*[\"']\w+$|<<")
_ROOT_ONLY = {
    "Cargo.toml": (("build", "cargo build"), ("test", "cargo test")),
    "go.mod": (("build", "go build ./..."), ("test", "go test ./...")),
    "pom.xml": (("build", "mvn package"), ("test", "mvn test")),
    "build.gradle": (("build", "./gradlew build"), ("test", "./gradlew test")),
    "build.gradle.kts": (("build", "./gradlew build"), ("test", "./gradlew test")),
    "CMakeLists.txt": (("build", "cmake -B build && cmake --build build"),),
    "configure.ac": (("build", "./configure && make"),),
    "meson.build": (("build", "meson setup build && ninja -C build"), ("test", "meson test -C build")),
}  # fmt: skip
_USUAL_LINE = {
    "Cargo.toml": r"^\[(?:package|workspace)\]",
    "go.mod": r"^module\s",
    "CMakeLists.txt": r"(?i)^\s*project\s*\(",
}
_SAYS_LITTLE = frozenset(
    (
        "make",
        "run",
        "npm",
        "pnpm",
        "yarn",
        "bun",
        "uv",
        "uvx",
        "python",
        "python3",
        "poetry",
        "cargo",
        "go",
        "install",
        "exec",
    )
)
WORDS_READ_MAX = 4
CI_COMMANDS_MAX = 12  # of each kind, the shortest
_SCRIPT_SKIP = re.compile(r"^(?:pre|post)(?!view)|:(?:watch|fix|update)$")


def list_commands(material: MapMaterial, packages: Sequence[Package]) -> list[RepoCommand]:
    """By kind (test, build, check, run), what the repository spells before what its tools are usually called with."""
    found: dict[tuple[str, str], RepoCommand] = {}
    for command in (
        *_list_make(material),
        *_list_scripts(material, packages),
        *_list_python(material, packages),
        *_list_usual(material),
        *_list_workflows(material),
    ):
        found.setdefault((command.kind, command.command), command)
    order: tuple[CommandKind, ...] = ("test", "build", "lint", "run")
    commands = sorted(found.values(), key=lambda each: order.index(each.kind))
    if len(commands) > material.limits.commands_max:
        material.texts.cut.add("commands_max")
    return commands[: material.limits.commands_max]


def find_command_kind(text: str) -> CommandKind | None:
    """What a command or a target's name says that it does: the first of its words that says anything."""
    words = [word for word in text.split() if not word.startswith("-") and not re.search(r"[/=$\"'*]", word)]
    words = [word.rsplit("/", 1)[-1] for word in text.split()[:1] if "/" in word] + words
    for word in [each for each in words if each not in _SAYS_LITTLE][:WORDS_READ_MAX]:
        for kind, pattern in _KINDS:
            if pattern.search(word):
                return kind
    return "build" if words[:1] == ["make"] and len(words) == 1 else None


def _list_make(material: MapMaterial) -> Iterator[RepoCommand]:
    for path in ("Makefile", "GNUmakefile", "makefile", "justfile", "src/Makefile"):
        lines = material.texts.read(path)
        tool = "just" if path == "justfile" else "make" if "/" not in path else f"make -C {path.partition('/')[0]}"
        for number, line in enumerate(lines, start=1):
            match = _TARGET.match(line)
            if match is None or "." in match[1] or "/" in match[1]:
                continue
            kind = find_command_kind(match[1])
            if kind is not None:
                yield _make(material, path, number, kind, f"{tool} {match[1]}")


def _list_scripts(material: MapMaterial, packages: Sequence[Package]) -> Iterator[RepoCommand]:
    """Of the root's package.json; of another only where the root has none."""
    manifests = [package for package in packages if basename(package.manifest) == "package.json"]
    roots = [package for package in manifests if not package.folder] or manifests[:1]
    for package in roots:
        tool = _find_runner(material)
        lines = material.texts.read(package.manifest)
        start = find_line(lines, r"^\s*\"scripts\"\s*:") or 0
        for name, script in get_table(package.document, "scripts").items():
            kind = find_command_kind(name) or find_command_kind(str(script))
            line = find_line(lines, rf"^\s*\"{re.escape(name)}\"\s*:", start)
            if kind is None or line is None or _SCRIPT_SKIP.search(name):
                continue
            where = f" --prefix {package.folder}" if package.folder else ""
            command = f"{tool} test" if name == "test" else f"{tool} run {name}"
            yield _make(material, package.manifest, line, kind, f"{command}{where}")


def _find_runner(material: MapMaterial) -> str:
    for file, tool in (("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun"), ("bun.lockb", "bun")):
        if material.texts.has(file):
            return tool
    return "npm"


def _list_python(material: MapMaterial, packages: Sequence[Package]) -> Iterator[RepoCommand]:
    yield from _list_tox(material)
    yield from _list_nox(material)
    for path, pattern in _PYTEST:
        line = find_line(material.texts.read(path), pattern)
        if line is not None:
            yield _make(material, path, line, "test", "pytest", is_usual=True)
    for package in packages:
        if not package.folder and basename(package.manifest) == "pyproject.toml":
            line = find_line(material.texts.read(package.manifest), r"^\[build-system\]")
            if line is not None:
                yield _make(material, package.manifest, line, "build", "python -m build", is_usual=True)


def _list_tox(material: MapMaterial) -> Iterator[RepoCommand]:
    for path, pattern in (("tox.ini", _TOX_ENV), ("pyproject.toml", _TOX_TABLE)):
        for number, line in enumerate(material.texts.read(path), start=1):
            match = pattern.match(line)
            if match is not None:
                name = match[1] or ""
                kind = find_command_kind(name) if name and not name.startswith("py") else "test"
                if kind is not None:
                    yield _make(material, path, number, kind, f"tox -e {name}" if name else "tox")


def _list_nox(material: MapMaterial) -> Iterator[RepoCommand]:
    lines = material.texts.read("noxfile.py")
    for number, line in enumerate(lines, start=1):
        if _NOX.match(line):
            name = next((match[1] for each in lines[number : number + 4] if (match := _DEF.match(each))), "")
            if name:
                yield _make(material, "noxfile.py", number, find_command_kind(name) or "run", f"nox -s {name}")


def _list_usual(material: MapMaterial) -> Iterator[RepoCommand]:
    for file, commands in _ROOT_ONLY.items():
        lines = material.texts.read(file)
        line = find_line(lines, _USUAL_LINE.get(file, r"\S"))
        if line is not None:
            for kind, command in commands:
                yield _make(material, file, line, "test" if kind == "test" else "build", command, is_usual=True)


def _list_workflows(material: MapMaterial) -> Iterator[RepoCommand]:
    """Steps of CI that test, check or build; what sets the machine up is left out."""
    by_kind: dict[CommandKind, list[RepoCommand]] = {}
    for command in _read_workflows(material):
        by_kind.setdefault(command.kind, []).append(command)
    for commands in by_kind.values():
        order = sorted({each.command: each for each in reversed(commands)}.values(), key=lambda each: len(each.command))
        yield from order[:CI_COMMANDS_MAX]


def _read_workflows(material: MapMaterial) -> Iterator[RepoCommand]:
    paths = [path for path in material.roots if re.fullmatch(r"\.github/workflows/[^/]+\.ya?ml", path)]
    if len(paths) > material.limits.workflows_max:
        material.texts.cut.add("workflows_max")
    for path in paths[: material.limits.workflows_max]:
        lines = material.texts.read(path)
        for number, text in _list_steps(lines):
            kind = find_command_kind(text)
            is_whole = (text[:1].isalnum() or text.startswith("./")) and "://" not in text.split(" ", 1)[0]
            is_whole = is_whole and text.count("'") % 2 == 0 and text.count('"') % 2 == 0
            if kind is not None and is_whole and not _SETS_UP.match(text) and not _NO_COMMAND.search(text):
                yield _make(material, path, number, kind, " ".join(text.split()))


def _list_steps(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Commands with their lines: of `run: x`, and each line of a block."""
    number = 0
    while number < len(lines):
        match = _STEP.match(lines[number])
        number += 1
        if match is None:
            continue
        said = match[2].strip()
        if said and said[0] not in "|>":
            yield number, said.strip("\"'")
            continue
        depth = len(match[1])
        while number < len(lines) and (
            not lines[number].strip() or len(lines[number]) - len(lines[number].lstrip()) > depth
        ):
            text = lines[number].strip()
            number += 1
            if text and not text.startswith("#") and not text.endswith(("\\", "{", "(")):
                yield number, text


def _make(
    material: MapMaterial, path: str, line: int, kind: CommandKind, command: str, *, is_usual: bool = False
) -> RepoCommand:
    evidence = material.texts.quote(path, line)
    source = "CI" if path.startswith(".github/") else basename(path)
    return RepoCommand(kind=kind, command=command, source=source, is_usual=is_usual, evidence=evidence)

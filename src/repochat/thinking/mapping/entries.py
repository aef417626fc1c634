"""Entry points: what is started by name, the functions where running begins, what is imported, and HTTP routes."""

import re
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, normpath

import numpy as np

from repochat.catalog.graph_state import unpack_texts
from repochat.catalog.thinking.repo_map import EntryKind, EntryPoint, ModuleRole
from repochat.syntax import SYMBOL_KINDS
from repochat.thinking.mapping.material import MapMaterial
from repochat.thinking.mapping.packages import Package, find_line, get_table, get_text

_ASIDE = re.compile(
    r"(?:^|/)(?:tests?[\w-]*|examples?|_examples|fuzz|benches|benchmarks?|docs?|www|website|samples?|snippets?)/"
)
_MAIN_LANGUAGES = frozenset(("go", "rust", "c", "cpp", "java", "kotlin", "csharp", "swift", "zig"))
_ROUTE_CALLS = (
    "route|get|post|put|delete|patch|Get|Post|Put|Delete|Patch|GET|POST|PUT|DELETE|PATCH|HandleFunc|Handle|handle"
    "|websocket|add_url_rule"
)
_ROUTE_MARKS = "GetMapping|PostMapping|PutMapping|DeleteMapping|PatchMapping|RequestMapping"
_ROUTE_NAMES = (*_ROUTE_CALLS.split("|"), *_ROUTE_MARKS.split("|"))
_HOLDERS = "app|api|router|r|mux|bp|blueprint|server|srv|http|engine|e|g|group|web|\\w*[Rr]outer|\\w*[Aa]pp|\\w*_bp"
_ROUTE = re.compile(
    rf"(?:@|\b)(?:{_HOLDERS})\.(?:{_ROUTE_CALLS})\(\s*[\"'`](/[^\"'`]{{0,120}})[\"'`]"
    rf"|@(?:{_ROUTE_MARKS})\(\s*(?:value\s*=\s*|path\s*=\s*)?[\"'](/?[^\"']{{0,120}})[\"']"
)
_IF, _ENDIF = re.compile(r"^\s*#\s*if"), re.compile(r"^\s*#\s*endif")
_SETUP_SCRIPT = re.compile(r"^\s*[\"']?([\w.-]+)\s*=\s*([\w.]+:[\w.]+)[\"']?,?\s*\]?,?\s*$")


def list_entry_points(
    material: MapMaterial, roles: Sequence[ModuleRole | None], packages: Sequence[Package]
) -> list[EntryPoint]:
    """Scripts first, then binaries and mains, what packages export, and routes; each place once."""
    found: dict[tuple[str, int, str], EntryPoint] = {}
    asides = {path for path, file in material.file_of.items() if roles[file] not in (None, "code", "tools")}
    shown = [package for package in packages if not _ASIDE.search(f"{package.folder}/")]
    for entry in (
        *_list_manifest_entries(material, shown),
        *_list_mains(material, roles),
        *_list_python_mains(material, roles),
        *_list_routes(material, roles),
    ):
        if entry.path not in asides:
            found.setdefault((entry.path, entry.line, entry.name), entry)
    order = ("script", "binary", "main", "package", "route")
    entries = sorted(
        found.values(), key=lambda each: (order.index(each.kind), each.path.count("/"), each.path, each.line)
    )
    if len(entries) > material.limits.entry_points_max:
        material.texts.cut.add("entry_points_max")
    return entries[: material.limits.entry_points_max]


def _list_manifest_entries(material: MapMaterial, packages: Sequence[Package]) -> Iterator[EntryPoint]:
    for package in packages:
        file = basename(package.manifest)
        if file == "package.json":
            yield from _read_package_json(material, package)
        elif file == "pyproject.toml":
            yield from _read_pyproject(material, package)
        elif file in ("setup.cfg", "setup.py"):
            yield from _read_setup(material, package)
        elif file == "Cargo.toml":
            yield from _read_cargo(material, package)


def _read_package_json(material: MapMaterial, package: Package) -> Iterator[EntryPoint]:
    document, manifest = package.document, package.manifest
    bin_ = document.get("bin")
    bins = {package.name.rpartition("/")[2]: bin_} if isinstance(bin_, str) else get_table(document, "bin")
    for name, target in bins.items():
        if isinstance(target, str):
            line = _find_manifest_line(material, manifest, name, target) or _find_key(material, manifest, "bin")
            yield from _make_manifest(material, manifest, line, "script", name, f"bin of {package.name}: {target}")
    if document.get("private") is True and not document.get("exports"):
        return
    for key in ("main", "module", "exports"):
        line = _find_key(material, manifest, key)
        if document.get(key) and line:
            target = get_text(document, key)
            said = f"{key} of {package.name}" + (f": {target}" if target else "")
            yield from _make_manifest(material, manifest, line, "package", package.name, said)
            return
    root = f"{package.folder}/index.js".lstrip("/")
    if package.name and not document.get("private") and material.texts.has(root):
        yield from _make_manifest(
            material, root, _find_first_line(material, root), "package", package.name, f"index of {package.name}"
        )


def _read_pyproject(material: MapMaterial, package: Package) -> Iterator[EntryPoint]:
    tables = (
        get_table(package.document, "project", "scripts"),
        get_table(package.document, "project", "gui-scripts"),
        get_table(package.document, "tool", "poetry", "scripts"),
    )
    for table in tables:
        for name, target in table.items():
            line = _find_manifest_line(material, package.manifest, name, str(target))
            yield from _make_manifest(material, package.manifest, line, "script", name, f"console script: {target}")
    yield from _find_python_root(material, package)


def _find_python_root(material: MapMaterial, package: Package) -> Iterator[EntryPoint]:
    name = package.name.replace("-", "_").lower()
    for folder in ("", "src/", "lib/"):
        for path in (f"{package.folder}/{folder}{name}/__init__.py".lstrip("/"),):
            if name and path in material.file_of:
                yield from _make_manifest(
                    material, path, _find_first_line(material, path), "package", name, f"import {name}"
                )
                return


def _read_setup(material: MapMaterial, package: Package) -> Iterator[EntryPoint]:
    lines = material.texts.read(package.manifest)
    start = find_line(lines, r"console_scripts")
    for number, line in enumerate(lines[start or len(lines) :], start=(start or 0) + 1):
        match = _SETUP_SCRIPT.match(line)
        if match is None:
            break
        yield from _make_manifest(material, package.manifest, number, "script", match[1], f"console script: {match[2]}")
    for path in sorted(material.file_of):
        if re.fullmatch(r"(?:src/)?[a-zA-Z]\w*/__init__\.py", path) and not package.folder:
            name = basename(dirname(path))
            if name not in ("tests", "test", "docs", "examples"):
                yield from _make_manifest(
                    material, path, _find_first_line(material, path), "package", name, f"import {name}"
                )


def _read_cargo(material: MapMaterial, package: Package) -> Iterator[EntryPoint]:
    lines = material.texts.read(package.manifest)
    bins = package.document.get("bin")
    for number, line in enumerate(lines, start=1):
        if bins and line.strip() == "[[bin]]":
            name = next(
                (m[1] for each in lines[number : number + 4] if (m := re.match(r"name\s*=\s*\"([^\"]+)\"", each))), ""
            )
            if name:
                yield from _make_manifest(material, package.manifest, number, "binary", name, "binary of the crate")
    root = f"{package.folder}/src/lib.rs".lstrip("/")
    if package.name and root in material.file_of:
        yield from _make_manifest(
            material,
            root,
            _find_first_line(material, root),
            "package",
            package.name,
            f"library of the crate {package.name}",
        )


def _list_mains(material: MapMaterial, roles: Sequence[ModuleRole | None]) -> Iterator[EntryPoint]:
    index = material.index
    for symbol in index.symbols_by_name.get("main", ()):
        file = int(index.symbol_file[symbol])
        kind = SYMBOL_KINDS[index.symbol_kind[symbol]]
        if roles[file] not in ("code", "tools") or kind not in ("function", "method"):
            continue
        if index.languages[file] not in _MAIN_LANGUAGES or index.symbol_names[symbol] not in ("main", "Main"):
            continue
        path, line = index.paths[file], int(index.symbol_start[symbol])
        if not _is_started(material, path, line, index.languages[file]):
            continue
        name = basename(dirname(path)) if basename(path).startswith("main.") else basename(path).split(".")[0]
        if path.endswith("src/main.rs"):
            name = basename(normpath(f"{path}/../.."))
        yield from _make_manifest(material, path, line, "main", name if name != "." else "main", "main function")


def _is_started(material: MapMaterial, path: str, line: int, language: str) -> bool:
    """Not a function that only bears the name, and of C none that a condition of the preprocessor leaves out."""
    if language == "rust":
        return path.endswith("/main.rs") or "/bin/" in path or path == "main.rs"
    if language not in ("c", "cpp"):
        return True
    depth = 0
    for text in material.texts.read(path)[:line]:
        depth += bool(_IF.match(text)) - bool(_ENDIF.match(text))
    return depth <= 0


def _list_python_mains(material: MapMaterial, roles: Sequence[ModuleRole | None]) -> Iterator[EntryPoint]:
    for path, file in material.file_of.items():
        if basename(path) == "__main__.py" and roles[file] == "code":
            name = dirname(path).removeprefix("src/").replace("/", ".")
            yield from _make_manifest(material, path, 1, "main", f"python -m {name}", "what `python -m` runs")


def _list_routes(material: MapMaterial, roles: Sequence[ModuleRole | None]) -> Iterator[EntryPoint]:
    """Registrations of paths, in files of the code that call something by the name of a registration."""
    count = 0
    calls = _list_route_calls(material, roles)
    if len(calls) > material.limits.route_files_max:
        material.texts.cut.add("route_files_max")
    for file in list(calls)[: material.limits.route_files_max]:
        path = material.index.paths[file]
        lines = material.texts.read(path)
        for number in calls[file]:
            match = _ROUTE.search(lines[number - 1]) if number <= len(lines) else None
            if match is None:
                continue
            if count >= material.limits.routes_max:
                material.texts.cut.add("routes_max")
                return
            count += 1
            yield from _make_manifest(material, path, number, "route", match[1] or match[2] or "/", "route")


def _list_route_calls(material: MapMaterial, roles: Sequence[ModuleRole | None]) -> dict[int, list[int]]:
    """Lines by file, as the parser saw calls by these names: none in a comment or a docstring."""
    index = material.index
    columns = index.state.columns
    numbers = {name: number for number, name in enumerate(unpack_texts(index.state.texts))}
    wanted = [numbers[name] for name in _ROUTE_NAMES if name in numbers]
    rows = np.flatnonzero(np.isin(columns.reference_name, wanted))
    files = (np.searchsorted(columns.reference_offset, rows, "right") - 1).tolist()
    calls: dict[int, list[int]] = {}
    for file, line in zip(files, columns.reference_line[rows].tolist(), strict=True):
        if roles[file] == "code" and line not in calls.setdefault(file, []):
            calls[file].append(line)
    return calls


def _find_manifest_line(material: MapMaterial, path: str, name: str, target: str) -> int | None:
    lines = material.texts.read(path)
    both = find_line(lines, rf"[\"']?{re.escape(name)}[\"']?\s*[:=].*{re.escape(target)}")
    return both or find_line(lines, rf"^\s*[\"']?{re.escape(name)}[\"']?\s*[:=]")


def _find_first_line(material: MapMaterial, path: str) -> int:
    """The first that says something: code or a doc, not a mere comment mark."""
    return find_line(material.texts.read(path), r"^(?!#(?!\!\[)|//(?!!)|/\*)\s*\S") or 1


def _find_key(material: MapMaterial, path: str, key: str) -> int | None:
    return find_line(material.texts.read(path), rf"^\s*\"{key}\"\s*:")


def _make_manifest(
    material: MapMaterial, path: str, line: int | None, kind: EntryKind, name: str, why: str
) -> Iterator[EntryPoint]:
    if line is None or not 1 <= line <= len(material.texts.read_bytes(path)):
        return
    evidence = material.texts.quote(path, line)
    yield EntryPoint(path=path, line=line, kind=kind, name=name, why=why, evidence=evidence)

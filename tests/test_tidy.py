"""Rules of this code that a machine can hold. The lists of exceptions may only shrink: a stale one fails too.

What ruff, pyright and import-linter hold (pyproject.toml) is not repeated here.
"""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "src/repochat/"

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
BUILDERS = {
    "AsyncClient",
    "AsyncOpenAI",
    "Client",
    "Database",
    "FastAPI",
    "Settings",
    "create_async_engine",
    "create_engine",
    "load_settings",
    "sessionmaker",
    "async_sessionmaker",
}
PATCHES = re.compile(r"\bunittest\.mock\b|\bmock\.patch\b|\bmocker\b|\bmonkeypatch\.setattr\b")
MACHINE_PATH = re.compile(r"(?<![\w.~$}*)-])/(?:home/(?!ada\b|me\b)|Users/|root/|work/|opt/)[\w.-]+")
EXEMPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore)(?P<rest>.*)")
EXEMPTION_CODES = re.compile(r"^\s*(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|\[[\w, -]+\])")
LOCK_HOSTS = {"pypi.org", "files.pythonhosted.org"}
MARKDOWN_LINK = re.compile(r"\]\((?!https?://|mailto:|#)(?P<target>[^)#\s]+)")
DECISION = re.compile(r"docs/decisions/\d{4}-[\w-]+\.md")

# Exceptions, each with its reason.
LONG_FILES = {
    "tests/git/test_mirror.py": "one subject, many states of a source",
}
LONG_FUNCTIONS: dict[str, str] = {}
WITHOUT_ALL = {
    "src/repochat/catalog/__init__.py": "its modules are imported by name: stores are many and cost time",
    "src/repochat/catalog/thinking/__init__.py": "the same",
    "src/repochat/thinking/__init__.py": "its modules are imported by name: a Thought must not import all others",
    "src/repochat/thinking/scheduling/__init__.py": "the same: proposing must not import numpy",
    "src/repochat/thinking/thoughts/__init__.py": "the same: `thinking.registry` names them",
    "src/repochat/core/__init__.py": "the same: a command imports the few that it needs",
    "src/repochat/indexing/__init__.py": "the same: connecting must not import the parsers",
    "src/repochat/core/migrations/versions/__init__.py": "Alembic reads its files, nobody imports it",
}

Found = Iterator[str]


@lru_cache(maxsize=1)
def list_files() -> tuple[str, ...]:
    """Every file of the project, tracked or about to be, that is still there."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return tuple(path for path in sorted(set(listed.split("\0"))) if path and (ROOT / path).is_file())


def list_python(*below: str) -> list[str]:
    """Our own Python files; samples of other people's styles are data."""
    files = [path for path in list_files() if path.endswith(".py") and "/samples/" not in path]
    return [path for path in files if not below or path.startswith(below)]


def read(path: str) -> str:
    return (ROOT / path).read_text("utf-8", "replace")


def check(found: Callable[[str, str], Found], paths: list[str], exceptions: dict[str, str]) -> None:
    """Fails for what is found outside the exceptions, and for an exception in which nothing is found any more."""
    problems = {path: list(found(path, read(path))) for path in paths}
    assert {path: lines for path, lines in problems.items() if lines and path not in exceptions} == {}
    assert [path for path in exceptions if not problems.get(path)] == [], "take these off the list of exceptions"


def find_length(_path: str, text: str) -> Found:
    lines = text.count("\n")
    if lines > FILE_LINES_MAX:
        yield f"{lines} lines"


def find_long_functions(_path: str, text: str) -> Found:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield f"{node.name}: {lines} lines"


def find_vague_names(path: str, _text: str) -> Found:
    for part in Path(path).parts:
        if part.partition(".")[0].lower() in VAGUE_NAMES:
            yield part


def find_missing_docstring(_path: str, text: str) -> Found:
    if not ast.get_docstring(ast.parse(text)):
        yield "no docstring"


def find_missing_all(_path: str, text: str) -> Found:
    names = [target.id for node in ast.parse(text).body if isinstance(node, ast.Assign) for target in _names(node)]
    if "__all__" not in names:
        yield "no __all__"


def _names(node: ast.Assign) -> list[ast.Name]:
    return [target for target in node.targets if isinstance(target, ast.Name)]


def find_module_level_objects(_path: str, text: str) -> Found:
    for node in ast.parse(text).body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Call):
            called = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
            if called in BUILDERS:
                yield f"line {node.lineno}: {called}"


def find_prints(_path: str, text: str) -> Found:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"line {node.lineno}: print"


def find_patches(_path: str, text: str) -> Found:
    yield from PATCHES.findall(text)


def find_machine_paths(_path: str, text: str) -> Found:
    yield from MACHINE_PATH.findall(text)


def find_bare_exemptions(_path: str, text: str) -> Found:
    for number, line in enumerate(text.splitlines(), start=1):
        found = EXEMPTION.search(line)
        if found and not re.search(r"[A-Za-z]{2,}", EXEMPTION_CODES.sub("", found["rest"])):
            yield f"line {number}: {found[0]}"


def find_broken_links(path: str, text: str) -> Found:
    for link in MARKDOWN_LINK.finditer(text):
        if not (ROOT / path).parent.joinpath(link["target"]).exists():
            yield link["target"]


def find_missing_decisions(_path: str, text: str) -> Found:
    for decision in DECISION.findall(text):
        if not (ROOT / decision).is_file():
            yield decision


def test_no_file_is_long() -> None:
    check(find_length, list_python(), LONG_FILES)


def test_no_function_is_long() -> None:
    check(find_long_functions, list_python(), LONG_FUNCTIONS)


def test_every_file_has_a_telling_name() -> None:
    check(find_vague_names, list_python(), {})


def test_every_package_says_what_it_is_for() -> None:
    packages = [path for path in list_python(PACKAGE) if path.endswith("/__init__.py")]
    check(find_missing_docstring, packages, {})


def test_every_package_lists_its_public_names() -> None:
    packages = [
        path for path in list_python(PACKAGE) if path.endswith("/__init__.py") and path != f"{PACKAGE}__init__.py"
    ]
    check(find_missing_all, packages, WITHOUT_ALL)


def test_nothing_that_holds_a_connection_or_a_setting_lives_in_a_module() -> None:
    check(find_module_level_objects, list_python(PACKAGE), {})


def test_only_the_command_line_prints() -> None:
    check(find_prints, [path for path in list_python(PACKAGE) if not path.startswith(f"{PACKAGE}cli/")], {})


def test_nothing_is_patched_in_tests() -> None:
    check(find_patches, [path for path in list_python() if path != "tests/test_tidy.py"], {})


def test_no_path_of_somebodys_machine_is_written_down() -> None:
    check(find_machine_paths, [path for path in list_files() if is_text(path)], {})


def is_text(path: str) -> bool:
    return b"\0" not in (ROOT / path).read_bytes()[:4096] and not path.endswith((".lock", "vocabulary.txt"))


def test_every_exemption_from_a_rule_has_its_reason() -> None:
    check(find_bare_exemptions, [path for path in list_python() if path != "tests/test_tidy.py"], {})


def test_every_link_between_documents_leads_somewhere() -> None:
    documents = [path for path in list_files() if path.endswith(".md") and "/samples/" not in path]
    check(find_broken_links, documents, {})


def test_every_decision_that_is_referred_to_exists() -> None:
    check(find_missing_decisions, [path for path in list_files() if is_text(path)], {})


def test_what_is_built_is_not_committed() -> None:
    assert "/src/repochat/api/web/" in read(".gitignore").splitlines()
    assert [path for path in list_files() if path.startswith(f"{PACKAGE}api/web/")] == []


def test_lock_files_name_no_host_but_the_public_index() -> None:
    hosts = set(re.findall(r"https?://([^/\"\s]+)", read("uv.lock")))
    assert hosts <= LOCK_HOSTS
    assert '"resolved"' not in read("apps/web/package-lock.json")


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (find_length, "\n" * 401),
        (find_long_functions, "def long():\n" + "    pass\n" * 70),
        (find_missing_docstring, "import os\n"),
        (find_missing_all, '"""Doc."""\n'),
        (find_module_level_objects, "engine = sqlalchemy.create_engine('x')\n"),
        (find_module_level_objects, "settings: Settings = load_settings()\n"),
        (find_prints, "def f():\n    print(1)\n"),
        (find_patches, "with mock.patch('a.b'):\n    pass\n"),
        (find_machine_paths, "see /" + "home/somebody/notes\n"),
        (find_bare_exemptions, "import os  # noqa: F401\n"),
        (find_bare_exemptions, "x = 1  # type: ignore[assignment]\n"),
        (find_broken_links, "[gone](no-such-file.md)\n"),
        (find_missing_decisions, "docs/decisions/" + "9999-never.md\n"),
    ],
)
def test_each_rule_finds_what_it_is_for(found: Callable[[str, str], Found], text: str) -> None:
    assert list(found("README.md", text))


@pytest.mark.parametrize("name", ["src/repochat/core/utils.py", "tests/helpers/x.py", "src/base.py"])
def test_a_vague_name_is_found(name: str) -> None:
    assert list(find_vague_names(name, ""))

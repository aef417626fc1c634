"""Which part a file plays: the code itself, or something about it."""

import re

from repochat.catalog.thinking.repo_map import ModuleRole
from repochat.search.hot import HotIndex
from repochat.search.traits import TRAITS
from repochat.syntax import get_language

CODE_SHARE_MIN = 0.1  # of files; below it, what looks like examples is what the repository is about
_NO_CODE = frozenset(("css", "html", "template", "vim", "graphql", "batch"))
_TEST, _EXAMPLE, _DOC = (TRAITS.index(trait) for trait in ("test", "example", "doc"))
_BENCH = re.compile(r"(?:^|/)(?:benchmarks?|bench|benches|perf)/", re.IGNORECASE)
_TOOLS = re.compile(r"(?:^|/)(?:scripts|tools|contrib|misc)/", re.IGNORECASE)
_TOOL_FILES = re.compile(
    r"(?:^|/)(?:(?:setup|noxfile|fabfile|tasks|build|gulpfile|gruntfile|dangerfile|[\w.]+\.config|eslint[\w.-]*)"
    r"\.(?:py|rs|[mc]?[jt]s)|[\w.-]+\.gradle(?:\.kts)?|gradlew|mvnw)$",
    re.IGNORECASE,
)
_MORE_DOCS = re.compile(r"(?:^|/)(?:snippets?|documentation[\w-]*|website|www)/", re.IGNORECASE)
_MORE_EXAMPLES = re.compile(r"(?:^|/)(?:[\w.-]*[-_])?(?:examples?|samples?)/", re.IGNORECASE)
_MORE_TESTS = re.compile(r"(?:^|/)(?:[\w.-]+[-.]tests?|tests?[-.][\w.-]+|src/test|fuzz|\w*Test)/")


def list_roles(index: HotIndex) -> list[ModuleRole | None]:
    """By file; None for what is no code."""
    roles: list[ModuleRole | None] = [_find_role(index, file) for file in range(len(index.paths))]
    code = sum(role == "code" for role in roles)
    others = sum(role is not None and role != "tests" for role in roles)
    if code >= CODE_SHARE_MIN * others:
        return roles
    widened: list[ModuleRole | None] = ["code" if role is not None and role != "tests" else role for role in roles]
    return widened


def _find_role(index: HotIndex, file: int) -> ModuleRole | None:
    language, path = index.languages[file], index.paths[file]
    if language in _NO_CODE or get_language(language).kind != "code":
        return None
    if index.trait_values[file, _TEST] or _MORE_TESTS.search(path):
        return "tests"
    if index.trait_values[file, _EXAMPLE]:
        return "benchmarks" if _BENCH.search(path) else "tools" if _TOOLS.search(path) else "examples"
    return _find_more(path) or ("docs" if index.trait_values[file, _DOC] else "code")


def _find_more(path: str) -> ModuleRole | None:
    """What ranking does not tell apart and a map does."""
    if _TOOL_FILES.search(path):
        return "tools"
    if _MORE_EXAMPLES.search(path):
        return "examples"
    return "docs" if _MORE_DOCS.search(path) else None

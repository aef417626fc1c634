"""Which files have a risk: code that people write, that is no test, document, example, copy or product of a program."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from repochat.git import GitLimits, list_tree
from repochat.indexing.skips import skip_by_entry
from repochat.search.traits import TRAITS, read_traits
from repochat.syntax import detect_language, get_language

_NO_LOGIC = frozenset(("css", "html", "template", "sql", "proto", "graphql", "nix", "batch", "assembly", "make"))
_ASIDES = re.compile(
    r"(?:^|/)(?:examples?|_examples|samples?|demos?|tutorials?|benchmarks?|bench(?:es)?|node_modules|dist)/",
    re.IGNORECASE,
)
_BUILD_FILES = re.compile(
    r"(?:^|/)(?:setup\.py|conf\.py|noxfile\.py|build\.(?:rs|zig|sbt)|Rakefile|mix\.exs|[^/]*\.gradle(?:\.kts)?)$"
)
_TEST, _DOC = TRAITS.index("test"), TRAITS.index("doc")
_PATHS_KEPT_MAX = 100_000
_ENDINGS_MAX = 10


def list_endings(paths: Iterable[str]) -> tuple[str, ...]:
    """The commonest endings of these files of code, for reading no more of the history than is needed.

    git holds every name of a changed folder against each of them, so they are few.
    """
    endings = Counter(path.rpartition(".")[2] for path in paths if "." in path.rpartition("/")[2])
    return tuple(ending for ending, _ in endings.most_common(_ENDINGS_MAX))


@lru_cache(maxsize=_PATHS_KEPT_MAX)
def find_language(path: str) -> str | None:
    """The language of a file that is scored, None for one that is not. Its path alone decides."""
    language = detect_language(path, b"")
    if get_language(language).kind != "code" or language in _NO_LOGIC:
        return None
    if is_test(path) or _ASIDES.search(path) or _BUILD_FILES.search(path) or skip_by_entry(path, "file", 0):
        return None
    return None if read_traits(path, language, chunks=0, in_degree=0.0)[_DOC] else language


@lru_cache(maxsize=_PATHS_KEPT_MAX)
def is_test(path: str) -> bool:
    """Whether a path says that its file tests others."""
    return bool(read_traits(path, "", chunks=0, in_degree=0.0)[_TEST])


def list_sources(mirror: Path, sha: str, limits: GitLimits) -> list[str]:
    """The paths of all files of code at commit `sha`. Raises LimitError (`tree_entries_max`)."""
    names = (entry.path.decode("utf-8", "surrogateescape") for entry in list_tree(mirror, sha, limits=limits))
    return [name for name in names if find_language(name)]

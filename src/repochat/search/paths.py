"""What a path says: its words, and whether it holds tests, documents, examples or one platform's twin of a file."""

import re
from dataclasses import dataclass

from repochat.catalog.terms import IDENTIFIER, light_words

_TESTS = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|testing|testdata|fixtures?|mocks?|e2e|test_\w+|\w+_tests?)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*(?:[_-]tests?|[_-]spec|\.test|\.spec|Tests?|Spec|TestCase|IT)\.[a-zA-Z]+|conftest\.py)$"
)
_DOCS = re.compile(r"(?:^|/)(?:docs?|documentation|man|website|site)/|\.(?:md|mdx|rst|txt|adoc|org|ipynb)$", re.IGNORECASE)
_EXAMPLES = re.compile(
    r"(?:^|/)(?:examples?|samples?|demos?|_examples|tutorials?|benchmarks?|bench|benches|perf|scripts|tools|contrib|misc)/"
    r"|(?:^|/)[^/]*[_-](?:benchmarks?|bench|example|demo)\.\w+$",
    re.IGNORECASE,
)
_BUILD = re.compile(
    r"(?:^|/)(?:\.[^/]+/.*|\.[^/]+|BUILD(?:\.bazel)?|WORKSPACE|MODULE\.bazel|CMakeLists\.txt|[^/]*\.cmake|Makefile[^/]*|[^/]*\.mk"
    r"|meson\.build|configure(?:\.ac)?|Dockerfile[^/]*|[^/]*\.(?:ya?ml|toml|json|lock|cfg|ini|gradle|kts|sbt|xml|csproj|sln"
    r"|props|bzl|podspec|gemspec|cabal|nix|properties|m4|am|in|pc))$"
)
_PLATFORM = re.compile(
    r"(?:^|[/_.-])(?:win(?:32|64|dows)?|darwin|macos|osx|linux|bsd|freebsd|openbsd|netbsd|sunos|solaris|aix|android|ios"
    r"|cygwin|haiku|qnx|os390|zos|wasm|wasi|js|native|posix|amd64|arm64|x86)(?=[/_.-])",
    re.IGNORECASE,
)
_DECLARATIONS = re.compile(r"\.(?:h|hh|hpp|hxx|d\.ts|pyi|inl)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathTraits:
    """Read off a path alone."""

    words: tuple[str, ...]  # lightly stemmed, of all of it
    stem_words: tuple[str, ...]  # of the file's name without extension
    is_test: bool
    is_doc: bool
    is_example: bool
    is_platform: bool
    is_build: bool
    is_declaration: bool
    depth: int


def read_traits(path: str) -> PathTraits:
    """The traits of one path."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".", 1)[0] or name
    return PathTraits(
        words=_words(f"{folder}/{stem}"),
        stem_words=_words(stem),
        is_test=_TESTS.search(path) is not None,
        is_doc=_DOCS.search(path) is not None,
        is_example=_EXAMPLES.search(path) is not None,
        is_platform=_PLATFORM.search(path) is not None,
        is_build=_BUILD.search(path) is not None,
        is_declaration=_DECLARATIONS.search(name) is not None,
        depth=path.count("/"),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for identifier in IDENTIFIER.findall(text) for word in light_words(identifier))

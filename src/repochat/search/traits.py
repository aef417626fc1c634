"""What is known of a file before any question: the words of its path, and traits that make it a likely answer."""

import re
from dataclasses import dataclass
from math import log1p

from repochat.catalog.terms import IDENTIFIER, strong_words

DEPTH_SCALE, SIZE_SCALE = 6.0, 6.0  # keep values near 1

_TESTS = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|testing|testdata|fixtures?|mocks?|e2e|test_\w+|\w+_tests?)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*(?:[_-]tests?|[_-]spec|\.test|\.spec|Tests?|Spec|TestCase|IT)\.[a-zA-Z]+|conftest\.py)$"
)
_DOCS = re.compile(
    r"(?:^|/)(?:docs?|documentation|man|website|site)/|\.(?:md|mdx|rst|txt|adoc|org|ipynb)$", re.IGNORECASE
)
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


TRAITS = (
    "test",
    "doc",
    "example",
    "build",
    "platform",
    "declaration_c",
    "declaration_cpp",
    "depth",
    "size",
    "in_degree",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathWords:
    """Strongly stemmed words of a path, and of its file's name without extension; compounds are there joined too."""

    all: tuple[str, ...]
    stem: tuple[str, ...]
    text: str  # the whole path, for the dense leg
    stem_text: str


def read_words(path: str) -> PathWords:
    """The words of one path."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".", 1)[0] or name
    return PathWords(all=_words(f"{folder}/{stem}"), stem=_words(stem), text=f"{folder}/{stem}", stem_text=stem)


def read_traits(path: str, language: str, *, chunks: int, in_degree: float) -> tuple[float, ...]:
    """In the order of TRAITS. `in_degree` is relative to the index's greatest."""
    declares = _DECLARATIONS.search(path) is not None
    return (
        float(_TESTS.search(path) is not None),
        float(_DOCS.search(path) is not None),
        float(_EXAMPLES.search(path) is not None),
        float(_BUILD.search(path) is not None),
        float(_PLATFORM.search(path) is not None),
        float(declares and language != "cpp"),
        float(declares and language == "cpp"),
        path.count("/") / DEPTH_SCALE,
        log1p(chunks) / SIZE_SCALE,
        in_degree,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for identifier in IDENTIFIER.findall(text) for word in strong_words(identifier))

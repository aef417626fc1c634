"""Where a finding is nobody's concern: tests, samples, documents, and code that was copied or generated."""

import re
from pathlib import PurePosixPath

_ASIDE_FOLDERS = frozenset(
    (
        "test", "tests", "testing", "testdata", "test-data", "spec", "specs", "__tests__", "__mocks__", "e2e",
        "fixtures", "fixture", "mocks", "bench", "benches", "benchmark", "benchmarks", "example", "examples",
        "sample", "samples", "demo", "demos", "doc", "docs", "documentation", "docs_src", "vendor", "vendors",
        "vendored", "third_party", "thirdparty", "third-party", "external", "deps", "node_modules", "dist",
        "generated", "gen", "site-packages",
    )
)  # fmt: skip
_ASIDE_FILE = re.compile(
    r"^(test_.+|conftest|setup)\.py$|_test\.(py|go|rb|cc|cpp)$|(^|[._-])(test|tests|spec|bench)\.[a-z]+$"
    r"|Tests?\.(java|kt|cs|php|scala|swift)$|TestCase\.[a-z]+$|_spec\.rb$|\.min\.js$|\.pb\.(go|cc|h)$|_pb2(_grpc)?\.py$"
    r"|(\.generated|_generated|\.g)\.[a-z]+$",
)


_TEST_NAME = re.compile(r"(^|[._])test_|(^|\.)[Tt]est[A-Z]\w*$|[a-z0-9](Test|Tests|Benchmark)$")


def is_test_name(qualified_name: str) -> bool:
    """Whether a definition is a test that stands within the product's own files."""
    return bool(_TEST_NAME.search(qualified_name))


def is_aside(path: str) -> bool:
    """Whether what is found there is kept and not shown. A secret or a vulnerable dependency is shown all the same."""
    pure = PurePosixPath(path)
    folders = {part.lower() for part in pure.parts[:-1]}
    is_source_set = any(part.endswith("Test") for part in pure.parts[:-1])  # Gradle's jvmTest, androidTest
    return bool(folders & _ASIDE_FOLDERS) or is_source_set or bool(_ASIDE_FILE.search(pure.name))

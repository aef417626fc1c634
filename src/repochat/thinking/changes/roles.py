"""What part a path or a definition plays: a test, or what is tested."""

import re

from repochat.search.traits import TRAITS, read_traits

_TEST = TRAITS.index("test")
_INLINE = re.compile(r"(?:^|\.)tests?(?:\.|$)")


def is_test_path(path: str) -> bool:
    """By its name and folder, as search reads them."""
    return read_traits(path, "", chunks=1, in_degree=0.0)[_TEST] > 0


def is_test_name(language: str, qualified_name: str) -> bool:
    """Whether a definition is a test by the module it stands in, as Rust keeps them beside the code."""
    return language == "rust" and _INLINE.search(qualified_name) is not None


def is_test_case(language: str, name: str) -> bool:
    """Whether a definition of a test file is a test that runs, by its name."""
    if language == "go":
        return name.startswith(("Test", "Fuzz", "Benchmark", "Example"))
    return name.startswith("test")

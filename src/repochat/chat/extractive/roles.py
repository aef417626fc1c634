"""What part a file plays in its repository, as the index reads it off its path."""

from repochat.search.hot import HotIndex
from repochat.search.traits import TRAITS

_TEST = TRAITS.index("test")
_ASIDES = (TRAITS.index("doc"), TRAITS.index("example"))
_DECLARATIONS = (TRAITS.index("declaration_c"), TRAITS.index("declaration_cpp"))


def is_test(index: HotIndex, file: int) -> bool:
    return bool(index.trait_values[file, _TEST])


def is_aside(index: HotIndex, file: int) -> bool:
    """Documents and examples."""
    return any(index.trait_values[file, column] for column in _ASIDES)


def is_declaration(index: HotIndex, file: int) -> bool:
    return any(index.trait_values[file, column] for column in _DECLARATIONS)

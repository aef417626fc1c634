"""Which definitions a question names."""

from repochat.search.query import parse_query
from repochat.search.symbols import match_symbols
from tests.search.library import build_index

FILES = {
    "web/page.js": "export default function () {\n  return 1;\n}\n",
    "web/theme.js": "export function render() {\n  return 2;\n}\n",
}


def list_named(question: str) -> list[tuple[str, bool]]:
    index = build_index(FILES)
    assert "default" in index.symbols_by_name
    found = match_symbols(index, parse_query(question))
    return [(index.symbol_names[symbol], is_code) for symbol, _, is_code in found]


def test_an_export_without_a_name_is_not_what_the_plain_word_default_means() -> None:
    assert list_named("What is the default render?") == [("render", False)]


def test_an_export_without_a_name_is_found_when_it_is_named_as_code() -> None:
    assert list_named("Who calls `default`?") == [("default", True)]

"""Declarations that macros hide are found, on the lines where they stand."""

import pytest

from repochat.syntax import parse_file
from repochat.syntax.macros import blank_macros


def _symbols(path: str, text: str) -> list[tuple[str, int, int]]:
    return [(each.qualified_name, each.start_line, each.end_line) for each in parse_file(path, text.encode()).symbols]


def test_items_inside_a_rust_macro_are_found() -> None:
    text = (
        "cfg_rt! {\n    pub fn spawn() {\n        run!{ x };\n    }\n\n"
        "    cfg_io! {\n        struct Driver { id: u32 }\n    }\n}\n"
    )
    assert _symbols("a.rs", text) == [("spawn", 2, 4), ("Driver", 7, 7), ("Driver.id", 7, 7)]


@pytest.mark.parametrize("macro", ["quote", "bitflags"])
def test_macros_with_a_language_of_their_own_are_left_alone(macro: str) -> None:
    text = f"fn a() {{\n    {macro}! {{\n        fn #name() {{}}\n    }}\n}}\n".encode()
    assert blank_macros("rust", text) == text


def test_a_class_in_a_namespace_opened_by_a_macro_is_found() -> None:
    text = (
        "namespace a {\nABSL_NAMESPACE_BEGIN\nclass FOO_EXPORT Bar {\n  int n_ ABSL_GUARDED_BY(mu_);\n};\n"
        "ABSL_NAMESPACE_END\n}\n"
    )
    parsed = parse_file("a.cc", text.encode())
    assert [each.qualified_name for each in parsed.symbols] == ["a", "a.Bar", "a.Bar.n_"]
    assert parsed.problems == ()


@pytest.mark.parametrize("text", ["#define FOO_EXPORT __attribute__((x))\n", "enum e { KIND_INLINE, KIND_API = 2 };\n"])
def test_definitions_of_such_words_stay(text: str) -> None:
    assert blank_macros("c", text.encode()) == text.encode()


def test_blanking_keeps_every_byte_in_its_place() -> None:
    text = b"G_BEGIN_DECLS\nint FOO_ATTRIBUTE_HOT f();\n"
    blanked = blank_macros("cpp", text)
    assert len(blanked) == len(text)
    assert [place for place, byte in enumerate(blanked) if byte == 10] == [13, 40]

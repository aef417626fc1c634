"""Clauses of one Haskell function, and what surrounds them."""

from repochat.syntax import Symbol, parse_file


def _parse(text: str, path: str = "A.hs") -> dict[str, list[tuple[int, int, int]]]:
    """Lines (with doc, start, end) of each symbol by its qualified name."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for symbol in parse_file(path, text.encode()).symbols:
        found.setdefault(symbol.qualified_name, []).append((symbol.doc_line, symbol.start_line, symbol.end_line))
    return found


def _find(text: str, name: str, path: str) -> Symbol:
    return next(symbol for symbol in parse_file(path, text.encode()).symbols if symbol.name == name)


def test_a_signature_and_its_clauses_are_one_symbol() -> None:
    text = "-- | Doc.\nf :: Int -> Int\n{-# INLINE f #-}\nf 0 = 1\nf n =\n  n\n"
    assert _parse(text) == {"f": [(1, 2, 6)]}


def test_another_definition_between_clauses_parts_them() -> None:
    assert _parse("f 0 = 1\ng = 2\nf n = n\n")["f"] == [(1, 1, 1), (3, 3, 3)]


def test_clauses_with_local_functions_inside_are_joined_at_their_own_level() -> None:
    text = "f 0 = go 1\n  where\n    go 1 = 2\n    go n = n\nf n = go n\n  where\n    go n = n\n"
    assert _parse(text) == {"f": [(1, 1, 7)], "f.go": [(3, 3, 4), (7, 7, 7)]}


def test_instances_keep_their_methods_apart() -> None:
    text = "instance C A where\n  f A = 1\n\ninstance C B where\n  f B = 2\n"
    found = _parse(text)
    assert found["A.C.f"] == [(2, 2, 2)]
    assert found["B.C.f"] == [(5, 5, 5)]


def test_an_operator_declared_in_parentheses_is_one_symbol_and_no_use_of_itself() -> None:
    text = "(<+>) :: A -> A -> A\nA <+> b = b\na <+> _ = a\n"
    assert _parse(text) == {"<+>": [(1, 1, 3)]}
    assert [each.name for each in parse_file("A.hs", text.encode()).references if each.kind == "call"] == []


def test_the_signature_ends_where_the_first_clause_starts() -> None:
    assert _find("f ::\n  Int ->\n  Int\nf n = n\n", "f", "A.hs").signature == "f :: Int -> Int"


def test_a_parameter_on_the_line_of_its_class_does_not_take_the_comment_of_the_class() -> None:
    text = "/** A point. */\ndata class Point(val x: Int)\n"
    assert _find(text, "Point", "a.kt").doc == "A point."
    assert _find(text, "x", "a.kt").doc == ""


def test_the_tags_of_a_csharp_comment_are_dropped_and_their_names_kept() -> None:
    text = '/// <summary>Adds <see cref="Foo"/> to it.</summary>\n/// <param name="a">First.</param>\nclass Bar { }\n'
    assert _find(text, "Bar", "a.cs").doc == "Adds Foo to it.\na: First."


def test_a_definition_whose_name_is_missing_is_none() -> None:
    assert parse_file("a.kt", b"class {\n    fun (\n}\nobject\n").symbols == ()

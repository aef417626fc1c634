"""What Elixir says about a function stands in attributes above it."""

from repochat.syntax import ParsedFile, Symbol, parse_file

SPEC = '''defmodule A do
  @doc """
  Doubles.
  """
  @spec double(integer) :: integer
  def double(n), do: twice(n)

  defp twice(n), do: n * 2
end
'''


def _parse(text: str) -> ParsedFile:
    return parse_file("a.ex", text.encode())


def _find(text: str, name: str) -> Symbol:
    return next(symbol for symbol in _parse(text).symbols if symbol.name == name)


def test_the_doc_is_found_above_the_spec() -> None:
    found = _find(SPEC, "double")
    assert (found.doc, found.doc_line, found.start_line) == ("Doubles.", 2, 6)


def test_a_spec_is_no_call_of_its_function() -> None:
    assert [each.name for each in _parse(SPEC).references if each.kind == "call"] == ["twice"]


def test_a_private_function_is_not_exported_and_a_protocol_is() -> None:
    assert not _find(SPEC, "twice").exported
    assert _find("defprotocol P do\n  def f(x)\nend\n", "P").exported


def test_an_implementation_is_named_as_the_compiler_names_it() -> None:
    found = _find("defimpl P, for: Some.Type do\n  def f(x), do: x\nend\n", "f")
    assert found.qualified_name == "P.Some.Type.f"

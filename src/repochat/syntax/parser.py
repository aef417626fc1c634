"""One file's bytes to its symbols, references, imports and chunks."""

from typing import Final

from repochat.syntax.captures import collect_matches
from repochat.syntax.chunking import chunk_outline, chunk_plain
from repochat.syntax.clauses import CLAUSE_LANGUAGES, merge_clauses
from repochat.syntax.documents import find_markdown_headings, find_rst_headings
from repochat.syntax.formats import (
    find_docker_stages,
    find_json_keys,
    find_notebook_cells,
    find_toml_tables,
    find_yaml_keys,
)
from repochat.syntax.grammars import GrammarError, get_parser, get_query
from repochat.syntax.languages import HEAD_BYTES, Chunker, Language, detect_language, get_language
from repochat.syntax.macros import blank_macros
from repochat.syntax.model import LIMITS, ParsedFile, SyntaxLimits
from repochat.syntax.references import build_imports, build_references
from repochat.syntax.sections import SectionStyle, parse_sections
from repochat.syntax.source import Source
from repochat.syntax.symbols import build_outline
from repochat.syntax.tree import ParseStoppedError, parse_tree

_STYLES: Final[dict[Chunker, SectionStyle]] = {
    "markdown": SectionStyle(find=find_markdown_headings, reads_lead=True),
    "rst": SectionStyle(find=find_rst_headings, reads_lead=True),
    "notebook": SectionStyle(find=find_notebook_cells),
    "yaml": SectionStyle(find=find_yaml_keys, kind="property", joint="."),
    "json": SectionStyle(find=find_json_keys, kind="property", joint="."),
    "toml": SectionStyle(find=find_toml_tables, joint="."),
    "dockerfile": SectionStyle(find=find_docker_stages, joint="."),
}


def parse_file(path: str, data: bytes, *, language: str | None = None, limits: SyntaxLimits = LIMITS) -> ParsedFile:
    """Never raises: what cannot be parsed is cut by its lines and says why in `problems`."""
    named = get_language(language or detect_language(path, data[:HEAD_BYTES]))
    source = Source(data)
    if source.is_utf16:
        return _parse_plain(source, named, limits, "not_utf8")
    if named.chunker == "code":
        return _parse_code(source, named, limits)
    if named.chunker in _STYLES:
        return parse_sections(source, named, limits, _STYLES[named.chunker])
    return _parse_plain(source, named, limits)


def _parse_code(source: Source, language: Language, limits: SyntaxLimits) -> ParsedFile:
    try:
        query = get_query(language.grammar)
        tree = parse_tree(get_parser(language.grammar), blank_macros(language.name, source.data), limits)
    except GrammarError:
        return _parse_plain(source, language, limits, "no_grammar")
    except ParseStoppedError as stopped:
        return _parse_plain(source, language, limits, stopped.problem)
    matches = collect_matches(query, tree.root_node, source)
    if language.name in CLAUSE_LANGUAGES:
        merge_clauses(matches)
    outline = build_outline(matches, source, language.name, limits)
    return ParsedFile(
        language=language.name,
        lines=source.line_count,
        symbols=outline.symbols,
        references=build_references(matches, outline, source, language.name),
        imports=build_imports(matches, source),
        chunks=chunk_outline(source, outline, limits),
        problems=("syntax_error",) if tree.root_node.has_error else (),
    )


def _parse_plain(source: Source, language: Language, limits: SyntaxLimits, *problems: str) -> ParsedFile:
    return ParsedFile(
        language=language.name,
        lines=source.line_count,
        chunks=chunk_plain(source, language.kind, limits),
        problems=problems,
    )

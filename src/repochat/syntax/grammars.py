"""Parsers and queries by language; the only place that knows where grammars come from."""

import os
from functools import cache
from importlib import resources
from pathlib import Path
from threading import local
from typing import Final

import semble_grammars
from tree_sitter import Language, Parser, Query, QueryError

from repochat.core.errors import RepochatError, UnavailableError
from repochat.syntax.languages import list_languages

CACHE_DIR_VARIABLE: Final = "SEMBLE_GRAMMARS_CACHE_DIR"

_threads = local()  # a Parser keeps state while it parses, so each thread has its own


class GrammarError(UnavailableError):
    """A grammar or its query could not be loaded."""


def set_grammar_folder(folder: Path) -> None:
    """Unpack grammars below `folder` (about 60 MB when all are used). Call before the first parse of the process."""
    os.environ[CACHE_DIR_VARIABLE] = str(folder)


@cache
def get_grammar(language: str) -> Language:
    """The grammar of that name. Raises GrammarError."""
    try:
        return semble_grammars.get_language(language)
    except (
        semble_grammars.GrammarLoadError,
        semble_grammars.LanguageNotFoundError,
        semble_grammars.UnsupportedPlatformError,
        OSError,
    ) as error:
        raise GrammarError(
            f"the grammar for {language} cannot be loaded: {error}",
            hint=f"check that the folder in {CACHE_DIR_VARIABLE} (or ~/.cache) can be written and has 60 MB free",
        ) from error


def get_parser(language: str) -> Parser:
    """This thread's parser for the language. Raises GrammarError."""
    parsers: dict[str, Parser] | None = getattr(_threads, "parsers", None)
    if parsers is None:
        parsers = _threads.parsers = {}
    if language not in parsers:
        parsers[language] = Parser(get_grammar(language))
    return parsers[language]


@cache
def get_query(language: str) -> Query:
    """The query of queries/LANGUAGE.scm, with every comment node captured. Raises GrammarError."""
    grammar = get_grammar(language)
    try:
        return Query(grammar, read_query(language) + "\n" + _comment_patterns(grammar))
    except (QueryError, OSError) as error:
        raise GrammarError(
            f"the query for {language} cannot be used: {error}",
            hint="the installation is damaged or its grammar was exchanged: install repochat again",
        ) from error


def read_query(language: str) -> str:
    """The text of a query file, with `; inherits: NAME` on its first line replaced by that file's text."""
    text = resources.files("repochat.syntax").joinpath("queries", f"{language}.scm").read_text("utf-8")
    first, _, rest = text.partition("\n")
    if first.startswith("; inherits:"):
        return read_query(first.partition(":")[2].strip()) + "\n" + rest
    return text


def _comment_patterns(grammar: Language) -> str:
    kinds = {
        kind
        for number in range(grammar.node_kind_count)
        if grammar.node_kind_is_named(number)
        and grammar.node_kind_is_visible(number)
        and number not in grammar.supertypes
        and (kind := grammar.node_kind_for_id(number)) is not None
        and (kind.endswith("comment") or kind == "haddock")
        and kind != "doc_comment"  # Rust's stands inside a line comment
    }
    return "\n".join(f"({kind}) @comment" for kind in sorted(kinds))


def check_grammars() -> list[tuple[str, str]]:
    """Load every grammar and query: (language, "" when it works, else the problem in a sentence)."""
    return [(each.name, _check(each.grammar)) for each in list_languages() if each.grammar]


def _check(grammar: str) -> str:
    try:
        get_query(grammar)
        get_parser(grammar).parse(b"")
    except RepochatError as error:
        return str(error)
    return ""

"""Lines that hold a name, and its definitions, where no index is: git looks for the word, and files are parsed."""

from dataclasses import dataclass

from repochat.catalog.revision_store import StoredSymbol
from repochat.core.errors import LimitError, RepochatError
from repochat.git import BlobReader, GrepLine, ShouldStop, grep_word
from repochat.syntax import parse_file
from repochat.workspace.code.commits import CodeAt
from repochat.workspace.code.limits import CodeLimits
from repochat.workspace.code.lines import read_path
from repochat.workspace.code.paths import show_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesakes:
    """Definitions, those of the same file and folder first. `is_cut` when a bound left out files."""

    symbols: tuple[StoredSymbol, ...]
    is_cut: bool


def find_namesakes(at: CodeAt, path: str, name: str, should_stop: ShouldStop | None, limits: CodeLimits) -> Namesakes:
    """Definitions of `name` at the commit, in at most `parsed_files_max` of the files that hold it."""
    lines, is_cut = list_lines(at, name, should_stop, limits)
    held = dict.fromkeys(show_path(line.path) for line in lines)
    near = sorted(held, key=lambda each: (each != path, _folder(each) != _folder(path)))
    read = near[: limits.parsed_files_max]
    with BlobReader(at.mirror) as reader:
        found = [symbol for each in read for symbol in _parse(at, reader, each, name)]
    return Namesakes(
        symbols=tuple(found[: limits.definitions_max]),
        is_cut=is_cut or len(held) > len(read) or len(found) > limits.definitions_max,
    )


def list_lines(
    at: CodeAt, name: str, should_stop: ShouldStop | None, limits: CodeLimits
) -> tuple[list[GrepLine], bool]:
    """Lines that hold `name` as a word, at most `references_found_max`, and whether there may be more."""
    found: list[GrepLine] = []
    try:
        for line in grep_word(at.mirror, at.sha, name, should_stop=should_stop, limits=limits.for_git()):
            if len(found) >= limits.references_found_max:
                return found, True
            found.append(line)
    except LimitError:
        return found, True
    return found, False


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _parse(at: CodeAt, reader: BlobReader, path: str, name: str) -> list[StoredSymbol]:
    try:
        parsed = parse_file(path, read_path(at, reader, path))
    except RepochatError:
        return []
    return [
        StoredSymbol(
            path=path,
            oid="",
            position=position,
            kind=symbol.kind,
            name=symbol.name,
            qualified_name=symbol.qualified_name,
            signature=symbol.signature,
            doc=symbol.doc,
            start_line=symbol.start_line,
            end_line=symbol.end_line,
            parent=symbol.parent,
            complexity=symbol.complexity,
        )
        for position, symbol in enumerate(parsed.symbols)
        if symbol.name == name
    ]

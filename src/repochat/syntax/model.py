r"""What parsing one file yields. Lines are 1-based and inclusive, ended by `\n` alone."""

from dataclasses import dataclass, field
from typing import Literal, get_args

SymbolKind = Literal[
    "module", "namespace", "class", "struct", "interface", "trait", "enum", "type", "object", "protocol",
    "function", "method", "constructor", "macro", "constant", "variable", "field", "property", "table", "view",
    "section",
]  # fmt: skip
ReferenceKind = Literal["call", "type", "inherit", "use"]
ChunkKind = Literal["code", "doc", "config", "data", "text"]

SYMBOL_KINDS: tuple[SymbolKind, ...] = get_args(SymbolKind)
REFERENCE_KINDS: tuple[ReferenceKind, ...] = get_args(ReferenceKind)
CHUNK_KINDS: tuple[ChunkKind, ...] = get_args(ChunkKind)
NO_SYMBOL = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A definition. `start_line` is that of the definition itself, `doc_line` that of a comment that leads up to it."""

    kind: SymbolKind
    name: str
    qualified_name: str  # `Class.method`, `package.Type.field`: enclosing names joined with "."
    signature: str  # one line, without the body, at most LIMITS.signature_chars_max
    doc: str  # cleaned of comment marks, at most LIMITS.doc_chars_max
    doc_line: int  # equals start_line when there is no leading comment, decorator or attribute
    start_line: int
    end_line: int
    parent: int = NO_SYMBOL  # position in ParsedFile.symbols
    complexity: int = 1  # McCabe's count of decision points plus one; 1 for what has no body
    exported: bool = True  # visible outside its file, as far as the syntax says


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A use of a name. `qualifier` is what stands before the last separator: `self`, `os.path`, `Foo::bar`."""

    kind: ReferenceKind
    name: str
    qualifier: str
    line: int
    symbol: int  # position of the innermost enclosing symbol, or NO_SYMBOL


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """`from module import name as alias`. `name` is empty when the module itself is imported, `*` for all of it."""

    module: str
    name: str
    alias: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A run of whole lines. The chunks of a file cover each of its lines exactly once, in order."""

    start_line: int
    end_line: int
    kind: ChunkKind
    symbol: int  # the symbol it belongs to (innermost that encloses or is defined by it), or NO_SYMBOL
    defines: tuple[int, ...]  # symbols whose definition starts in it, in order
    heading: str  # enclosing headers: `class Foo(Bar):` / Markdown titles joined with " > "


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """`problems` holds constant codes (`syntax_error`, `too_deep`, `timeout`, `no_grammar`), never text of the file."""

    language: str
    lines: int
    symbols: tuple[Symbol, ...] = ()
    references: tuple[Reference, ...] = ()
    imports: tuple[Import, ...] = ()
    chunks: tuple[Chunk, ...] = ()
    problems: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxLimits:
    chunk_chars_target: int = 900  # small neighbours are merged up to this
    chunk_lines_max: int = 40
    chunk_chars_max: int = 4000  # a longer single line is a chunk of its own
    signature_chars_max: int = 300
    doc_chars_max: int = 1200
    parse_timeout_ms: int = 2000
    nesting_max: int = 500


LIMITS = SyntaxLimits()

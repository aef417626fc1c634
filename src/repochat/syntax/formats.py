"""Parts of configuration and data: keys of YAML, TOML and JSON, stages of Dockerfiles, cells of notebooks."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from repochat.syntax.sections import Heading
from repochat.syntax.source import Source

_YAML_KEY: Final = re.compile(r"""(?:"([^"]+)"|'([^']+)'|([^\s#\-?&*!|>'"%@`{}\[\],][^#]*?))\s*:(?:\s|\Z)""")
_TOML_TABLE: Final = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?\r?\Z")
_TOML_KEY: Final = re.compile(r"""([A-Za-z0-9_."'-]+)\s*=""")
_STAGE: Final = re.compile(r"\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_JSON_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:]')
_TITLE_CHARS_MAX: Final = 120
_CELL_BYTES_MAX: Final = 200_000  # a cell with more output is named by its number alone


def find_yaml_keys(source: Source) -> Iterator[Heading]:
    """Keys without indentation."""
    for number, line in enumerate(source.lines, start=1):
        key = _YAML_KEY.match(line[:_TITLE_CHARS_MAX])
        if key:
            yield Heading(line=_lead_line(source, number), level=1, title=key[1] or key[2] or key[3], signature=line)


def find_toml_tables(source: Source) -> Iterator[Heading]:
    """Tables, and keys before the first of them. A bracket inside a list that spans lines is none."""
    in_table, text = False, ""
    for number, line in enumerate(source.lines, start=1):
        if text:
            text = "" if text in line else text
            continue
        for quote in ('"""', "'''"):
            text = quote if line.count(quote) % 2 else text
        if table := _TOML_TABLE.match(line[:_TITLE_CHARS_MAX]):
            in_table = True
            yield Heading(line=_lead_line(source, number), level=1, title=table[1], signature=line.strip())
        elif not in_table and (key := _TOML_KEY.match(line[:_TITLE_CHARS_MAX])):
            yield Heading(line=_lead_line(source, number), level=1, title=key[1], signature=line.strip())


def _lead_line(source: Source, number: int) -> int:
    """Where the comment that touches a key starts."""
    while number > 1 and source.lines[number - 2].startswith("#"):
        number -= 1
    return number


def find_docker_stages(source: Source) -> Iterator[Heading]:
    """One part a FROM."""
    for number, line in enumerate(source.lines, start=1):
        if stage := _STAGE.match(line[:_TITLE_CHARS_MAX]):
            yield Heading(line=_lead_line(source, number), level=1, title=stage[2] or stage[1], signature=line.strip())


def find_json_keys(source: Source) -> Iterator[Heading]:
    """Keys of the outermost object, each to the line before the next."""
    last = 0
    for key in _scan_json(source.data):
        line = source.line_of(key.byte)
        if key.depth == 1 and key.is_key and line > last:  # keys that share a line are one part
            last = line
            yield Heading(line=line, level=1, title=_decode(source.data[key.byte : key.end]))


class _JsonToken(NamedTuple):
    byte: int
    end: int
    depth: int  # how many brackets are open around it
    is_key: bool


def _scan_json(data: bytes) -> Iterator[_JsonToken]:
    """Keys and brackets in order, without recursion; forgiving, so that a broken file still has parts."""
    depth = 0
    text: tuple[int, int] | None = None
    for match in _JSON_TOKEN.finditer(data):
        mark = data[match.start()]
        if mark == ord('"'):
            text = match.span()
            continue
        if mark == ord(":"):
            if text is not None:
                yield _JsonToken(*text, depth, is_key=True)
        elif mark in b"{[":
            yield _JsonToken(match.start(), match.start(), depth, is_key=False)
            depth += 1
        else:
            depth -= 1
            yield _JsonToken(match.end(), match.end(), depth, is_key=False)
        text = None


def find_notebook_cells(source: Source) -> Iterator[Heading]:
    """The elements of `cells`, by the lines of the JSON as stored, titled by what is in them."""
    inside, start, number = False, -1, 0
    for token in _scan_json(source.data):
        if token.is_key and token.depth == 1:
            inside = source.data[token.byte : token.end] == b'"cells"'
        elif inside and not token.is_key and token.depth == _CELL_DEPTH:
            if start < 0:
                start = token.byte
                continue
            number += 1
            yield _read_cell(source, start, token.byte, number)
            start = -1


_CELL_DEPTH: Final = 2


def _read_cell(source: Source, start: int, end: int, number: int) -> Heading:
    kind, text = _parse_cell(source.data[start:end])
    first = next((line.strip("# \t") for line in text.split("\n") if line.strip("# \t")), "")
    title = f"{kind or 'cell'} {number}" + (f": {first}" if first else "")
    return Heading(
        line=source.line_of(start),
        level=1,
        title=title[:_TITLE_CHARS_MAX],
        doc=text,
        end_line=source.line_of(max(start, end - 1)),
    )


def _parse_cell(data: bytes) -> tuple[str, str]:
    """(cell type, source text); empty when the cell is too large or broken."""
    if len(data) > _CELL_BYTES_MAX:
        return "", ""
    try:
        cell: Any = json.loads(data)
    except (ValueError, RecursionError):
        return "", ""
    text = cell.get("source", "")
    joined = "".join(str(line) for line in text) if isinstance(text, list) else str(text)
    return str(cell.get("cell_type", "")), joined


def _decode(literal: bytes) -> str:
    return literal[1:-1].decode("utf-8", "replace")[:_TITLE_CHARS_MAX]

"""Each language's sample yields exactly what its golden file says. See README.md for how to add one."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from repochat.syntax import NO_SYMBOL, ParsedFile, parse_file

SAMPLES = Path(__file__).parent / "samples"
UPDATE = os.environ.get("REPOCHAT_UPDATE_GOLDENS") == "1"


def _list_samples() -> list[Path]:
    return sorted(path for path in SAMPLES.glob("*/sample*") if path.suffix != ".golden")


def _describe(parsed: ParsedFile) -> dict[str, list[Any]]:
    """The parse in lists whose items fit on a line each, so that a diff of a golden file reads well."""

    def name(position: int) -> str:
        return "-" if position == NO_SYMBOL else parsed.symbols[position].qualified_name

    return {
        "file": [{"language": parsed.language, "lines": parsed.lines, "problems": list(parsed.problems)}],
        "symbols": [{**asdict(symbol), "parent": name(symbol.parent)} for symbol in parsed.symbols],
        "imports": [f"{each.line} {each.module} | {each.name} | {each.alias}" for each in parsed.imports],
        "references": [
            f"{each.line} {each.kind} {each.qualifier} | {each.name} @ {name(each.symbol)}"
            for each in parsed.references
        ],
        "chunks": [
            f"{each.start_line}-{each.end_line} {each.kind} {name(each.symbol)} | "
            f"{', '.join(name(position) for position in each.defines)} | {each.heading!r}"
            for each in parsed.chunks
        ],
    }


def _dump(described: dict[str, list[Any]]) -> str:
    parts = [
        f'"{key}": [\n' + ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in items) + "\n]"
        for key, items in described.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


@pytest.mark.parametrize("sample", _list_samples(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sample_yields_its_golden_parse(sample: Path) -> None:
    described = _describe(parse_file(sample.name, sample.read_bytes()))
    golden = sample.with_name(f"{sample.name}.golden")
    if UPDATE:
        golden.write_text(_dump(described), "utf-8")
    assert json.loads(golden.read_text("utf-8")) == described


@pytest.mark.parametrize("sample", _list_samples(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sample_parses_without_problems(sample: Path) -> None:
    assert parse_file(sample.name, sample.read_bytes()).problems == ()

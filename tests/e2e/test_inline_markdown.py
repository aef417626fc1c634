"""What the web app makes of an answer's Markdown: code, bold, emphasis, and text for all else."""

import json
from typing import Any

import pytest

from tests.e2e.node import WEB, run_node

pytestmark = pytest.mark.e2e

PARSE = """
import { readFileSync } from "node:fs";
import ts from "typescript";
const [source, cases] = process.argv.slice(1);
const options = { module: "esnext", target: "es2022" };
const code = ts.transpileModule(readFileSync(source, "utf8"), { compilerOptions: options }).outputText;
const { parseBlocks } = await import("data:text/javascript," + encodeURIComponent(code));
console.log(JSON.stringify(JSON.parse(cases).map(parseBlocks)));
"""
SOURCE = WEB / "src/lib/inline.ts"

CASES: dict[str, str] = {
    "plain": "plain",
    "a `b` c": "a <code>b</code> c",
    "`` a`b ``": "<code> a`b </code>",
    "`` `a` ``": "<code>`a`</code>",
    "an `open one": "an `open one",
    "an ``open` one": "an ``open` one",
    "**a `*` b** *c*": "<bold>a <code>*</code> b</bold> <emphasis>c</emphasis>",
    r"\*a\* \`b\` \<i\>": "*a* `b` <i>",
    r"`\*`": r"<code>\*</code>",
    "2 * 3 * 4": "2 * 3 * 4",
    "**": "**",
    "***": "***",
    "a **b": "a **b",
    "[x](https://evil.example)": "[x](https://evil.example)",
    "![x](https://evil.example)": "![x](https://evil.example)",
    "<img src=x onerror=y>": "<img src=x onerror=y>",
    "<https://evil.example>": "<https://evil.example>",
    "&lt;b&gt;": "&lt;b&gt;",
    "a\n\nb": "a|b",
    "```python\nx = `1`\n```\nafter": "[python:x = `1`]|after",
    "````\n```\n````": "[:```]",
    "```\nnever closed": "[:never closed]",
}


def render(blocks: list[dict[str, Any]]) -> str:
    return "|".join(
        f"[{block['language']}:{block['text']}]" if block["kind"] == "code" else _render_parts(block["parts"])
        for block in blocks
    )


def _render_parts(parts: list[dict[str, Any]]) -> str:
    shown = (part["text"] if "text" in part else _render_parts(part["parts"]) for part in parts)
    return "".join(
        text if part["kind"] == "text" else f"<{part['kind']}>{text}</{part['kind']}>"
        for part, text in zip(parts, shown, strict=True)
    )


def parse(*texts: str) -> list[list[dict[str, Any]]]:
    return run_node(PARSE, str(SOURCE), json.dumps(texts))


def test_only_code_bold_and_emphasis_mean_anything() -> None:
    assert dict(zip(CASES, map(render, parse(*CASES)), strict=True)) == CASES


def test_hostile_nesting_ends_soon_and_loses_no_character() -> None:
    hostile = "*a **b " * 400 + "`" * 300 + "\\" * 99 + "x"
    (blocks,) = parse(hostile)
    assert render(blocks).endswith("x")

"""The language of a file by its path and its first bytes."""

import pytest

from repochat.syntax import detect_language, get_language, list_languages


@pytest.mark.parametrize(
    ("path", "head", "language"),
    [
        ("src/a.py", b"", "python"),
        ("types.d.ts", b"", "typescript"),
        ("View.TSX", b"", "tsx"),
        ("docker/Dockerfile.dev", b"", "dockerfile"),
        ("Makefile", b"", "make"),
        ("config.yml.example", b"", "yaml"),
        (".github/workflows/ci.yml", b"", "yaml"),
        ("bin/tool", b"#!/usr/bin/env python3\nimport os\n", "python"),
        ("bin/run", b"#!/bin/bash -eu\n", "bash"),
        ("bin/x", b"#! /usr/bin/env -S node --flag\n", "javascript"),
        ("bin/x", b"#!/usr/bin/lua5.4\n", "lua"),
        ("bin/x", b"\x7fELF", "text"),
        ("include/a.h", b"int f(void);\n", "c"),
        ("include/a.h", b"#pragma once\nnamespace a {\n", "cpp"),
        ("include/a.h", b"#include <vector>\n", "cpp"),
        ("include/a.h", b"#include <stdio.h>\n/* class of errors */\n", "c"),
        ("README", b"", "text"),
        ("README.md", b"", "markdown"),
        (".gitignore", b"", "gitignore"),
        ("weird name\n.rs", b"", "rust"),
        ("..", b"", "text"),
        ("", b"", "text"),
    ],
)
def test_a_language_is_found_by_name_extension_or_shebang(path: str, head: bytes, language: str) -> None:
    assert detect_language(path, head) == language


def test_no_extension_or_file_name_belongs_to_two_languages() -> None:
    for names in (
        [extension for each in list_languages() for extension in each.extensions],
        [name for each in list_languages() for name in each.file_names],
    ):
        assert len(names) == len(set(names))


def test_an_unknown_name_is_plain_text() -> None:
    assert get_language("klingon").name == "text"

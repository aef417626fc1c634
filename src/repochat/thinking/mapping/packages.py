"""Packages: folders with a manifest that names and describes what is in them."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from posixpath import basename, dirname
from typing import Any, cast

from repochat.thinking.mapping.material import MapMaterial, Texts

MANIFESTS = (
    "package.json", "Cargo.toml", "go.mod", "pyproject.toml", "setup.cfg", "setup.py", "pom.xml", "build.gradle",
    "build.gradle.kts", "composer.json",
)  # fmt: skip
_ASIDE = re.compile(r"(?:^|/)(?:node_modules|vendor|third_party|testdata|fixtures?|templates?|__fixtures__)/")
_GO_MODULE = re.compile(r"^module\s+(\S+)")

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """`folder` is "" for the root. `document` is what the manifest holds, where that is data."""

    folder: str
    name: str
    description: str
    manifest: str
    document: Document


def list_packages(material: MapMaterial) -> list[Package]:
    """By folder, the root first; one for each folder."""
    found: dict[str, Package] = {}
    paths = [path for path in material.roots if basename(path) in MANIFESTS and not _ASIDE.search(path)]
    paths.sort(key=lambda path: (path.count("/"), dirname(path), MANIFESTS.index(basename(path))))
    if len(paths) > material.limits.manifests_max:
        material.texts.cut.add("manifests_max")
    for path in paths[: material.limits.manifests_max]:
        package = _read_package(material.texts, path)
        known = found.get(dirname(path))
        if known is None or (not known.name and package.name):
            found[dirname(path)] = package
    return list(found.values())


def read_document(texts: Texts, path: str) -> Document:
    """The manifest as data; {} for what is not well formed or not of a kind that is read as data."""
    text = "\n".join(texts.read(path))
    with suppress(ValueError, RecursionError):
        loaded: Any = (
            json.loads(text) if path.endswith(".json") else tomllib.loads(text) if path.endswith(".toml") else {}
        )
        if isinstance(loaded, dict):
            return cast("Document", loaded)
    return {}


def get_table(document: Document, *keys: str) -> Document:
    """The table below `keys`; {} where there is none."""
    at: Any = document
    for key in keys:
        at = cast("Document", at).get(key) if isinstance(at, dict) else None
    return cast("Document", at) if isinstance(at, dict) else {}


def get_text(document: Document, key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""


def find_line(lines: Sequence[str], pattern: str, after: int = 0) -> int | None:
    """The first line from 1 behind line `after` where the pattern is found."""
    wanted = re.compile(pattern)
    return next((number for number, line in enumerate(lines[after:], start=after + 1) if wanted.search(line)), None)


def _read_package(texts: Texts, path: str) -> Package:
    document = read_document(texts, path)
    name, description = _describe(texts, path, document)
    return Package(folder=dirname(path), name=name, description=description, manifest=path, document=document)


def _describe(texts: Texts, path: str, document: Document) -> tuple[str, str]:
    file = basename(path)
    if file in ("package.json", "composer.json"):
        return get_text(document, "name"), get_text(document, "description")
    if file == "Cargo.toml":
        table = get_table(document, "package")
        return get_text(table, "name"), " ".join(get_text(table, "description").split())
    if file == "pyproject.toml":
        table = get_table(document, "project") or get_table(document, "tool", "poetry")
        return get_text(table, "name"), get_text(table, "description")
    lines = texts.read(path)
    if file == "go.mod":
        return next((match[1] for line in lines if (match := _GO_MODULE.match(line))), ""), ""
    return "", ""

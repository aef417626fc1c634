"""Versions as lock files have them, read line by line: they are long, and one fact of each entry is wanted."""

import re
from collections.abc import Iterator

from repochat.thinking.mapping.material import Texts

_TOML = ("uv.lock", "poetry.lock", "pdm.lock", "Cargo.lock")
_NAME, _VERSION = re.compile(r"^name = \"([^\"]+)\""), re.compile(r"^version = \"([^\"]+)\"")
_NPM = re.compile(r"^\s{4}\"node_modules/((?:@[^/\"]+/)?[^/\"]+)\": \{")
_NPM_VERSION = re.compile(r"^\s{6}\"version\": \"([^\"]+)\"")
_PNPM = re.compile(r"^\s{2}'?/?((?:@[^/@']+/)?[^/@']+)@(\d[^(':]*)")
_YARN = re.compile(r"^\"?((?:@[^/@]+/)?[^@\"]+)@")
_YARN_VERSION = re.compile(r"^\s{2}version:? \"?([^\"]+)\"?")
_GEM = re.compile(r"^\s{4}([\w.-]+) \(([^)=<>~]+)\)")


def read_locks(texts: Texts) -> dict[str, str]:
    """Versions by lower-cased name with dashes, of the lock files in the root; the first of several versions."""
    found: dict[str, str] = {}
    for name, version in _list_locked(texts):
        found.setdefault(name.lower().replace("_", "-"), version)
    return found


def _list_locked(texts: Texts) -> Iterator[tuple[str, str]]:
    for path in _TOML:
        yield from _pair(texts.read(path), _NAME, _VERSION)
    yield from _pair(texts.read("package-lock.json"), _NPM, _NPM_VERSION)
    yield from _pair(texts.read("yarn.lock"), _YARN, _YARN_VERSION)
    for path, pattern in (("pnpm-lock.yaml", _PNPM), ("Gemfile.lock", _GEM)):
        for line in texts.read(path):
            match = pattern.match(line)
            if match is not None:
                yield match[1], match[2]


def _pair(lines: list[str], name: re.Pattern[str], version: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Each name with the version that follows it."""
    last = ""
    for line in lines:
        named = name.match(line)
        if named is not None:
            last = named[1]
        elif last and (found := version.match(line)) is not None:
            yield last, found[1]
            last = ""

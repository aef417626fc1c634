"""Findings for tests, and a file of Python with several of them."""

from repochat.analyzers import SourceFile
from repochat.analyzers.ruff import RUFF
from repochat.thinking.smells.finding import Finding
from repochat.thinking.smells.scanning import scan_files

SHOP = """import subprocess


class Shop:
    def open(self, goods=[]):
        goods.append(1)
        return goods

    def close(self, goods=[]):
        goods.pop()
        if goods is 3:
            return undefined_thing
        return subprocess.call(f"rm {goods}", shell=True)


def sell(price, taken={}):
    taken[price] = 1
    print("%s %s" % (price,))
    print("%s %s" % (price,))
    return {"a": 1, "a": 2}, taken
"""


def make_finding(**changed: object) -> Finding:
    """One of a.py, with what a test names of it."""
    fields: dict[str, object] = {
        "rule": "mutable-default",
        "sources": (("ruff", "B006"),),
        "title": "Mutable default argument",
        "message": "It is shared.",
        "severity": "medium",
        "confidence": "high",
        "kind": "correctness",
        "cwe": "CWE-665",
        "path": "a.py",
        "start_line": 3,
        "end_line": 3,
        "text": "goods=[1]",
        "qualified_name": "Shop.open",
        "ordinal": 0,
    }
    return Finding(**{**fields, **changed})  # pyright: ignore[reportArgumentType]  a test names fields by word


def scan(path: str, text: str) -> list[Finding]:
    """What ruff finds."""
    found = scan_files([SourceFile(path=path, content=text.encode())], analyzers=(RUFF,))
    return list(found.findings[path])

"""Writes the API's OpenAPI document and the TypeScript types made from it: run it after every change of a route."""

# ruff: noqa: INP001 - a script, no package

import subprocess
import sys
from pathlib import Path

from repochat.api import render_openapi

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "apps" / "web" / "build.py"


def main() -> int:
    """Return the exit code."""
    (HERE / "openapi.json").write_text(render_openapi(), encoding="utf-8")
    return subprocess.run([sys.executable, str(BUILD), "--generate"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

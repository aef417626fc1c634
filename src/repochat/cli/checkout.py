"""`repochat eval` and `repochat bench`: scripts of the checkout, run by the interpreter that has its packages."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import repochat
from repochat.core.errors import NotFoundError


def run_folder(name: str, arguments: Sequence[str]) -> NoReturn:
    """Becomes `python CHECKOUT/name`, with `arguments`. Raises NotFoundError outside a checkout."""
    folder = find_checkout() / name
    if not (folder / "__main__.py").is_file():
        raise NotFoundError(f"{folder} has no __main__.py.", hint="Update the checkout: this one lacks it.")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, str(folder), *arguments])  # noqa: S606  our own file, no shell


def find_checkout() -> Path:
    """The folder that this package is developed in. Raises NotFoundError for one installed from a wheel."""
    root = Path(repochat.__path__[0]).parents[1]
    if not (root / "pyproject.toml").is_file() or not (root / "evals").is_dir():
        raise NotFoundError(
            "This needs a checkout of repochat, and it was installed without one.",
            hint="Clone the repository and run `make eval` or `make bench` there.",
        )
    return root

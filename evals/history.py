"""Repositories made of source releases: one commit a release, the same commits on every machine."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from evals.registry import Package, fetch_release, unpack_release

FIRST_COMMIT_AT = 1_700_000_000
IDENTITY = {"NAME": "Release Importer", "EMAIL": "releases@example.com"}


def build_history(package: Package, archives: Path, target: Path) -> list[str]:
    """Makes the repository `target` of all releases of `package`; their commits, oldest first.

    Raises what `fetch_release` raises.
    """
    target.mkdir(parents=True)
    run_git(target, "init", "--quiet", "--initial-branch=main")
    commits: list[str] = []
    for number, version in enumerate(package.releases):
        archive = fetch_release(package, version, archives)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            unpack_release(archive, Path(folder))
            _empty(target)
            shutil.copytree(folder, target, dirs_exist_ok=True)
        commits.append(commit_all(target, f"{package.name} {version}", at=FIRST_COMMIT_AT + 86_400 * number))
    return commits


def commit_all(repository: Path, message: str, *, at: int) -> str:
    """Commits the work tree as it is; the commit's SHA."""
    run_git(repository, "add", "--all", "--force")
    dated = {f"GIT_{who}_{key}": value for who in ("AUTHOR", "COMMITTER") for key, value in IDENTITY.items()}
    dated |= {f"GIT_{who}_DATE": f"{at} +0000" for who in ("AUTHOR", "COMMITTER")}
    run_git(repository, "commit", "--quiet", "--allow-empty", "--message", message, env=dated)
    return run_git(repository, "rev-parse", "HEAD").strip()


def list_blobs(repository: Path, commit: str) -> set[tuple[str, str]]:
    """The files of a commit as (object id, kind of name): the same bytes under another ending are read otherwise."""
    printed = run_git(repository, "ls-tree", "-r", "-z", "--format=%(objectname) %(path)", commit)
    entries = (entry.partition(" ") for entry in printed.split("\0") if entry)
    return {(oid, Path(path).suffix or Path(path).name) for oid, _, path in entries}


def run_git(repository: Path, *args: str, env: Mapping[str, str] | None = None) -> str:
    """Stdout of git without hooks, signing or the configuration of this machine."""
    clean = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **(env or {})}
    command = ["git", "-c", "core.hooksPath=", "-c", "core.autocrlf=false", "-C", str(repository), *args]
    return subprocess.run(command, env=clean, capture_output=True, text=True, check=True).stdout


def _empty(repository: Path) -> None:
    for entry in repository.iterdir():
        if entry.name == ".git":
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()

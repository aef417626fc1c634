"""What is measured: public repositories by address and revision, and histories made of source releases."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.history import build_history, run_git
from evals.product import Product
from evals.registry import TOOLS, Package, RegistryUnreachableError, read_packages
from evals.sources import choose_source
from rich.console import Console

from repochat.catalog.repo_store import Repo
from repochat.git import sync_mirror
from repochat.indexing.connect import connect_repo, mirror_of, source_of

REPOSITORIES = Path(__file__).parents[1] / "evals" / "repositories.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A repository to measure on. `uses` say which measures: `peer`, `large`, `doors`, `conversations`, `replay`."""

    name: str
    source: str
    revision: str
    uses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """A subject that is cloned and connected, not indexed."""

    subject: Subject
    repo: Repo
    mirror: Path


def read_subjects(names: Sequence[str], mirrors: Path | None, folder: Path, console: Console) -> list[Subject]:
    """The named subjects, or all. Releases that the registry does not give are left out, and it is said."""
    subjects = [
        Subject(
            name=item["name"],
            source=choose_source(item["address"], mirrors),
            revision=item["revision"],
            uses=tuple(item["uses"]),
        )
        for item in json.loads(REPOSITORIES.read_text("utf-8"))
        if not names or item["name"] in names
    ]
    for package in read_packages():
        if package.large and (not names or package.name in names):
            subjects += _build_subject(package, folder, console)
    return subjects


def _build_subject(package: Package, folder: Path, console: Console) -> list[Subject]:
    path = folder / "sources" / package.name
    try:
        commits = build_history(package, TOOLS / "releases", path)
    except RegistryUnreachableError as error:
        console.print(f"[yellow]{package.name} is left out: the registry gives no source releases here ({error})")
        return []
    return [Subject(name=package.name, source=str(path), revision=commits[-1], uses=("large", "doors"))]


async def mirror_subject(product: Product, subject: Subject) -> Mirrored:
    """Connects and clones, so that what is timed afterwards is indexing alone."""
    repo = await connect_repo(product.database, product.viewer, subject.source, name=subject.name)
    mirror = mirror_of(product.home.mirrors, repo)
    sync_mirror(mirror, source_of(repo, product.viewer))
    return Mirrored(subject=subject, repo=repo, mirror=mirror)


def check_out(mirror: Path, revision: str, target: Path) -> None:
    """The files of `revision` as a plain folder, for a peer that reads folders."""
    target.mkdir(parents=True)
    archive = subprocess.Popen(["git", "-C", str(mirror), "archive", revision], stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", str(target)], stdin=archive.stdout, check=True)
    archive.wait()


def clone_for_commits(mirror: Path, revision: str, target: Path) -> None:
    """A clone with a work tree at `revision`, to add commits to."""
    target.parent.mkdir(parents=True, exist_ok=True)
    run_git(target.parent, "clone", "--quiet", "--no-checkout", str(mirror), str(target))
    run_git(target, "checkout", "--quiet", "-B", "main", revision)

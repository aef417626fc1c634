"""The Python package holds the built web app, and what is installed from it needs neither the checkout nor Node."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import urllib.request
import zipfile
from pathlib import Path

import pytest

from repochat.api.web import WEB_FOLDER
from repochat.core.postgres import DatabaseUrls, conninfo_of
from tests.cli.program import Program
from tests.git.repositories import make_repository

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
INSIDE = "repochat/api/web/"


@pytest.fixture
def search_path(tmp_path: Path) -> str:
    """A PATH that holds git and nothing else: no Node."""
    folder = tmp_path / "bin"
    folder.mkdir()
    git = shutil.which("git")
    assert git is not None
    (folder / "git").symlink_to(git)
    return str(folder)


def run(*command: str | Path, at: Path = ROOT, path: str = os.environ["PATH"]) -> None:
    env = {**os.environ, "PATH": path}
    done = subprocess.run(command, cwd=at, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def build(kind: str, *, source: Path, target: Path, path: str) -> Path:
    """The archive that hatchling makes, as an installer would ask for it."""
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", target, at=source, path=path)
    (archive,) = target.iterdir()
    return archive


def install(wheel: Path, folder: Path) -> Path:
    """A fresh environment with this wheel; its requirements are lent from the one of the tests. Returns the program."""
    run(sys.executable, "-m", "venv", folder)
    run(folder / "bin/python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "requirements.pth").write_text(sysconfig.get_path("purelib"))
    code = f"import repochat, sys; sys.exit(not repochat.__file__.startswith({str(packages)!r}))"
    run(folder / "bin/python", "-I", "-c", code)
    return folder / "bin/repochat"


def list_web(wheel: Path) -> dict[str, bytes]:
    """The files of the web app in it."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(INSIDE)]
        return {name.removeprefix(INSIDE): archive.read(name) for name in names}


def read_built() -> dict[str, bytes]:
    files = (path for path in WEB_FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(WEB_FOLDER).as_posix(): path.read_bytes() for path in files}


def test_a_source_archive_makes_a_wheel_with_the_same_web_app_where_there_is_no_node(
    web_app: None, tmp_path: Path, search_path: str
) -> None:
    archive = build("sdist", source=ROOT, target=tmp_path / "sdist", path=search_path)
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("repochat-*")
    wheel = build("wheel", source=source, target=tmp_path / "wheel", path=search_path)
    assert list_web(wheel) == read_built()


def test_the_installed_wheel_serves_every_page_from_an_empty_folder_without_node(
    web_app: None, database_urls: DatabaseUrls, tmp_path: Path, search_path: str
) -> None:
    wheel = build("wheel", source=ROOT, target=tmp_path / "wheel", path=search_path)
    make_repository(tmp_path / "greetings", {"a.py": b"A = 1\n"})
    (tmp_path / "empty").mkdir()
    settings = {"REPOCHAT_HOME": str(tmp_path / "home"), "DATABASE_URL": conninfo_of(database_urls.owner)}
    program = Program(
        environment={**settings, "PATH": search_path},
        folder=tmp_path / "empty",
        path=install(wheel, tmp_path / "venv"),
    )
    try:
        address = program.get("up", "../greetings")["address"]
        pages = {name: page for name, page in read_built().items() if name.endswith(".html")}
        assert {"index.html", "code.html", "settings.html"} <= pages.keys()
        for name, page in pages.items():
            path = "" if name == "index.html" else name.removesuffix(".html")
            asked = urllib.request.Request(f"{address}/{path}", headers={"Accept": "text/html"})  # noqa: S310  ours
            with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310  of this test
                assert answer.read() == page
    finally:
        program.run("down")

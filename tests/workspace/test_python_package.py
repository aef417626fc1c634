"""The package as scripts and notebooks use it."""

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import repochat
from repochat.core.postgres import DatabaseUrls, conninfo_of
from repochat.core.settings import Settings, list_keys, load_settings
from tests.cli.conftest import FILES
from tests.git.repositories import Repository, make_repository

GUIDE = Path(__file__).parents[2] / "docs" / "python.md"
TIMEOUT_S = 60


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return make_repository(tmp_path / "greetings", FILES)


@pytest.fixture
def settings(tmp_path: Path, database_urls: DatabaseUrls) -> Settings:
    return load_settings(environment(tmp_path, database_urls), env_file=None)


def environment(folder: Path, urls: DatabaseUrls) -> dict[str, str]:
    return {"REPOCHAT_HOME": str(folder / "home"), "DATABASE_URL": conninfo_of(urls.owner)}


def run(script: str, folder: Path, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A program of somebody else, run as a file."""
    (folder / "script.py").write_text(script)
    env = {key: value for key, value in os.environ.items() if key not in list_keys()} | settings
    command = [sys.executable, str(folder / "script.py")]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)


def list_examples() -> Iterator[str]:
    return (found[1] for found in re.finditer(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL))


def test_the_examples_of_the_guide_run_as_they_stand(
    tmp_path: Path, repository: Repository, database_urls: DatabaseUrls
) -> None:
    script, asynchronous = list_examples()
    done = run(script, repository.path, environment(tmp_path, database_urls))
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(rf"^src/greetings\.py:11-\d+ @ {repository.sha()[:12]}$", done.stdout, re.MULTILINE)
    assert "src/greetings.py:13 greet_all sure" in done.stdout
    done = run(asynchronous, repository.path, environment(tmp_path, database_urls))
    assert (done.returncode, done.stderr) == (0, "")
    assert "RetrievalDone" in done.stdout
    assert done.stdout.splitlines()[-1] in {"low", "medium", "high"}


async def test_it_works_where_an_event_loop_runs_already(repository: Repository, settings: Settings) -> None:
    """A notebook has one."""
    with repochat.connect(str(repository.path), settings=settings) as repo:
        assert repo.name == "greetings"
        assert repo.ask("What does greet do?").citations
        assert repo.search("greet").hits[0].path == "src/greetings.py"
        assert repo.read_lines("src/greetings.py", start=3, end=3).shown.content == 'GREETING = "Hello"\n'


def test_a_repository_is_indexed_when_it_never_was_and_afterwards_on_request(
    repository: Repository, settings: Settings
) -> None:
    first = repository.sha()
    with repochat.connect(str(repository.path), settings=settings, index="never") as repo:
        assert repo.status().freshness.state == "never_indexed"
    with repochat.connect(str(repository.path), settings=settings) as repo:
        later = repository.commit({"later.py": b"def come_later():\n    pass\n"})
        assert repo.search("greet").revision == first
        phases: set[str] = set()
        assert repo.index(on_progress=lambda progress: phases.add(progress.phase)).revision == later
        assert {"mirror", "done"} <= phases
        assert repo.find_definitions("come_later").shown[0].text.startswith("def come_later")
        assert repo.search("greet", rev=first).revision == first


def test_an_error_says_what_to_do_next(repository: Repository, settings: Settings) -> None:
    with (
        repochat.connect(str(repository.path), settings=settings) as repo,
        pytest.raises(repochat.RepochatError) as raised,
    ):
        repo.ask("What does greet do?", rev="no-such-branch")
    assert raised.value.hint


def test_a_script_without_a_main_guard_is_not_run_by_the_processes_that_parse(
    tmp_path: Path, database_urls: DatabaseUrls
) -> None:
    """Enough to parse that processes are started for it."""
    body = "".join(f"def function_{number}():\n    return {number}\n\n\n" for number in range(4_000))
    files = {f"module_{number}.py": f"# {number}\n{body}".encode() for number in range(10)}
    large = make_repository(tmp_path / "large", files)
    script = textwrap.dedent("""
        import repochat

        print("once")
        with repochat.connect(".") as repo:
            print(repo.status().revisions[0].counts["files"])
    """)
    done = run(script, large.path, environment(tmp_path, database_urls))
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["once", "10"], "")


def test_every_public_name_is_there_and_importing_the_package_loads_nothing_else() -> None:
    assert set(repochat.__all__) <= set(dir(repochat))
    assert all(getattr(repochat, name) is not None for name in repochat.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = repochat.nothing  # pyright: ignore[reportAttributeAccessIssue]  # that it is not there is the test
    listing = "import sys, repochat; print([m for m in sys.modules if m.startswith('repochat.')])"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""Pins out of manifests, against advisories in OSV's format."""

import json
from pathlib import Path
from typing import Any

import pytest

from repochat.analyzers import SourceFile, check_pins, read_advisories
from repochat.analyzers.pins import is_manifest, read_pins
from repochat.core.errors import InvalidError

MANIFESTS = {
    "requirements-dev.txt": "# tools\nFlask_Login==0.6.2 ; python_version > '3'\nrequests>=2\n-r other.txt\n",
    "pyproject.toml": '[project]\nname = "x"\ndependencies = ["a>1", "jinja2==3.1.2"]\n',
    "uv.lock": '[[package]]\nname = "me"\nversion = "1"\nsource = { editable = "." }\n\n'
    '[[package]]\nname = "idna"\nversion = "3.6"\n',
    "Cargo.lock": '[[package]]\nname = "time"\nversion = "0.2.7"\n',
    "go.mod": "module example.org/x\n\ngo 1.22\n\nrequire (\n\tgolang.org/x/net v0.17.0 // indirect\n)\n",
    "package-lock.json": '{\n"packages": {\n"": {"name": "me"},\n"node_modules/a/node_modules/@b/c": {'
    '\n"version": "1.2.3"}}}',
}


def advise(ecosystem: str, name: str, *events: dict[str, str], versions: tuple[str, ...] = ()) -> dict[str, Any]:
    kind = "ECOSYSTEM" if ecosystem == "PyPI" else "SEMVER"
    affected = {
        "package": {"ecosystem": ecosystem, "name": name},
        "ranges": [{"type": kind, "events": list(events)}],
        "versions": list(versions),
    }
    return {"id": f"OSV-{name}", "summary": "bad", "affected": [affected]}


def check(tmp_path: Path, advisories: object, manifest: str, text: str) -> list[str]:
    path = tmp_path / "osv.json"
    path.write_text(json.dumps(advisories))
    hits, problems = check_pins([SourceFile(path=manifest, content=text.encode())], read_advisories(path))
    assert problems == []
    return [hit.message for hit in hits]


def test_pins_are_read_with_the_line_that_says_them() -> None:
    found = {
        name: [
            (pin.ecosystem, pin.name, pin.version, pin.line)
            for pin in read_pins(SourceFile(path=name, content=text.encode()))[0]
        ]
        for name, text in MANIFESTS.items()
    }
    assert found == {
        "requirements-dev.txt": [("PyPI", "flask-login", "0.6.2", 2)],
        "pyproject.toml": [("PyPI", "jinja2", "3.1.2", 3)],
        "uv.lock": [("PyPI", "idna", "3.6", 6)],
        "Cargo.lock": [("crates.io", "time", "0.2.7", 1)],
        "go.mod": [("Go", "golang.org/x/net", "0.17.0", 6)],
        "package-lock.json": [("npm", "@b/c", "1.2.3", 4)],
    }


@pytest.mark.parametrize(
    ("ecosystem", "manifest", "pin", "events", "is_hit"),
    [
        ("PyPI", "requirements.txt", "a==1.10", [{"introduced": "1.9"}, {"fixed": "1.11"}], True),
        ("PyPI", "requirements.txt", "a==1.11", [{"introduced": "1.9"}, {"fixed": "1.11"}], False),
        ("PyPI", "requirements.txt", "a==1.11rc1", [{"introduced": "0"}, {"fixed": "1.11"}], True),
        ("PyPI", "requirements.txt", "a==2.0", [{"introduced": "0"}, {"last_affected": "2.0"}], True),
        ("PyPI", "requirements.txt", "a==2.1", [{"introduced": "0"}, {"last_affected": "2.0"}], False),
        ("Go", "go.mod", "require a.org/b v1.2.0-rc.1", [{"introduced": "0"}, {"fixed": "1.2.0"}], True),
        ("Go", "go.mod", "require a.org/b v1.2.0", [{"introduced": "0"}, {"fixed": "1.2.0"}], False),
        (
            "Go",
            "go.mod",
            "require a.org/b v1.10.0",
            [{"introduced": "1.9.0"}, {"fixed": "1.9.5"}, {"introduced": "1.10"}],
            True,
        ),
        (
            "Go",
            "go.mod",
            "require a.org/b v1.9.7",
            [{"introduced": "1.9.0"}, {"fixed": "1.9.5"}, {"introduced": "1.10"}],
            False,
        ),
    ],
)
def test_a_version_is_held_against_ranges_as_its_ecosystem_orders_them(
    tmp_path: Path, ecosystem: str, manifest: str, pin: str, events: list[dict[str, str]], *, is_hit: bool
) -> None:
    name = "a" if ecosystem == "PyPI" else "a.org/b"
    assert bool(check(tmp_path, [advise(ecosystem, name, *events)], manifest, pin)) == is_hit


def test_a_version_that_an_advisory_lists_is_named_with_it(tmp_path: Path) -> None:
    advisory = advise("PyPI", "Flask-Login", versions=("0.6.2",))
    for shape in (advisory, [advisory], {"vulns": [advisory]}):
        told = check(tmp_path, shape, "requirements-dev.txt", MANIFESTS["requirements-dev.txt"])
        assert told == ["flask-login 0.6.2: OSV-Flask-Login, bad"]
    assert (
        check(tmp_path, [advisory, {**advisory, "withdrawn": "2020"}], "requirements.txt", "flask-login==0.6.3") == []
    )


def test_a_manifest_that_is_broken_is_a_problem_and_no_crash() -> None:
    for name in ("uv.lock", "pyproject.toml", "package-lock.json", "Cargo.lock"):
        pins, problem = read_pins(SourceFile(path=name, content=b"[[[\xff"))
        assert (pins, bool(problem)) == ([], True)
    assert not is_manifest("src/main.py")


def test_a_file_of_advisories_that_holds_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("{}")
    for path in (tmp_path / "absent.json", tmp_path / "empty.json"):
        with pytest.raises(InvalidError):
            read_advisories(path)

"""What may name a repository, and what is refused before git sees it."""

from pathlib import Path

import pytest

from repochat.core.errors import ForbiddenError, InvalidError, NotFoundError, RepochatError
from repochat.git import parse_source

from .repositories import make_repository, run_plain_git


@pytest.mark.parametrize(
    ("text", "kind", "url", "name"),
    [
        ("pallets/flask", "https", "https://github.com/pallets/flask", "pallets/flask"),
        ("https://github.com/pallets/flask.git", "https", "https://github.com/pallets/flask.git", "pallets/flask"),
        ("https://GitHub.com/pallets/flask/", "https", "https://github.com/pallets/flask", "pallets/flask"),
        ("https://gitlab.com/a/b/c", "https", "https://gitlab.com/a/b/c", "b/c"),
        ("ssh://git@host.example:2222/a/b.git", "ssh", "ssh://git@host.example:2222/a/b.git", "a/b"),
        ("git@github.com:pallets/flask.git", "ssh", "git@github.com:pallets/flask.git", "pallets/flask"),
        ("host.example:~/flask", "ssh", "host.example:~/flask", "flask"),
        ("http://127.0.0.1:8000/a/b", "http", "http://127.0.0.1:8000/a/b", "a/b"),
        ("https://[2606:50c0:8000::153]/a/b", "https", "https://[2606:50c0:8000::153]/a/b", "a/b"),
        ("  pallets/flask\n", "https", "https://github.com/pallets/flask", "pallets/flask"),
    ],
)
def test_addresses_are_recognised(text: str, kind: str, url: str, name: str) -> None:
    source = parse_source(text, may_reach_local=True)
    assert (source.kind, source.url, source.name, source.is_local) == (kind, url, name, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "--upload-pack=touch canary",
        "-oProxyCommand=touch canary",
        "ext::sh -c touch% canary",
        "fd::17",
        "remote-helper::x",
        "https://github.com/a/--upload-pack=x",
        "https://github.com/-a/b",
        "ssh://-oProxyCommand=touch/a/b",
        "ssh://git@-oProxyCommand=touch/a/b",
        "-oProxyCommand=touch:a/b",
        "x@-oProxyCommand=touch:a/b",
        "ssh://a:b@host.example/a/b",
        "https://token@github.com/a/b",
        "https://user:secret@github.com/a/b",
        "https://github.com/a/b\nfoo",
        "https://github.com/a/b\x00",
        "https://github.com/a/b?upload",
        "https://github.com/a/b#x",
        "https://github.com\\@127.0.0.1/a/b",
        "https://github.com/a b/c",
        "https://git hub.com/a/b",
        "https://１２７.0.0.1/a/b",
        "https://github.com:99999/a/b",
        "https://github.com:x/a/b",
        "https://[::1/a/b",
        "https:///a/b",
        "https://github.com",
        "https://github.com/a/../b",
        "https://github.com/a/%2e%2e",
        "https://github.com/a/b/tree/main",
        "ftp://host.example/a",
        "git://host.example/a",
        "javascript://x/y",
        "http://example.com/a/b",
        "file://host.example/a",
        "a" * 3000,
    ],
)
def test_smuggling_and_nonsense_are_refused_with_a_hint(text: str) -> None:
    with pytest.raises((InvalidError, ForbiddenError)) as caught:
        parse_source(text, may_reach_local=True)
    assert caught.value.hint


def test_a_refusal_never_repeats_the_credentials() -> None:
    with pytest.raises(RepochatError) as caught:
        parse_source("https://user:hunter2@github.com/a/b", may_reach_local=True)
    assert "hunter2" not in caught.value.message + caught.value.hint
    assert ".netrc" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "/etc",
        "./here",
        "../x",
        "~/x",
        ".",
        "file:///etc",
        "http://127.0.0.1/a/b",
        "http://localhost:8000/a/b",
        "https://localhost/a/b",
        "https://127.0.0.1/a/b",
        "https://2130706433/a/b",
        "https://0x7f.1/a/b",
        "https://[::1]/a/b",
        "https://[::ffff:169.254.169.254]/a/b",
        "https://[fe80::1%25eth0]/a/b",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.5:8443/a/b",
        "https://intranet/a/b",
        "ssh://git@192.168.0.10/a/b",
        "git@192.168.0.10:a/b",
        "root@localhost:a",
    ],
)
def test_a_shared_server_reaches_nothing_of_its_own(text: str) -> None:
    with pytest.raises(ForbiddenError):
        parse_source(text, may_reach_local=False)


def test_a_shared_server_takes_a_name_for_github_even_if_a_folder_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_repository(tmp_path / "pallets" / "flask", {"a": b""})
    monkeypatch.chdir(tmp_path)
    assert parse_source("pallets/flask", may_reach_local=True).kind == "path"
    assert parse_source("pallets/flask", may_reach_local=False).url == "https://github.com/pallets/flask"


def test_a_folder_inside_a_work_tree_means_its_repository(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "my project", {"deep/er/a.py": b"x\n"})
    repository.checkout()
    for text in ("", "deep/er", ".git"):
        source = parse_source(f"{tmp_path}/my project/{text}", may_reach_local=True)
        assert (source.kind, source.url, source.name) == ("path", str(repository.path), "my project")


def test_bare_repositories_linked_work_trees_and_file_urls_are_paths(tmp_path: Path) -> None:
    bare = make_repository(tmp_path / "some name.git", {"a": b""}, is_bare=True)
    run_plain_git("-C", str(bare.path), "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    assert parse_source(str(bare.path), may_reach_local=True).name == "some name"
    assert parse_source(f"file://{tmp_path}/some%20name.git", may_reach_local=True).url == str(bare.path)
    assert parse_source(str(tmp_path / "side"), may_reach_local=True).name == "some name"


def test_a_relative_path_and_a_home_are_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_repository(tmp_path / "here", {"a": b""})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for text in ("./here", "here", "~/here", f"{tmp_path}/here/../here"):
        assert parse_source(text, may_reach_local=True).url == str(tmp_path / "here")


def test_the_work_tree_that_a_hostile_configuration_names_is_not_followed(tmp_path: Path) -> None:
    other = make_repository(tmp_path / "private", {"secret": b"x"})
    hostile = make_repository(tmp_path / "hostile", {"a": b""})
    hostile.git("config", "core.worktree", str(other.path))
    assert parse_source(str(hostile.path), may_reach_local=True).url == str(hostile.path)


def test_a_path_that_is_not_there_or_no_repository_says_so(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotFoundError):
        parse_source(str(tmp_path / "nothing"), may_reach_local=True)
    with pytest.raises(InvalidError, match="not a git repository"):
        parse_source(str(tmp_path / "plain"), may_reach_local=True)
    with pytest.raises(InvalidError, match="is a file"):
        parse_source(str(tmp_path / "file"), may_reach_local=True)
    for text in ("word", "/" + "a" * 300, "a" * 300):
        with pytest.raises(NotFoundError):
            parse_source(text, may_reach_local=True)

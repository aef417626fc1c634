"""The static web app as the API serves it."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from repochat.api.web import MissingPage, hash_scripts, install_web

PAGE = b'<html><script>start()</script><script src="/_next/a.js"></script></html>'


@pytest.fixture
def built(tmp_path: Path) -> TestClient:
    """An API with an export of two pages."""
    for name, content in {
        "index.html": PAGE,
        "404.html": b"<html>Nothing here</html>",
        "code.html": b"<html>code</html>",
        "code.txt": b"data",
        "runs.html": b"<html>runs</html>",
        "code/__next.txt": b"piece",
        "_next/static/a.js": b"start()",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    app = FastAPI(middleware=[Middleware(MissingPage, folder=tmp_path)])
    app.add_route("/runs", lambda _request: JSONResponse({"runs": []}))
    install_web(app, tmp_path)
    return TestClient(app)


def test_pages_go_by_their_names_whatever_the_query(built: TestClient) -> None:
    assert built.get("/").content == PAGE
    assert built.get("/code?repo=a&path=b").text == "<html>code</html>"
    assert built.get("/code.txt").text == "data"
    assert built.get("/code/__next.txt").text == "piece"


def test_a_shared_address_is_a_page_to_browsers_and_data_to_programs(built: TestClient) -> None:
    page = built.get("/runs?repo=a", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (page.text, page.headers["vary"]) == ("<html>runs</html>", "Accept")
    assert built.get("/runs", headers={"accept": "*/*"}).json() == {"runs": []}


def test_a_page_runs_its_own_inline_scripts_and_no_others(built: TestClient) -> None:
    policy = built.get("/").headers["content-security-policy"]
    expected = b64encode(sha256(b"start()").digest()).decode()
    assert f"script-src 'self' 'sha256-{expected}';" in policy
    assert "script-src 'self';" in built.get("/code").headers["content-security-policy"]


def test_nothing_is_told_as_a_page_to_browsers_and_as_an_error_to_programs(built: TestClient) -> None:
    told = built.get("/no/such", headers={"accept": "text/html,*/*"})
    assert (told.status_code, told.text) == (404, "<html>Nothing here</html>")
    assert "script-src 'self';" in told.headers["content-security-policy"]
    assert built.get("/no/such").json() == {"detail": "Not Found"}
    assert built.get("/", headers={"accept": "text/html"}).content == PAGE


def test_hashed_files_are_kept_and_pages_are_asked_for_again(built: TestClient) -> None:
    assert "immutable" in built.get("/_next/static/a.js").headers["cache-control"]
    assert built.get("/").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/_next/../index.html", "/_next/%2e%2e/index.html", "/..%2f..%2fetc/passwd"])
def test_nothing_outside_the_export_is_served(built: TestClient, path: str) -> None:
    assert built.get(path).status_code == 404


def test_without_a_build_the_first_page_says_how_to_get_one(tmp_path: Path) -> None:
    app = FastAPI()
    install_web(app, tmp_path)
    answer = TestClient(app).get("/")
    assert answer.status_code == 200
    assert "make web" in answer.text


def test_scripts_with_a_source_have_no_hash() -> None:
    assert len(hash_scripts(PAGE)) == 1

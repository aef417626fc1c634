import httpx

from tests.api.serving import Product
from tests.git.repositories import Repository


async def test_a_path_is_connected_once(idle: Product, repository: Repository) -> None:
    first = await idle.client.post("/repos", json={"source": str(repository.path)})
    again = await idle.client.post("/repos", json={"source": f"file://{repository.path}"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.json()["name"] == "greetings"
    listed = (await idle.client.get("/repos")).json()["repos"]
    assert [repo["name"] for repo in listed] == ["greetings"]
    assert listed[0]["latest"] is None


async def test_a_given_name_is_kept(idle: Product, repository: Repository) -> None:
    answer = await idle.client.post("/repos", json={"source": str(repository.path), "name": "team/hello"})
    assert answer.json()["name"] == "team/hello"


async def test_a_source_that_smuggles_an_option_is_refused(idle: Product) -> None:
    for source in ("--upload-pack=touch /tmp/x", "ext::sh -c touch% /tmp/x"):
        answer = await idle.client.post("/repos", json={"source": source})
        assert answer.status_code in {403, 422}
        assert answer.json()["error"]["hint"]


async def test_a_path_that_is_not_there_is_404_with_a_hint(idle: Product) -> None:
    _check_error(await idle.client.post("/repos", json={"source": "/no/such/folder"}), 404, "not_found")


async def test_an_unknown_field_is_told_by_name(idle: Product) -> None:
    answer = await idle.client.post("/repos", json={"source": "/x", "shell": "yes"})
    _check_error(answer, 422, "invalid")
    assert "shell" in answer.json()["error"]["message"]


async def test_a_source_that_is_too_long_names_the_limit(idle: Product) -> None:
    answer = await idle.client.post("/repos", json={"source": "x" * 5000})
    _check_error(answer, 413, "limit")
    assert answer.json()["error"]["limit"] == "source_chars_max"


async def test_an_unknown_address_has_the_one_error_shape(idle: Product) -> None:
    _check_error(await idle.client.get("/nothing/here"), 404, "not_found")


def _check_error(answer: httpx.Response, status: int, kind: str) -> None:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["kind"] == kind
    assert error["message"]
    assert error["hint"]

"""Stored answers over HTTP: as they were shown, why they say what they say, their exports, and what people say."""

import math
import re
from typing import Any
from uuid import uuid4

import pytest

from repochat.chat.proving import ExportedAnswer, prove_export
from repochat.search import GROUPS
from tests.api.asking import finish
from tests.api.serving import Product
from tests.git.repositories import Repository


@pytest.fixture
async def answer(product: Product, indexed: str) -> str:
    """The id of an answer."""
    return str((await finish(product, indexed)).answer_id)


async def test_an_answer_is_read_as_it_was_shown(product: Product, indexed: str) -> None:
    asked = (await product.client.post("/chat", json={"repo": indexed, "question": "What does greet do?"})).json()
    stored = (await product.client.get(f"/answers/{asked['answer_id']}")).json()
    for each in (asked, stored):  # when it was looked at
        del each["age"]["checked_at"]
    told = {name: value for name, value in asked.items() if name not in {"turn_id", "conversation_id"}}
    assert {name: stored[name] for name in told} == told


async def test_why_adds_up_exactly_and_says_what_was_cited(product: Product, answer: str) -> None:
    why = (await product.client.get(f"/answers/{answer}/why")).json()
    (search,) = why["searches"]
    places = [*search["hits"], *(miss["place"] for miss in search["near_misses"])]
    for place in places:
        check_place(place, why["parameters"])
    assert search["hits"][0]["path"] == "src/greetings.py"
    assert search["hits"][0]["cited"]
    assert why["propensities"] == {}
    assert {each["name"] for each in why["stages"]}
    assert set(why["words"]["groups"]) == {group.name for group in GROUPS}


def check_place(place: dict[str, Any], parameters: dict[str, float]) -> None:
    """To the last bit, after PostgreSQL and JSON."""
    parts = place["contributions"]
    assert math.fsum(part["contribution"] for part in parts) == place["score"]
    assert all(part["weight"] * part["value"] == part["contribution"] for part in parts)
    assert all(part["weight"] == pytest.approx(parameters[part["feature"]]) for part in parts)
    assert math.fsum(leg["share"] for leg in place["legs"]) == pytest.approx(1 if place["legs"] else 0)


async def test_counterfactuals_are_stored_and_other_combinations_told_now(product: Product, answer: str) -> None:
    stored = (await product.client.get(f"/answers/{answer}/why")).json()["searches"][0]["counterfactuals"]
    assert [each["without"] for each in stored] == [group.name for group in GROUPS]
    alone = await without(product, answer, "dense")
    combined = await without(product, answer, "lexical, path")
    assert (alone["is_recomputed"], combined["is_recomputed"]) == (False, True)
    assert alone == next(each for each in stored if each["without"] == "dense")
    assert "Told now" in combined["note"]


async def test_what_is_told_now_is_what_would_have_been_stored(product: Product, answer: str) -> None:
    """The features of a group by their names, and not by the group's, are told again."""
    traits = next(group for group in GROUPS if group.name == "traits")
    stored, told = await without(product, answer, "traits"), await without(product, answer, ",".join(traits.features))
    assert told["is_recomputed"]
    assert (told["hits"], told["gone"]) == (stored["hits"], stored["gone"])


async def without(product: Product, answer: str, names: str) -> dict[str, Any]:
    why = (await product.client.get(f"/answers/{answer}/why", params={"without": names})).json()
    (told,) = why["searches"][0]["counterfactuals"]
    return told


async def test_what_nothing_is_called_is_refused_with_the_names_that_there_are(product: Product, answer: str) -> None:
    for names in ("nonsense", ",", "dense,nonsense"):
        refused = await product.client.get(f"/answers/{answer}/why", params={"without": names})
        assert refused.status_code == 422, names
        assert "traits" in refused.json()["error"]["hint"]


async def test_an_export_is_proven_by_the_repository_itself(
    product: Product, answer: str, repository: Repository
) -> None:
    exported = await product.client.get(f"/answers/{answer}/export", params={"format": "json"})
    assert exported.headers["content-disposition"] == f'attachment; filename="answer-{answer}.json"'
    read = ExportedAnswer.model_validate_json(exported.content)
    proofs = prove_export(read, [repository.path / ".git"])
    assert proofs
    assert [proof.problem for proof in proofs] == [None] * len(proofs)
    assert exported.json()["repositories"][0]["source"] == str(repository.path)


async def test_a_markdown_export_names_each_place_and_commit(
    product: Product, answer: str, repository: Repository
) -> None:
    text = (await product.client.get(f"/answers/{answer}/export")).text
    assert text.startswith("# What does greet do?\n")
    assert re.search(rf"^1\. `src/greetings\.py:\d+-\d+ @ {repository.sha()[:12]}`", text, re.MULTILINE)


@pytest.mark.parametrize("part", ["", "/why", "/export", "/feedback"])
async def test_an_unknown_answer_is_not_found(idle: Product, part: str) -> None:
    missing = await idle.client.get(f"/answers/{uuid4()}{part}")
    assert (missing.status_code, missing.json()["error"]["kind"]) == (404, "not_found")


async def test_feedback_is_tied_to_what_was_logged_and_can_be_changed(product: Product, answer: str) -> None:
    async def give(**said: Any) -> dict[str, Any]:
        given = await product.client.post("/feedback", json={"answer_id": answer, **said})
        assert given.status_code == 200, given.text
        return given.json()

    first = await give(kind="answer", value=1)
    changed = await give(kind="answer", value=-1, comment="No.")
    citation = await give(kind="citation", value=1, citation="c1")
    place = await give(kind="place", place={"path": "README.md", "start_line": 1, "end_line": 3})
    clicks = [await give(kind="click", citation="c1") for _ in range(2)]
    assert (first["id"], changed["value"]) == (changed["id"], -1)
    assert changed["features"]["confidence"]["band"]
    assert citation["features"]["place"] == "hit"
    assert citation["features"]["contributions"]
    assert place["target"] == "README.md:1-3"
    assert clicks[-1]["detail"] == {"count": 2}
    listed = (await product.client.get(f"/answers/{answer}/feedback")).json()["feedback"]
    assert [each["kind"] for each in listed] == ["answer", "citation", "place", "click"]
    assert {each["policy_version"] for each in listed} == {"linear-1"}


REFUSED: list[tuple[dict[str, Any], int]] = [
    ({"kind": "answer", "value": 2}, 422),
    ({"kind": "praise"}, 422),
    ({"kind": "citation", "citation": "c99"}, 404),
    ({"kind": "citation"}, 404),
    ({"kind": "place"}, 422),
    ({"kind": "place", "place": {"path": "gone.py", "start_line": 1, "end_line": 1}}, 404),
    ({"kind": "place", "place": {"path": "README.md", "start_line": 1, "end_line": 4}}, 422),
    ({"kind": "place", "place": {"path": "README.md", "start_line": 3, "end_line": 2}}, 422),
    ({"kind": "place", "place": {"path": "../x", "start_line": 1, "end_line": 1}}, 404),
    ({"kind": "place", "place": {"path": "README.md", "start_line": 1, "end_line": 1, "repo": "other"}}, 404),
    ({"kind": "comment", "comment": "  "}, 422),
    ({"kind": "comment", "comment": "x" * 4_001}, 413),
]


async def test_feedback_on_what_is_not_there_is_refused(product: Product, answer: str) -> None:
    for said, status in REFUSED:
        given = await product.client.post("/feedback", json={"answer_id": answer, **said})
        assert given.status_code == status, (said, given.text)
        assert given.json()["error"]["hint"]

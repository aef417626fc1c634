"""Two revisions beside each other, over HTTP."""

import httpx


async def test_a_revision_is_compared_with_itself_and_an_unknown_one_is_told(
    client: httpx.AsyncClient, indexed: str
) -> None:
    same = await client.get(f"/repos/{indexed}/compare", params={"base": "main", "head": "main"})
    assert same.status_code == 200, same.text
    told = same.json()
    assert told["base"] == told["head"]
    assert "0 files differ" in told["statements"][0]["text"]
    assert {citation["kind"] for citation in told["citations"]} == {"commit"}
    unknown = await client.get(f"/repos/{indexed}/compare", params={"base": "v9.9", "head": "main"})
    assert unknown.status_code == 404
    assert "v9.9" in unknown.text

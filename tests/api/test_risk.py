"""Risk over HTTP: both scores, their reasons, and how to get a map where there is none."""

from datetime import UTC, datetime

import pytest

from repochat.accounts import LOCAL_TENANT_ID
from repochat.catalog.repo_store import RepoStore
from repochat.catalog.thinking.risk_store import NewRiskMap, RiskFile, RiskWriter
from tests.api.serving import Product
from tests.git.repositories import Repository
from tests.thinking.runs import make_run

SHA = "1" * 40
FILE = RiskFile(
    path="src/greetings.py",
    lines=12,
    bug_score=0.4,
    bug_percentile=99,
    review_score=0.1,
    review_percentile=20,
    size_percentile=70,
    features={
        "fixes": {"value": 3, "bug": 0.2, "review": 0.9},
        "has_test": {"value": None, "bug": 0.0, "review": -0.1},
    },
    reasons=("fixed 3 times",),
)


@pytest.fixture
async def repo(idle: Product, repository: Repository) -> str:
    return (await idle.client.post("/repos", json={"source": str(repository.path)})).json()["name"]


async def keep_map(product: Product, sha: str = SHA) -> None:
    async with product.services.database.read(LOCAL_TENANT_ID) as session:
        (repo,) = await RepoStore(session).list_repos()
    run_id = await make_run(product.services.database, repo.id)
    new = NewRiskMap(
        sha=sha, committed_at=datetime(2026, 1, 1, tzinfo=UTC), model="1", quality={}, problems=("cut",), files=(FILE,)
    )
    async with product.services.database.write(LOCAL_TENANT_ID) as session:
        await RiskWriter(session).put(repo.id, run_id, new)


async def test_without_a_map_it_says_how_to_get_one(idle: Product, repo: str) -> None:
    answer = await idle.client.get("/risk", params={"repo": repo})
    assert answer.status_code == 404
    assert "think now MapRepo" in answer.json()["error"]["hint"]


async def test_files_come_with_both_scores_and_one_with_all_that_made_them(
    product: Product, indexed: str, repository: Repository
) -> None:
    sha = repository.sha()
    await keep_map(product, sha)
    listed = (await product.client.get("/risk", params={"repo": indexed, "folder": "/src/"})).json()
    assert (listed["sha"], listed["files_count"], listed["is_cut"], listed["problems"]) == (sha, 1, False, ["cut"])
    assert listed["files"][0]["reasons"] == ["fixed 3 times"]
    detail = (await product.client.get("/risk/file", params={"repo": indexed, "path": FILE.path})).json()
    assert [each["name"] for each in detail["features"]] == ["fixes", "has_test"]
    assert detail["features"][1]["value"] is None
    assert {each["qualified_name"] for each in detail["functions"]} == {"greet", "greet_all"}
    assert detail["functions"][0]["reasons"] == ["3 lines written in the last 90 days"]
    assert [point["bug_percentile"] for point in detail["history"]] == [99]


async def test_where_git_cannot_say_where_to_look_that_is_told(idle: Product, repo: str) -> None:
    await keep_map(idle)
    detail = (await idle.client.get("/risk/file", params={"repo": repo, "path": FILE.path})).json()
    assert (detail["functions"], len(detail["problems"])) == ([], 1)


async def test_what_the_map_does_not_hold_is_told(idle: Product, repo: str) -> None:
    await keep_map(idle)
    missing = await idle.client.get("/risk/file", params={"repo": repo, "path": "README.md"})
    other = await idle.client.get("/risk", params={"repo": repo, "rev": "2" * 40})
    assert (missing.status_code, other.status_code) == (404, 404)
    assert (await idle.client.get("/risk", params={"repo": repo, "order": "both"})).status_code == 422

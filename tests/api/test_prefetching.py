"""A revision that is published while the API runs is searched from memory."""

from tests.api.serving import Product
from tests.git.repositories import Repository
from tests.indexing.workbench import Workbench, run_until


async def test_a_push_is_in_memory_before_anybody_searches(idle: Product, repository: Repository) -> None:
    """Without a request, and though another process published it. The first revision is, too."""
    services = idle.services
    bench = Workbench(database=services.database, home=services.home, embedding=services.resources.embedding)
    repo, searcher = await bench.connect(repository), services.searcher
    await run_until(lambda: services.bus.count_subscribers("repochat_revisions") == 1)
    for content in (b"def part(name):\n    return name\n", b"def leave(name):\n    return name\n"):
        sha = repository.commit({"src/farewells.py": content})
        await bench.index(repository)
        await run_until(lambda sha=sha: sha in {each.sha for each in searcher.list_held(repo)})
    found = (await idle.client.get("/search", params={"repo": repo.name, "q": "leave"})).json()
    assert (found["hits"][0]["path"], found["revision"]) == ("src/farewells.py", sha)

"""What every tool has in common: arguments, bounds, several repositories."""

import asyncio
import json
import time

import pytest

from repochat.chat.tools import ToolLimits
from repochat.core.errors import InvalidError, LimitError, NotFoundError

from .tooling import Tooling

pytestmark = pytest.mark.asyncio(loop_scope="package")

NAMES = {
    "search", "read_lines", "find_definition", "find_references", "find_callers", "find_callees", "list_directory",
    "file_history", "line_history", "show_change", "compare_revisions", "repository_facts",
}  # fmt: skip


async def test_each_tool_has_a_description_and_a_schema_of_an_object(shop: Tooling) -> None:
    with shop.open() as bench:
        tools = bench.tools
    assert set(tools) == NAMES
    for tool in tools.values():
        assert tool.description.endswith(".")
        assert tool.parameters["type"] == "object"
        assert tool.parameters["additionalProperties"] is False
        assert all(each.get("description") for each in tool.parameters["properties"].values())
    assert sum(len(json.dumps(tool.parameters) + tool.description) for tool in tools.values()) < 9_000


async def test_a_repository_is_chosen_only_where_there_are_several(shop: Tooling) -> None:
    name = shop.repo.name
    with shop.open() as bench:
        assert "repo" not in bench.tools["search"].parameters["properties"]
    with shop.open(with_old=True) as bench:
        assert bench.tools["search"].parameters["properties"]["repo"]["enum"] == ["", name, f"{name}@old"]
        old = await bench.call("find_definition", name="RATE", repo=f"{name}@old")
        both = await bench.call("find_definition", name="RATE")
        texts = bench.texts()
        with pytest.raises(NotFoundError) as caught:
            await bench.call("search", query="x", repo="elsewhere")
    assert f"k1 | {name}@old src/levy.py RATE" in old
    assert [texts["k1"], texts["k2"]] == ["RATE = 10", "RATE = 20"]
    assert "k2" in both
    assert name in caught.value.hint


async def test_wrong_arguments_are_told_with_those_that_are_right(shop: Tooling) -> None:
    with shop.open() as bench:
        for tool, arguments, said in (
            ("search", {"q": "x"}, "query: Field required"),
            ("search", {"query": "x", "tests": "maybe"}, "tests"),
            ("read_lines", {}, "give path"),
            ("line_history", {}, "give piece, or symbol, or path"),
            ("file_history", {"path": "src/tax.py", "skip": -1}, "skip"),
            ("show_change", {"commit": ["a"]}, "commit"),
        ):
            with pytest.raises(InvalidError) as caught:
                await bench.call(tool, **arguments)
            assert said in caught.value.message
            assert caught.value.hint.startswith("It takes: repo, ")


async def test_revisions_that_smuggle_options_are_refused(shop: Tooling) -> None:
    with shop.open() as bench:
        for rev in ("--all", "v1..main", "-1", "v1:src/tax.py", "@{u}"):
            with pytest.raises(InvalidError):
                await bench.call("show_change", commit=rev)


async def test_an_unknown_id_of_a_piece_is_told_with_those_there_are(shop: Tooling) -> None:
    with shop.open() as bench:
        with pytest.raises(NotFoundError, match="No piece has that id"):
            await bench.call("read_lines", after="k1")
        await bench.call("find_definition", name="add_tax")
        with pytest.raises(NotFoundError) as caught:
            await bench.call("line_history", piece="k9")
    assert caught.value.hint == "Ids go from k1 to k1."


async def test_calls_are_counted_together_and_end_at_the_bound(shop: Tooling) -> None:
    with shop.open(limits=ToolLimits(calls_max=2)) as bench:
        await bench.call("list_directory")
        await bench.call("find_definition", name="add_tax")
        with pytest.raises(LimitError) as caught:
            await bench.call("repository_facts")
    assert caught.value.limit == "calls_max"
    assert "Answer now" in caught.value.hint


async def test_the_same_call_again_is_refused(shop: Tooling) -> None:
    """It breaks a loop, and could only show the same."""
    with shop.open() as bench:
        await bench.call("list_directory", path="src")
        await bench.call("list_directory", path="docs")
        with pytest.raises(InvalidError, match="made already"):
            await bench.call("list_directory", path="src")


async def test_a_call_that_takes_too_long_ends_by_name(shop: Tooling) -> None:
    with shop.open(limits=ToolLimits(call_timeout_s=0.0)) as bench, pytest.raises(LimitError) as caught:
        await bench.call("list_directory")
    assert caught.value.limit == "call_timeout_s"


async def test_the_event_loop_goes_on_while_tools_work(shop: Tooling) -> None:
    with shop.open() as bench:
        gaps: list[float] = []

        async def watch() -> None:
            while True:
                before = time.perf_counter()
                await asyncio.sleep(0.001)
                gaps.append(time.perf_counter() - before)

        watcher = asyncio.create_task(watch())
        await asyncio.gather(
            bench.call("compare_revisions", old="v1"),
            bench.call("line_history", symbol="Shop.sell"),
            bench.call("file_history", path="src/tax.py"),
        )
        watcher.cancel()
    assert len(gaps) > 5  # git runs for tens of milliseconds: a loop that waits for it would see none

"""A graph that advances by difference is the graph that a fresh build gives."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repochat.catalog.graph import (
    NAMESAKES_MAX,
    GraphLimits,
    GraphMemory,
    GraphState,
    SourceFile,
    advance_state,
    build_state,
    prepare_state,
)
from tests.catalog.sources import Files, assert_equal, assert_fresh, list_edges, read_source, read_sources

FOLDERS = ("", "a", "a/a", "b", "b/a")
NAMES = ("open", "load", "Store", "Cart", "a")
BLOCKS: Mapping[str, tuple[str, ...]] = {
    "py": (
        "import {x}\n",
        "from {x} import {y}\n",
        "from .{x} import {y}\n",
        "from a.{x} import *\n",
        "def {x}():\n    return {y}()\n",
        "def {x}():\n    return {y}.{z}()\n",
        "class {x}({y}):\n    def {z}(self):\n        return self.{y}()\n",
        "class {x}:\n    class {y}:\n        def {z}(self):\n            return {x}.{z}()\n",
    ),
    "ts": (
        "import {{ {x} }} from './{y}';\n",
        "import {x} from '../a/{y}.js';\n",
        "export function {x}() {{ return {y}(); }}\n",
        "class {x} extends {y} {{ {z}() {{ return this.{y}(); }} }}\n",
    ),
    "js": ("import {{ {x} }} from './{y}.js';\n", "function {x}() {{ return {y}.{z}(); }}\n"),
    "go": (
        'package a\n\nimport "acme/b/a"\n\nfunc {x}() {{ {y}(); a.{z}() }}\n',
        'package b\n\nimport "acme/a"\n\ntype {x} struct {{ b int }}\n\nfunc (s {x}) {z}() {{ s.{y}() }}\n',
    ),
    "c": ('#include "{x}.h"\nint {y}(void) {{ return {z}(); }}\n', "int {x}(void) {{ return {y}(); }}\n"),
    "h": ("static inline int {x}(void) {{ return {y}(); }}\n", "struct {x} {{ int {y}; }};\n"),
}
ROOTS = {"py": "__init__", "ts": "index", "js": "index"}


@st.composite
def paths(draw: st.DrawFn) -> str:
    extension = draw(st.sampled_from(sorted(BLOCKS)))
    stem = draw(st.sampled_from((*NAMES, ROOTS.get(extension, "a"))))
    return f"{draw(st.sampled_from(FOLDERS))}/{stem}.{extension}".lstrip("/")


@st.composite
def contents(draw: st.DrawFn, path: str) -> str:
    blocks = st.sampled_from(BLOCKS[path.rpartition(".")[2]])
    names = st.sampled_from(NAMES)
    return "".join(draw(blocks).format(x=draw(names), y=draw(names), z=draw(names)) for _ in range(2))


@st.composite
def repositories(draw: st.DrawFn, *, files_max: int) -> dict[str, str]:
    return {path: draw(contents(path)) for path in draw(st.lists(paths(), max_size=files_max, unique=True))}


@st.composite
def edits(draw: st.DrawFn, path: str, text: str) -> str:
    """The text with a block more, ahead of it or behind it."""
    more = draw(contents(path))
    return more + text if draw(st.booleans()) else text + more


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, str]]:
    """Revisions: each removes, renames, changes and adds a few files of the one before."""
    revisions = [draw(repositories(files_max=12))]
    for _ in range(draw(st.integers(1, 4))):
        files = dict(revisions[-1])
        for path in draw(st.lists(st.sampled_from(sorted(files)), max_size=3, unique=True)) if files else ():
            text = files.pop(path)
            moved = draw(st.sampled_from((path, f"b/{path}", "")))
            if moved:
                files[moved] = draw(edits(path, text)) if moved == path else text
        revisions.append(files | draw(repositories(files_max=3)))
    return revisions


@settings(max_examples=150, deadline=None)
@given(histories())
def test_after_every_push_the_graph_is_that_of_a_fresh_build(revisions: list[dict[str, str]]) -> None:
    state = build_state(read_sources(revisions[0]))
    for before, after in pairwise(revisions):
        state = advance(state, before, after)
        assert_fresh(state, after)


@settings(max_examples=30, deadline=None)
@given(histories())
def test_one_state_has_several_futures(revisions: list[dict[str, str]]) -> None:
    """A branch, another branch, and back: each from the first revision, which stays what it is."""
    first = build_state(read_sources(revisions[0]))
    states = [advance(first, revisions[0], after) for after in revisions]
    for state, files in zip(states, revisions, strict=True):
        assert_fresh(advance(state, files, revisions[0]), revisions[0])
        assert_fresh(state, files)
    assert_fresh(first, revisions[0])


@settings(max_examples=30, deadline=None)
@given(histories())
def test_a_restored_state_goes_on_like_the_one_that_was_stored(revisions: list[dict[str, str]]) -> None:
    state = build_state(read_sources(revisions[0]))
    for before, after in pairwise(revisions):
        state = advance(replace(state, memory=GraphMemory()), before, after)
        assert_fresh(state, after)


@settings(max_examples=30, deadline=None)
@given(histories())
def test_a_state_that_is_numbered_anew_goes_on_like_any(revisions: list[dict[str, str]]) -> None:
    limits = GraphLimits(spare_numbers_max=0)
    state = replace(build_state(read_sources(revisions[0])), numbers_in_use=0)
    for before, after in pairwise(revisions):
        state = replace(advance(state, before, after, limits), numbers_in_use=0)
        assert_fresh(state, after)
        assert len(state.texts) <= len(build_state(read_sources(after)).texts)


def test_what_no_file_has_any_more_is_let_go_when_it_is_more_than_what_is_in_use() -> None:
    """A file whose every version has names of its own: its state stays as large as a few of them."""
    state = build_state([read_source("a.py", START)])
    for version in range(200):
        text = f"import m{version}\n\n\ndef start_{version}():\n    return stop_{version}()\n"
        state = advance_state(state, ("a.py",), [read_source("a.py", text)], GraphLimits(spare_numbers_max=20))
    assert len(state.texts) + len(state.import_keys) < 100


def advance(state: GraphState, before: Files, after: Files, limits: GraphLimits | None = None) -> GraphState:
    removed = [path for path, text in before.items() if after.get(path) != text]
    return advance_state(state, removed, [read_source(p, t) for p, t in after.items() if before.get(p) != t], limits)


def check_push(before: Files, after: Files) -> GraphState:
    state = advance(build_state(read_sources(before)), before, after)
    assert_fresh(state, after)
    return state


CALL = "def go():\n    return start()\n"
START = "def start():\n    return 1\n"


def test_a_call_is_resolved_when_its_definition_comes_in_another_file() -> None:
    state = check_push({"x/use.py": CALL}, {"x/use.py": CALL, "y/m.py": START})
    assert list_edges(state.graph) == [(0, 1)]


def test_a_call_is_unresolved_when_its_definition_goes() -> None:
    assert list_edges(check_push({"x/use.py": CALL, "y/m.py": START}, {"x/use.py": CALL}).graph) == []


def test_a_nearer_file_takes_over_an_import_when_it_comes() -> None:
    files = {"a/use.py": "import shop\n", "b/shop.py": "X = 1\n"}
    assert list_edges(check_push(files, files | {"a/shop.py": "Y = 1\n"}).graph) == [(1, 0)]


def test_a_call_follows_its_import_to_the_file_that_takes_over() -> None:
    """Neither the call's file nor a definition of its name changed: two equals of before, and a new package."""
    use = "from shop import start\n\n\ndef go():\n    return start()\n"
    files = {"a/use.py": use, "b/shop.py": START, "c/shop/m.py": START}
    state = check_push(files, files | {"a/shop.py": "Y = 1\n"})
    assert len(list_edges(state.graph)) == 3


@pytest.mark.parametrize("pair", [(NAMESAKES_MAX, NAMESAKES_MAX + 1), (NAMESAKES_MAX + 1, NAMESAKES_MAX), (45, 46)])
def test_a_name_that_gets_too_many_definitions_or_no_longer_has(pair: tuple[int, int]) -> None:
    before, after = ({f"d{n:02}/m.py": START for n in range(count)} | {"d01/use.py": CALL} for count in pair)
    state = check_push(before, after)
    assert len(list_edges(state.graph)) == (pair[1] <= NAMESAKES_MAX)


def test_a_call_still_means_a_definition_that_its_changed_file_has_elsewhere() -> None:
    files = {"a/m.py": START, "b/use.py": CALL}
    state = check_push(files, files | {"a/m.py": "def stop():\n    return 1\n\n\n" + START})
    assert list_edges(state.graph) == [(2, 1)]


def test_a_call_on_a_class_follows_the_renaming_of_the_class_alone() -> None:
    """The method stays what it was in name and place, but no longer stands in the class that is called."""
    method = "    def load(self):\n        return 1\n"
    files = {"a/m.py": f"class Cart:\n{method}", "b/m.py": f"class Box:\n{method}", "c/use.py": "Cart.load()\n"}
    assert len(list_edges(build_state(read_sources(files)).graph)) == 1
    state = check_push(files, files | {"a/m.py": f"class Basket:\n{method}"})
    assert len(list_edges(state.graph)) == 2


def test_moving_a_file_moves_its_edges() -> None:
    files = {"b/use.py": CALL, "c/m.py": START}
    state = check_push(files, {"b/use.py": CALL, "a/m.py": START})
    assert list_edges(state.graph) == [(1, 0)]


@pytest.mark.parametrize("removed", [(), ("gone.py",), ("b/use.py",)])
def test_an_added_path_replaces_its_namesake_and_an_unknown_one_may_be_removed(removed: Collection[str]) -> None:
    state = build_state(read_sources({"b/use.py": CALL}))
    source = read_source("b/use.py", START + CALL)
    assert_equal(advance_state(state, removed, [source]).graph, build_state([source]).graph)


def test_files_are_counted_by_path_in_whatever_order_they_come() -> None:
    sources: list[SourceFile] = read_sources({"b/use.py": CALL, "c/m.py": START, "a.py": START})
    assert_equal(build_state(sources[::-1]).graph, build_state(sources).graph)


def test_a_state_that_was_made_ready_goes_on_like_any() -> None:
    files = {"a/use.py": "import shop\n", "b/shop.py": "X = 1\n"}
    state = replace(build_state(read_sources(files)), memory=GraphMemory())
    prepare_state(state)
    assert_fresh(advance(state, files, {"a/use.py": "import shop\n"}), {"a/use.py": "import shop\n"})


def test_all_files_can_go() -> None:
    state = check_push({"b/use.py": CALL, "c/m.py": START}, {})
    assert (state.graph.edges, state.graph.symbol_offset.tolist()) == (0, [0])

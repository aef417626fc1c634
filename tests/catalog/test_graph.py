"""Which definition a reference means, in each family of languages, on real parses."""

from collections.abc import Mapping

import pytest

from repochat.catalog.graph import GUESS, IMPORTED, SAME_CLASS, SAME_FILE, Graph, SourceFile, build_graph
from repochat.catalog.piece import unpack_piece
from repochat.indexing.derive import derive_blob
from repochat.syntax.languages import detect_language

Edge = tuple[str, str]  # "path:Qualified.name" of the reference's holder and of what it means


def check(files: Mapping[str, str], expected: set[Edge], *, confidence: float | None = None) -> None:
    """`files` have at least the `expected` edges; each as sure as `confidence` where that is given."""
    found = list_edges(files)
    assert expected <= found.keys(), found
    if confidence is not None:
        assert {edge: pytest.approx(found[edge]) for edge in expected} == dict.fromkeys(expected, confidence)


def check_none(files: Mapping[str, str], refused: set[Edge]) -> None:
    found = list_edges(files)
    assert not refused & found.keys(), found


def list_edges(files: Mapping[str, str]) -> dict[Edge, float]:
    graph, names = resolve(files)
    paths = sorted(files)
    edges: dict[Edge, float] = {}
    for edge in range(len(graph.edge_target)):
        source = int(graph.edge_source[edge])
        holder = names[source] if source >= 0 else f"{paths[graph.edge_file[edge]]}:"
        key = (holder, names[graph.edge_target[edge]])
        edges[key] = max(edges.get(key, 0.0), float(graph.edge_confidence[edge]))
    return edges


def resolve(files: Mapping[str, str]) -> tuple[Graph, list[str]]:
    sources: list[SourceFile] = []
    names: list[str] = []
    for path, text in sorted(files.items()):
        data = text.encode()
        language = detect_language(path, data)
        piece = unpack_piece(derive_blob(path, language, data).piece)
        sources.append(SourceFile(path=path, language=language, piece=piece))
        names += [f"{path}:{name}" for name in piece.symbol_qualified]
    return build_graph(sources), names


SELF_CALLS = {
    "a.py": "class A:\n    def run(self):\n        return self.load()\n\n    def load(self):\n        return 1\n",
    "A.java": "class A {\n  void run() { this.load(); }\n  void load() {}\n}\n",
    "a.ts": "class A {\n  run() { return this.load(); }\n  load() { return 1; }\n}\n",
    "a.rb": "class A\n  def run\n    self.load\n  end\n\n  def load\n    1\n  end\nend\n",
    "a.php": "<?php\nclass A {\n  function run() { return $this->load(); }\n  function load() { return 1; }\n}\n",
    "a.rs": "struct A;\nimpl A {\n  fn run(&self) { self.load(); }\n  fn load(&self) {}\n}\n",
    "a.cs": "class A {\n  void Run() { this.load(); }\n  void load() {}\n}\n",
    "a.kt": "class A {\n  fun run() { this.load() }\n  fun load() {}\n}\n",
}


@pytest.mark.parametrize("path", SELF_CALLS)
def test_a_call_on_oneself_means_the_own_class(path: str) -> None:
    """Though another class of the same file has a method of that name."""
    other = SELF_CALLS[path].replace("class A", "class B").replace("struct A", "struct B").replace("impl A", "impl B")
    other = other.removeprefix("<?php\n")
    found = list_edges({path: SELF_CALLS[path] + other})
    calls = {(s.rpartition(":")[2].lower(), t.rpartition(":")[2].lower()): c for (s, t), c in found.items()}
    assert calls["a.run", "a.load"] >= SAME_CLASS - 0.001
    assert ("a.run", "b.load") not in calls


IMPORTED_CALLS: list[tuple[dict[str, str], Edge]] = [
    (
        {
            "app/main.py": "from app.store import open_store\n\n\ndef main():\n    return open_store()\n",
            "app/store.py": "def open_store():\n    return 1\n",
            "other/store.py": "def open_store():\n    return 2\n",
        },
        ("app/main.py:main", "app/store.py:open_store"),
    ),
    (
        {
            "app/web/main.py": "from ..store import open_store\n\n\ndef main():\n    return open_store()\n",
            "app/store.py": "def open_store():\n    return 1\n",
            "app/web/store.py": "def open_store():\n    return 2\n",
        },
        ("app/web/main.py:main", "app/store.py:open_store"),
    ),
    (
        {
            "web/main.js": "import { openStore } from './lib/store.js';\nfunction main() { return openStore(); }\n",
            "web/lib/store.js": "export function openStore() { return 1; }\n",
            "old/store.js": "export function openStore() { return 2; }\n",
        },
        ("web/main.js:main", "web/lib/store.js:openStore"),
    ),
    (
        {
            "cmd/main.go": 'package main\n\nimport "acme/shop/store"\n\nfunc main() { store.Open() }\n',
            "store/store.go": "package store\n\nfunc Open() int { return 1 }\n",
            "cache/cache.go": "package cache\n\nfunc Open() int { return 2 }\n",
        },
        ("cmd/main.go:main", "store/store.go:Open"),
    ),
    (
        {
            "src/main.c": '#include "store.h"\n\nint main(void) { return open_store(); }\n',
            "src/store.h": "static inline int open_store(void) { return 1; }\n",
            "test/store_fake.c": "int open_store(void) { return 2; }\n",
        },
        ("src/main.c:main", "src/store.h:open_store"),
    ),
    (
        {
            "src/main.rs": "use crate::store::open_store;\n\nfn main() { open_store(); }\n",
            "src/store.rs": "pub fn open_store() -> i32 { 1 }\n",
            "src/fake/store_fake.rs": "pub fn open_store() -> i32 { 2 }\n",
        },
        ("src/main.rs:main", "src/store.rs:open_store"),
    ),
]


@pytest.mark.parametrize(("files", "edge"), IMPORTED_CALLS, ids=lambda value: next(iter(value)))
def test_an_imported_function_is_meant_rather_than_its_namesake(files: dict[str, str], edge: Edge) -> None:
    check(files, {edge})
    caller, meant = edge
    assert {target for source, target in list_edges(files) if source == caller} == {meant}


def test_an_imported_function_is_as_sure_as_imports_are() -> None:
    files, edge = IMPORTED_CALLS[0]
    check(files, {edge}, confidence=IMPORTED)


def test_a_java_type_is_found_by_its_full_name() -> None:
    files = {
        "java/com/acme/App.java": (
            "package com.acme;\nimport com.acme.shop.Cart;\nclass App {\n  void run() { Cart.open(); }\n}\n"
        ),
        "java/com/acme/shop/Cart.java": "package com.acme.shop;\nclass Cart {\n  static void open() {}\n}\n",
        "java/com/acme/door/Door.java": "package com.acme.door;\nclass Door {\n  static void open() {}\n}\n",
    }
    found = list_edges(files)
    targets = {t.partition(":")[0] for s, t in found if s.endswith("run")}
    assert targets == {"java/com/acme/shop/Cart.java"}


def test_a_helper_of_the_same_file_is_meant_rather_than_one_far_away() -> None:
    files = {
        "a/one.py": "def helper():\n    return 1\n\n\ndef work():\n    return helper()\n",
        "b/two.py": "def helper():\n    return 2\n",
    }
    check(files, {("a/one.py:work", "a/one.py:helper")}, confidence=SAME_FILE)
    check_none(files, {("a/one.py:work", "b/two.py:helper")})


def test_code_outside_any_symbol_refers_too() -> None:
    check({"a.py": "def helper():\n    return 1\n\n\nhelper()\n"}, {("a.py:", "a.py:helper")})


def test_an_ambiguous_name_means_none() -> None:
    """Five definitions fit equally well: naming one of them would be a guess in disguise."""
    files = {f"d{n}/m.py": "def start():\n    return 1\n" for n in range(5)} | {"x/use.py": "def go():\n    start()\n"}
    assert not list_edges(files)


def test_two_equals_share_their_certainty() -> None:
    files = {f"d{n}/m.py": "def start():\n    return 1\n" for n in range(2)} | {"x/use.py": "def go():\n    start()\n"}
    assert list(list_edges(files).values()) == [pytest.approx(GUESS / 2)] * 2


def test_a_bare_call_never_means_another_classs_method() -> None:
    files = {"a.py": "class A:\n    def load(self):\n        return 1\n", "b.py": "def run():\n    return load()\n"}
    assert not list_edges(files)


def test_languages_do_not_call_each_other() -> None:
    files = {"a.py": "def render():\n    return 1\n", "b.go": "package b\n\nfunc Run() { render() }\n"}
    assert not list_edges(files)


def test_javascript_and_typescript_are_one_family() -> None:
    files = {"a.ts": "export function render() { return 1; }\n", "b.js": "function run() { return render(); }\n"}
    check(files, {("b.js:run", "a.ts:render")})


def test_a_base_class_is_an_edge_to_a_type_alone() -> None:
    files = {
        "base.py": "class Store:\n    pass\n",
        "names.py": "def Store():\n    return 1\n",
        "sub.py": "from base import Store\n\n\nclass Files(Store):\n    pass\n",
    }
    check(files, {("sub.py:Files", "base.py:Store")})
    check_none(files, {("sub.py:Files", "names.py:Store")})


def test_a_name_with_very_many_definitions_is_resolved_in_its_file_alone() -> None:
    files = {f"m{n}.py": "def get():\n    return 1\n\n\ndef run():\n    return get()\n" for n in range(60)}
    found = list_edges(files)
    assert {(source, target) for source, target in found} == {(f"m{n}.py:run", f"m{n}.py:get") for n in range(60)}


def test_imports_between_files_are_edges() -> None:
    graph, _ = resolve({"a.py": "import b\n", "b.py": "import a\nimport os\nX = 1\n"})
    pairs = set(zip(graph.import_source.tolist(), graph.import_target.tolist(), strict=True))
    assert pairs == {(0, 1), (1, 0)}
    assert graph.edges == 2


def test_no_files_make_an_empty_graph() -> None:
    graph, _ = resolve({})
    assert (graph.edges, graph.symbol_offset.tolist()) == (0, [0])

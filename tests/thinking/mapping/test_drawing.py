"""What a map says of small repositories; that every piece of evidence matches git's bytes is checked for each."""

from pathlib import Path

from repochat.catalog.thinking.repo_map import read_map
from tests.thinking.mapping.sketches import sketch

SHOP = {
    "pyproject.toml": (
        '[project]\nname = "shop"\ndescription = "Sells books."\ndependencies = [\n  "httpx>=0.27",\n]\n'
        '[project.scripts]\nshop = "shop.cli:main"\n[dependency-groups]\ntests = ["pytest>=8"]\n'
        "[tool.pytest.ini_options]\n"
    ),
    "uv.lock": '[[package]]\nname = "httpx"\nversion = "0.28.1"\n',
    "Makefile": "test:\n\tpytest\n\nlint:\n\truff check\n",
    "src/shop/__init__.py": '"""Sells books to readers."""\n\nfrom shop.orders import Order\n',
    "src/shop/cli.py": (
        '"""What people type to sell."""\n\nfrom shop.orders import Order\n\n\ndef main():\n    return Order()\n'
        + "\n" * 20
    ),
    "src/shop/orders.py": (
        '"""Orders and what they cost."""\n\nfrom shop.prices import price\nimport json\n\n\nclass Order:\n'
        '    """One order."""\n\n    def total(self):\n        return price(self)\n' + "\n" * 20
    ),
    "src/shop/prices.py": (
        '"""Prices, with taxes."""\n\n\ndef price(order):\n    from shop.orders import Order\n\n    return Order\n'
        + "\n" * 20
    ),
    "src/shop/json.py": '"""Our own way to write JSON."""\n\n\ndef dump(value):\n    return value\n' + "\n" * 30,
    "tests/test_orders.py": "from shop.orders import Order\n\n\ndef test_it():\n    assert Order()\n",
}


def test_modules_of_a_small_package_are_its_files_with_what_they_say_of_themselves(tmp_path: Path) -> None:
    found = sketch(tmp_path / "shop", SHOP)
    purposes = {module.path: module.purpose.text for module in found.modules if module.purpose}
    assert purposes["src/shop/orders.py"] == "Orders and what they cost."
    assert purposes["src/shop/prices.py"] == "Prices, with taxes."
    assert {module.path: module.role for module in found.modules}["tests/(tests)"] == "tests"


def test_a_standard_module_is_not_taken_for_a_namesake_inside_the_package(tmp_path: Path) -> None:
    orders = next(module for module in sketch(tmp_path / "shop", SHOP).modules if module.path == "src/shop/orders.py")
    assert [link.path for link in orders.depends_on] == ["src/shop/prices.py"]


def test_a_cycle_shows_the_imports_that_close_it_and_which_are_late(tmp_path: Path) -> None:
    (cycle,) = sketch(tmp_path / "shop", SHOP).cycles
    assert not cycle.is_eager
    assert set(cycle.modules) == {"src/shop/orders.py", "src/shop/prices.py"}
    late = {(each.source, each.target): each.is_late for each in cycle.imports}
    assert late == {
        ("src/shop/orders.py", "src/shop/prices.py"): False,
        ("src/shop/prices.py", "src/shop/orders.py"): True,
    }


def test_what_imports_stands_above_what_is_imported_and_late_imports_do_not_count(tmp_path: Path) -> None:
    layers = {module.path: module.layer for module in sketch(tmp_path / "shop", SHOP).modules}
    prices, orders, cli = (layers[f"src/shop/{name}.py"] for name in ("prices", "orders", "cli"))
    assert prices is not None
    assert orders is not None
    assert cli is not None
    assert prices < orders < cli


def test_entry_points_commands_and_dependencies_come_from_the_manifests(tmp_path: Path) -> None:
    found = sketch(tmp_path / "shop", SHOP)
    assert [(each.kind, each.name, each.path, each.line) for each in found.entry_points] == [
        ("script", "shop", "pyproject.toml", 8),
        ("package", "shop", "src/shop/__init__.py", 1),
    ]
    assert {(each.kind, each.command) for each in found.commands} == {
        ("test", "make test"),
        ("test", "pytest"),
        ("lint", "make lint"),
    }
    assert [(each.name, each.version, each.resolved, each.kind) for each in found.dependencies] == [
        ("httpx", ">=0.27", "0.28.1", "runtime"),
        ("pytest", ">=8", "", "development"),
    ]


def test_a_stored_map_reads_as_it_was_drawn(tmp_path: Path) -> None:
    found = sketch(tmp_path / "shop", SHOP)
    assert read_map(found.as_json()) == found


def test_modules_of_rust_go_and_scripts_are_linked_by_what_they_import(tmp_path: Path) -> None:
    filler = "\n" * 40
    found = sketch(
        tmp_path / "mixed",
        {
            "engine/Cargo.toml": '[package]\nname = "engine"\nversion = "1.0.0"\n\n[dependencies]\nserde = "1"\n',
            "engine/src/lib.rs": "//! Runs things, in order.\n\npub mod queue;\n" + filler,
            "engine/src/queue.rs": "//! What waits.\n\npub struct Queue;\n" + filler,
            "engine/src/run.rs": "//! What runs.\n\nuse crate::queue::Queue;\n\npub fn run(_: Queue) {}\n" + filler,
            "web/package.json": '{\n  "name": "@x/web",\n  "main": "index.js"\n}\n',
            "web/index.js": "const { load } = require('./load')\n\nfunction open() { return load() }\n" + filler,
            "web/load.js": "function load() { return 1 }\nmodule.exports = { load }\n" + filler,
        },
    )
    links = {module.path: [link.path for link in module.depends_on] for module in found.modules}
    assert links["engine/src/run.rs"] == ["engine/src/queue.rs"]
    assert links["web/index.js"] == ["web/load.js"]
    assert ("serde", "runtime") in {(each.name, each.kind) for each in found.dependencies}

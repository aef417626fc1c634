"""Which files an import means, in each family of languages."""

from itertools import product
from posixpath import dirname

import pytest

from repochat.catalog.imports import FILES_PER_IMPORT_MAX, ImportTable, list_import_tails, list_path_tails

PATHS = (
    "src/app/__init__.py",
    "src/app/main.py",
    "src/app/store/__init__.py",
    "src/app/store/files.py",
    "src/app/store/utils.py",
    "src/app/web/utils.py",
    "src/app/web/views.py",
    "web/src/index.ts",
    "web/src/api/client.ts",
    "web/src/api/index.ts",
    "web/src/ui/button.tsx",
    "web/src/ui/styles.css.ts",
    "cmd/server/main.go",
    "internal/store/store.go",
    "internal/store/cache.go",
    "java/com/acme/shop/Cart.java",
    "java/com/acme/shop/Item.java",
    "c/include/shop/cart.h",
    "c/src/cart.c",
    "c/src/cart.h",
    "crates/core/src/lib.rs",
    "crates/core/src/runtime/mod.rs",
    "crates/core/src/runtime/task.rs",
    "lib/shop/cart.rb",
    "php/App/Models/Cart.php",
)


@pytest.mark.parametrize(
    ("importer", "language", "module", "name", "expected"),
    [
        ("src/app/main.py", "python", "app.store.files", "", ["src/app/store/files.py"]),
        ("src/app/main.py", "python", "app.store", "files", ["src/app/store/files.py"]),
        ("src/app/main.py", "python", "app.store", "open_store", ["src/app/store/__init__.py"]),
        ("src/app/main.py", "python", "app.store", "*", ["src/app/store/__init__.py"]),
        ("src/app/store/files.py", "python", ".", "utils", ["src/app/store/utils.py"]),
        ("src/app/store/files.py", "python", ".utils", "join", ["src/app/store/utils.py"]),
        ("src/app/store/files.py", "python", "..web.utils", "join", ["src/app/web/utils.py"]),
        ("src/app/store/__init__.py", "python", ".files", "", ["src/app/store/files.py"]),
        ("src/app/web/views.py", "python", "..", "store", ["src/app/store/__init__.py"]),
        ("src/app/main.py", "python", "os", "", []),
        ("src/app/main.py", "python", "", "", []),
        ("web/src/index.ts", "typescript", "./api/client", "Client", ["web/src/api/client.ts"]),
        ("web/src/index.ts", "typescript", "./api/client.js", "Client", ["web/src/api/client.ts"]),
        ("web/src/index.ts", "typescript", "./api", "Client", ["web/src/api/index.ts"]),
        ("web/src/ui/button.tsx", "tsx", "../api/client", "", ["web/src/api/client.ts"]),
        ("web/src/ui/button.tsx", "tsx", "@/api/client", "", ["web/src/api/client.ts"]),
        ("web/src/ui/button.tsx", "tsx", "react", "", []),
        (
            "cmd/server/main.go",
            "go",
            "github.com/acme/shop/internal/store",
            "",
            ["internal/store/cache.go", "internal/store/store.go"],
        ),
        ("cmd/server/main.go", "go", "fmt", "", []),
        ("java/com/acme/shop/Cart.java", "java", "com.acme.shop.Item", "", ["java/com/acme/shop/Item.java"]),
        ("java/com/acme/shop/Cart.java", "java", "java.util.List", "", []),
        ("c/src/cart.c", "c", '"cart.h"', "", ["c/src/cart.h"]),
        ("c/src/cart.c", "c", "<shop/cart.h>", "", ["c/include/shop/cart.h"]),
        ("c/src/cart.c", "c", "<stdio.h>", "", []),
        (
            "crates/core/src/lib.rs",
            "rust",
            "crate::runtime::task",
            "Task",
            ["crates/core/src/runtime/task.rs"],
        ),
        ("crates/core/src/lib.rs", "rust", "crate::runtime", "Handle", ["crates/core/src/runtime/mod.rs"]),
        ("lib/shop/cart.rb", "ruby", "shop/cart", "", ["lib/shop/cart.rb"]),
        ("php/App/Models/Cart.php", "php", "App\\Models\\Cart", "", ["php/App/Models/Cart.php"]),
    ],
)
def test_an_import_means_these_files(importer: str, language: str, module: str, name: str, expected: list[str]) -> None:
    assert ImportTable(PATHS).find_files(dirname(importer), language, module, name) == expected


def test_a_package_of_many_files_is_bounded() -> None:
    paths = ["main.go", *(f"pkg/f{n}.go" for n in range(100))]
    assert len(ImportTable(paths).find_files("", "go", "acme/pkg", "")) == FILES_PER_IMPORT_MAX


def test_of_two_namesakes_the_nearer_one_is_meant() -> None:
    paths = ["a/lib/utils.py", "b/lib/utils.py", "b/app.py"]
    assert ImportTable(paths).find_files("b", "python", "lib.utils", "") == ["b/lib/utils.py"]


def test_no_files_import_nothing() -> None:
    assert ImportTable(["a.py"]).find_files("", "python", "..........x", "y") == []


def test_a_module_called_main_is_a_file_of_its_own_in_python() -> None:
    """Only Rust's `main.rs` and `lib.rs` stand for their folder."""
    table = ImportTable(["app/__init__.py", "app/main.py", "app/sub/work.py"])
    assert table.find_files("app/sub", "python", "..", "main") == ["app/main.py"]


@pytest.mark.parametrize("path", PATHS)
def test_a_table_that_lost_and_regained_a_path_finds_what_it_found(path: str) -> None:
    table = ImportTable(sorted(PATHS, reverse=True))
    table.remove(path)
    assert table.find_files("", "c", path, "") != [path]
    table.add(path)
    assert table.find_files("", "c", path, "") == [path] == ImportTable(PATHS).find_files("", "c", path, "")


@pytest.mark.parametrize("language", ["python", "go", "typescript", "c", "rust", "java"])
def test_only_a_path_with_a_tail_of_the_import_changes_what_it_means(language: str) -> None:
    """What is looked up again when a path comes is found by these tails."""
    modules = ["app.store.files", "./client", "acme/internal/store", "crate::runtime::task", "shop/cart.h", "..utils"]
    for module, name, folder in product(modules, ["", "utils", "*"], ["", "web/src", "src/app/store"]):
        tails = list_import_tails(folder, language, module, name)
        for path in PATHS:
            others = ImportTable(set(PATHS) - {path})
            found = others.find_files(folder, language, module, name)
            if found != ImportTable(PATHS).find_files(folder, language, module, name):
                assert tails & list_path_tails(path)

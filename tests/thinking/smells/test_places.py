"""What is found beside the product is nobody's concern."""

import pytest

from repochat.thinking.smells.places import is_aside, is_test_name


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/app/main.py", False),
        ("src/contest/attest.go", False),
        ("lib/latest.js", False),
        ("tests/test_main.py", True),
        ("src/app/test_main.py", True),
        ("pkg/server_test.go", True),
        ("src/main.spec.ts", True),
        ("core/src/jvmTest/kotlin/A.kt", True),
        ("src/main/java/ShopTests.java", True),
        ("vendor/lib/x.go", True),
        ("docs_src/one.py", True),
        ("api/shop.pb.go", True),
        ("web/app.min.js", True),
    ],
)
def test_tests_samples_documents_and_copies_are_aside(path: str, *, expected: bool) -> None:
    assert is_aside(path) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("quicklistTest", True),
        ("Shop.test_open", True),
        ("TestOpen", True),
        ("latest", False),
        ("attestAll", False),
        ("", False),
    ],
)
def test_a_test_within_a_file_of_the_product_is_known_by_its_name(name: str, *, expected: bool) -> None:
    assert is_test_name(name) is expected

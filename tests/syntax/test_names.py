"""Names as a program writes them, taken apart."""

import pytest

from repochat.syntax.names import split_name


@pytest.mark.parametrize(
    ("written", "split"),
    [
        ("Foo::Bar", ("Foo", "Bar")),
        (":label", ("", "label")),
        ("owner=", ("", "owner=")),
        ("(<+>)", ("", "<+>")),
        ('"public"."orders"', ("public", "orders")),
        ("`shop`.`users`", ("shop", "users")),
    ],
)
def test_a_name_is_parted_at_its_last_separator(written: str, split: tuple[str, str]) -> None:
    assert split_name(written) == split


@pytest.mark.parametrize("written", ['"a ring: takes a.b"', "`a b.c`", '"says \\"a.b\\" twice"'])
def test_a_name_in_quotes_is_one_name(written: str) -> None:
    assert split_name(written) == ("", written[1:-1])

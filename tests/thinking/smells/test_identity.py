"""A finding is the same one wherever its lines stand and however they are laid out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repochat.thinking.smells.identity import mask_line, normalise_text
from tests.thinking.smells.findings import SHOP, scan

REFORMATTED = """import subprocess


class Shop:
    def open(
        self,
        goods=[ ],
    ):
        goods.append( 1 )
        return goods

    def close( self, goods = [] ):
        goods.pop( )
        if goods   is   3:
            return undefined_thing
        return subprocess.call(
            f'rm {goods}',
            shell=True,
        )


def sell(price, taken={}):
    taken[ price ]=1
    print('%s %s' % (
        price,
    ))
    print("%s %s"  %  (price,))
    return {
        'a': 1,
        'a': 2,
    }, taken
"""


def test_the_sample_holds_findings_of_several_rules_and_equals() -> None:
    rules = [finding.rule for finding in scan("shop.py", SHOP)]
    assert len(rules) == 9
    assert len(set(rules)) == 6


@pytest.mark.parametrize(
    "changed",
    [
        "# a line\n" * 20 + SHOP,
        SHOP.replace("    return {", "    print(price * 2)\n    return {"),
        SHOP.replace("        goods.append(1)\n", "        goods.append(2)\n        goods.append(3)\n"),
        REFORMATTED,
    ],
    ids=["twenty lines above", "a neighbour edited", "a body edited", "reformatted"],
)
def test_what_changes_around_a_finding_does_not_change_which_one_it_is(changed: str) -> None:
    before = {finding.identity for finding in scan("shop.py", SHOP)}
    after = {finding.identity for finding in scan("shop.py", changed)}
    assert after == before


def test_equals_of_one_function_are_told_apart_by_their_order() -> None:
    twins = [finding for finding in scan("shop.py", SHOP) if finding.rule == "bad-format"]
    assert [finding.ordinal for finding in twins] == [0, 1]
    assert len({finding.identity for finding in twins}) == 2


@given(st.text(), st.text())
def test_layout_says_nothing(one: str, other: str) -> None:
    assert normalise_text(f"{one} \n\t{other}") == normalise_text(f"{one}{other}")


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_of_a_line_with_a_secret_nothing_of_its_value_is_kept(value: str) -> None:
    assert mask_line(f"token = {value}") == "token"
    assert mask_line(f"  'api.key': {value}") in {"api.key", 'api.key"'}


def test_a_line_that_is_nothing_but_a_secret_leaves_nothing() -> None:
    assert mask_line("-----BEGIN RSA PRIVATE KEY-----") == ""
    assert mask_line("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") == ""

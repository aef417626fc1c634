"""Findings of two revisions are paired by what they are, never by chance."""

from hypothesis import given
from hypothesis import strategies as st

from repochat.thinking.smells.finding import Finding, number_equals
from repochat.thinking.smells.matching import match_findings
from tests.thinking.smells.findings import SHOP, make_finding, scan


def test_a_renamed_file_keeps_all_of_its_findings() -> None:
    old, new = scan("shop.py", SHOP), scan("store/shop.py", "# moved\n" + SHOP)
    match = match_findings(old, new, renames={"shop.py": "store/shop.py"})
    assert len(match.kept) == len(old)
    assert (match.moved, match.fresh, match.gone) == ((), (), ())


def test_what_goes_to_another_file_that_was_there_is_moved() -> None:
    first, second = SHOP.split("\n\ndef sell")
    old = [*scan("a.py", SHOP), *scan("b.py", "x = 1\n")]
    new = [*scan("a.py", first), *scan("b.py", "x = 1\n\n\ndef sell" + second)]
    match = match_findings(old, new)
    assert (len(match.kept), len(match.moved)) == (5, 4)
    assert (match.fresh, match.gone) == ((), ())


def test_a_function_that_was_renamed_keeps_its_findings() -> None:
    old, new = scan("a.py", SHOP), scan("a.py", SHOP.replace("def sell(", "def offer("))
    match = match_findings(old, new)
    assert (match.fresh, match.gone) == ((), ())


def test_code_that_was_edited_where_it_stood_is_the_same_finding() -> None:
    old = [make_finding(text="call(command,shell=True)")]
    new = [make_finding(text="call(command,shell=True,cwd=folder)", start_line=9)]
    assert match_findings(old, new).kept == ((old[0], new[0]),)


def test_a_new_one_beside_one_that_stayed_is_new() -> None:
    old = make_finding()
    new = [make_finding(start_line=9), make_finding(text="other=[2]", start_line=11)]
    match = match_findings([old], new)
    assert match.kept == ((old, new[0]),)
    assert match.fresh == (new[1],)


def test_what_only_looks_alike_is_not_merged() -> None:
    """Short code is the same by chance; another rule, or other code under another name, is another finding."""
    old = make_finding(text="x", qualified_name="")
    others = [
        make_finding(text="x", qualified_name="", path="b.py"),
        make_finding(text="x", qualified_name="", rule="undefined-name"),
        make_finding(text="goods=[1]", qualified_name="Till.open", path="b.py", rule="duplicate-key"),
        make_finding(text="entirely(different)", qualified_name=""),
    ]
    for other in others:
        match = match_findings([old], [other])
        assert (match.kept, match.moved) == ((), ())


FINDINGS = st.lists(
    st.builds(
        make_finding,
        path=st.sampled_from(("a.py", "b.py")),
        rule=st.sampled_from(("one", "two")),
        text=st.sampled_from(("x", "some(code)", "some(code,more)")),
        qualified_name=st.sampled_from(("", "f", "A.f")),
        start_line=st.integers(1, 50),
    ),
    max_size=12,
).map(number_equals)


@given(FINDINGS, FINDINGS)
def test_each_is_in_one_place_and_in_no_other(old: list[Finding], new: list[Finding]) -> None:
    match = match_findings(old, new)
    pairs = [*match.kept, *match.moved]
    assert sorted(map(id, [*(pair[0] for pair in pairs), *match.gone])) == sorted(map(id, old))
    assert sorted(map(id, [*(pair[1] for pair in pairs), *match.fresh])) == sorted(map(id, new))
    assert all(before.rule == after.rule for before, after in pairs)


@given(FINDINGS)
def test_a_revision_matched_with_itself_pairs_each_with_itself(findings: list[Finding]) -> None:
    match = match_findings(findings, findings)
    assert [before for before, _ in match.kept] == [after for _, after in match.kept]
    assert len(match.kept) == len(findings)

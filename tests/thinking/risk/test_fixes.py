"""A message says whether its commit mends something."""

import pytest

from repochat.thinking.risk import find_fix


@pytest.mark.parametrize(
    ("subject", "body", "kind"),
    [
        ("Handle empty input", "Fixes #12", "issue"),
        ("LANG-12 resolves LANG-1234 in Range", "", "issue"),
        ("fix(parser): do not loop", "", "words"),
        ("Fix crash when parsing comments", "", "words"),
        ("Avoid deadlock on close", "", "words"),
        ('Revert "Use the new pool"', "", "revert"),
        ("Undo", "This reverts commit 0123456789.", "revert"),
        ("Use a faster path", "Closes #7", None),  # written below every merged request in many projects
        ("Fix typo in docs", "", None),
        ("docs: fix the example", "", None),
        ("test: fix flaky run", "Fixes #3", None),
        ("Add support for wrong input", "", None),
        ("Bump version", "", None),
    ],
)
def test_a_fix_is_told_from_other_changes(subject: str, body: str, kind: str | None) -> None:
    assert find_fix(subject, body) == kind

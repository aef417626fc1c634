"""What lines of code are taken for returning, failing and reaching outside."""

from repochat.thinking.cards.sites import find_sites

CODE = '''def save(path, rows):
    """Open the table.

    return it
    """
    # raise nothing here
    if not rows:
        raise ValueError("no rows")
    with open(path) as file:
        file.write(rows)
    self.saved = True
    if path:
        return None
    return len(rows)
'''


def test_comments_and_docstrings_say_nothing_of_what_code_does() -> None:
    found = [(site.kind, site.line) for site in find_sites(CODE.splitlines(), 1, 3)]
    assert found == [("errors", 8), ("effects", 9), ("effects", 10), ("effects", 11), ("outputs", 14)]


def test_other_languages_fail_and_return_in_their_own_words() -> None:
    lines = [
        "fn f() {",
        "    let x = g();",
        "    return Err(Error::Gone);",
        '    panic!("no");',
        "    throw new Bad();",
        "}",
    ]
    assert [site.line for site in find_sites(lines, 10, 3) if site.kind == "errors"] == [12, 13, 14]

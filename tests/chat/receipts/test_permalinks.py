import pytest

from repochat.chat.receipts.permalinks import build_permalink

SHA = "a" * 40


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("https://github.com/o/n", f"https://github.com/o/n/blob/{SHA}/a%20b/c.py#L1-L9"),
        ("https://github.com/o/n.git", f"https://github.com/o/n/blob/{SHA}/a%20b/c.py#L1-L9"),
        ("git@github.com:o/n.git", f"https://github.com/o/n/blob/{SHA}/a%20b/c.py#L1-L9"),
        ("ssh://git@github.com/o/n", f"https://github.com/o/n/blob/{SHA}/a%20b/c.py#L1-L9"),
        ("https://gitlab.com/g/s/n", f"https://gitlab.com/g/s/n/-/blob/{SHA}/a%20b/c.py#L1-9"),
        ("https://user:secret@github.com/o/n", f"https://github.com/o/n/blob/{SHA}/a%20b/c.py#L1-L9"),
        ("https://example.com/o/n", ""),
        ("./github.com/o/n", ""),
        ("https://github.com.evil.example/o/n", ""),
    ],
)
def test_lines_have_an_address_where_the_host_is_known(source: str, url: str) -> None:
    assert build_permalink(source, commit=SHA, path="a b/c.py", start_line=1, end_line=9) == url

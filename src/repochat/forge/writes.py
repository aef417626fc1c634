"""Every request of ours that changes anything at a forge. What is not in this list cannot be sent.

It holds no merge, no review, no approval and nothing that ends a draft; refs move forward only. Whoever adds a line
answers for that.
"""

import re

_NAME = r"[\w.-]+/[\w.-]+"

_WRITES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (method, re.compile(pattern))
    for method, pattern in (
        ("POST", r"/app-manifests/[\w-]+/conversions"),
        ("POST", r"/app/installations/\d+/access_tokens"),
        ("POST", rf"/repos/{_NAME}/hooks"),
        ("PATCH", rf"/repos/{_NAME}/hooks/\d+"),
        ("DELETE", rf"/repos/{_NAME}/hooks/\d+"),
        ("POST", rf"/repos/{_NAME}/hooks/\d+/(?:pings|tests)"),
        ("POST", rf"/repos/{_NAME}/git/(?:blobs|trees|commits|refs)"),
        ("PATCH", rf"/repos/{_NAME}/git/refs/heads/repochat/[\w.-]+"),
        ("POST", rf"/repos/{_NAME}/pulls"),
    )
)


def may_send(method: str, path: str) -> bool:
    """Whether this product may send it at all; `path` is below the API's address, without a query."""
    if method == "GET":
        return True
    return any(method == known and pattern.fullmatch(path) for known, pattern in _WRITES)

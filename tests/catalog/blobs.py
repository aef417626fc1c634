"""Small derived blobs for tests of the stores."""

import hashlib

import numpy as np

from repochat.catalog.blob_store import DerivedBlob


def build_blob(number: int, *, text: str = "") -> DerivedBlob:
    """Two chunks with vectors of two dimensions, and one symbol."""
    vectors = np.array([[number + 0.5, -1.0], [number + 0.25, 2.0]], ">f2").tobytes()
    return DerivedBlob(
        oid=hashlib.sha1(str(number).encode(), usedforsecurity=False).hexdigest(),
        read_as="python",
        language="python",
        size_bytes=10,
        lines=4,
        skip_reason=None,
        problems=("syntax_error",),
        piece=b"piece %d" % number,
        chunks=[(1, 2, "code", 0, text or "class A:"), (3, 4, "code", -1, "")],
        symbols=[("function", "work", "work", "def work()", text, 1, 2, -1, 1)],
        vectors=vectors,
    )

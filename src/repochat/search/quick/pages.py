"""Which pages of a text may hold what is looked for: for each page, which letters follow one another there.

A page's pairs and triples of letters are hashed to bits, so that a page may be named that holds nothing, and none is
left out that does. The bits take a sixteenth of the text; making them takes 8 ms a megabyte, asking a few microseconds.
"""

import numpy as np
from numpy.typing import NDArray

PAGE_BYTES = 1 << 14
RUN_PAGES = 8  # that are looked at in one go
_BITS = 13
_GRAMS = 32  # of what is looked for, from its begin on; a page knows as many of the next page's

Hashes = NDArray[np.uint16]
Signs = NDArray[np.uint8]  # (2 ** _BITS, pages / 8) bit p of row h: whether page p has a gram of this hash


def sign_pages(folded: bytes) -> Signs:
    """The signs of a text in small letters."""
    pairs, triples = _hash_grams(np.frombuffer(folded, np.uint8))
    flags = np.zeros((-(-len(folded) // PAGE_BYTES), 1 << _BITS), np.bool_)
    for page, row in enumerate(flags):
        around = slice(page * PAGE_BYTES, (page + 1) * PAGE_BYTES + _GRAMS)
        row[pairs[around]] = True
        row[triples[around]] = True
    return np.packbits(flags, axis=0).T.copy()


def hash_wanted(folded: bytes) -> Hashes:
    """What a page has to have that is to hold the begin of `folded`, which is two small letters or longer."""
    pairs, triples = _hash_grams(np.frombuffer(folded, np.uint8))
    return np.unique(np.concatenate((pairs[:_GRAMS], triples[:_GRAMS])))


def list_runs(signs: Signs, wanted: Hashes) -> list[tuple[int, int]]:
    """Begin and end, in bytes, of pages that may hold where the wanted text begins, in order; the last may be open."""
    if signs.shape[1] == 0:
        return []
    pages = np.flatnonzero(np.unpackbits(np.bitwise_and.reduce(signs[wanted], axis=0))).tolist()
    runs: list[tuple[int, int]] = []
    for page in pages:
        start, end = page * PAGE_BYTES, (page + 1) * PAGE_BYTES
        if runs and runs[-1][1] == start and start - runs[-1][0] < RUN_PAGES * PAGE_BYTES:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _hash_grams(codes: NDArray[np.uint8]) -> tuple[Hashes, Hashes]:
    """Of each pair and each triple of neighbours."""
    wide = codes.astype(np.uint16)
    pairs = wide[:-1] * np.uint16(256) + wide[1:]
    triples = pairs[:-1] * np.uint16(25717) + wide[2:] * np.uint16(9241)
    shift = np.uint16(16 - _BITS)
    return (pairs * np.uint16(40503)) >> shift, triples >> shift

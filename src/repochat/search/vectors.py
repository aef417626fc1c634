"""Vectors on a grid, in blocks: a dot product is exact, so it is the same wherever a row stands.

A sum of floats depends on its order, and a matrix product chooses the order by the matrix's shape. Components that are
whole multiples of 2**-11, times a question's multiples of 2**-12, give multiples of 2**-23, and all their partial sums
stay below 2 in size, since no row is much longer than 1: such sums fit a float32's 24 bits whatever the order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repochat.llm.embedding import Vectors
from repochat.search.slots import Slots

ROW_STEPS, QUESTION_STEPS = 2**11, 2**12  # per 1.0; the error of a product stays below 0.001
MERGE_GROWTH = 4  # a block is merged with the one before while that is less than so many times its size

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotVectors:
    """Rows by slot, all blocks one after the other. `vectors @ question` gives products by number."""

    blocks: tuple[Vectors, ...]
    slots: Slots

    def __matmul__(self, question: Floats) -> Floats:
        """(size,) the product of each living row with `question` (dimensions,), of length 1 at most."""
        asked = round_to_grid(question, QUESTION_STEPS)
        products = [block @ asked for block in self.blocks]
        if self.slots.is_plain and len(products) == 1:
            return products[0]
        return np.concatenate(products)[self.slots.order]

    def read_rows(self) -> Vectors:
        """(size, dimensions) the living rows by number."""
        if self.slots.is_plain and len(self.blocks) == 1:
            return self.blocks[0]
        rows = np.empty((self.slots.size, self.blocks[0].shape[1]), np.float32)
        first = 0
        for block in self.blocks:
            numbers = self.slots.number[first : first + len(block)]
            living = numbers < self.slots.size
            rows[numbers[living]] = block[living]
            first += len(block)
        return rows


def round_to_grid(rows: Floats, steps: int = ROW_STEPS) -> Floats:
    """Each component as the nearest multiple of 1 / steps."""
    return (np.rint(rows * np.float32(steps)) / np.float32(steps)).astype(np.float32)


def make_vectors(rows: Vectors, slots: Slots) -> SlotVectors:
    """Vectors of `rows`, which stand by number already."""
    return SlotVectors(blocks=(rows,), slots=slots)


def advance_vectors(vectors: SlotVectors, added: Vectors, slots: Slots) -> SlotVectors:
    """`added` rows in new slots after all others; `slots` of the whole."""
    blocks = [*vectors.blocks, added]
    while len(blocks) > 2 and len(blocks[-2]) < MERGE_GROWTH * len(blocks[-1]):  # noqa: PLR2004  the first one stays
        blocks[-2:] = [np.concatenate(blocks[-2:])]
    return SlotVectors(blocks=tuple(blocks), slots=slots)

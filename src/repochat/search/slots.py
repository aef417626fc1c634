"""Slots: where rows stand for as long as they are kept, whatever is added, changed or removed around them.

A row (of a chunk or a file) is appended once and never moves; its number among the living ones does. What is large is
stored by slot, so that an index advances without touching it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """`order` number -> slot; `number` slot -> number, and `size` for a row that lives no more."""

    order: Ints  # (size,)
    number: Ints  # (slots,)
    is_plain: bool  # whether each number is its slot

    @property
    def size(self) -> int:
        """How many rows live."""
        return len(self.order)

    @property
    def dead(self) -> int:
        """How many rows do not."""
        return len(self.number) - len(self.order)


def make_plain_slots(size: int) -> Slots:
    """Rows that stand where they count."""
    numbers = np.arange(size, dtype=np.int32)
    return Slots(order=numbers, number=numbers, is_plain=True)


def order_slots(order: Ints, slots: int) -> Slots:
    """Rows by the order of their slots, of which there are `slots`."""
    number = np.full(slots, len(order), np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    return Slots(order=order, number=number, is_plain=False)

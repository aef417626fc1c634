"""Numbers for values, given in order of first sight."""

from collections.abc import Hashable, Iterable
from itertools import count
from typing import TypeVar

Value = TypeVar("Value", bound=Hashable)


class Numbers(dict[Value, int]):
    """`numbers[value]` is the number of a value, a new one when it has none; `numbers.listed[number]` the value.

    Numbers are never taken back, so that all who hold one agree on what it means.
    """

    def __init__(self, values: Iterable[Value] = ()) -> None:
        self.listed = list(values)
        super().__init__(zip(self.listed, count(), strict=False))

    def __missing__(self, value: Value) -> int:
        number = self[value] = len(self.listed)
        self.listed.append(value)
        return number

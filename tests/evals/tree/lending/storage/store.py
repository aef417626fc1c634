"""What every storage can do."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Store(Protocol[Item]):
    """A mapping that lasts."""

    def put(self, key: str, item: Item) -> None: ...

    def delete(self, key: str) -> None: ...

    def values(self) -> Iterable[Item]: ...

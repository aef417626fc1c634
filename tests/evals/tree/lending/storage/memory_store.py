"""A store that forgets everything when the process ends."""

from collections.abc import Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class MemoryStore(Generic[Item]):
    """Keeps items in a dictionary."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def put(self, key: str, item: Item) -> None:
        self._items[key] = item

    def delete(self, key: str) -> None:
        del self._items[key]

    def values(self) -> Iterable[Item]:
        return self._items.values()

"""A store in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterable
from typing import Any


class SqliteStore:
    """Keeps items as JSON, one row each, in a table with a primary key."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("CREATE TABLE IF NOT EXISTS items (key TEXT PRIMARY KEY, body TEXT)")

    def put(self, key: str, item: dict[str, Any]) -> None:
        """Writes in a transaction of its own."""
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO items VALUES (?, ?)", (key, json.dumps(item)))

    def delete(self, key: str) -> None:
        with self._connection:
            self._connection.execute("DELETE FROM items WHERE key = ?", (key,))

    def values(self) -> Iterable[dict[str, Any]]:
        return [json.loads(body) for (body,) in self._connection.execute("SELECT body FROM items")]

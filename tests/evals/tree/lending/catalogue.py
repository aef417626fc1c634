"""The books that the library owns, and how they are found."""

from dataclasses import dataclass

from .isbn import parse_isbn
from .storage.store import Store


@dataclass(frozen=True)
class Book:
    """A title; copies of it are counted, not told apart."""

    isbn: str
    title: str
    author: str
    copies: int


class Catalogue:
    """Adds, removes and finds books."""

    def __init__(self, store: Store[Book]) -> None:
        self._store = store

    def add(self, book: Book) -> None:
        """Validates the book's number, then stores it."""
        self._store.put(parse_isbn(book.isbn), book)

    def remove(self, isbn: str) -> None:
        self._store.delete(parse_isbn(isbn))

    def search(self, words: str) -> list[Book]:
        """Books whose title or author holds every word, without regard to case."""
        wanted = words.lower().split()
        return [
            book
            for book in self._store.values()
            if all(word in f"{book.title} {book.author}".lower() for word in wanted)
        ]

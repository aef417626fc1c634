"""Texts beside files that can be cited: what a forge told of a pull request."""

from dataclasses import dataclass
from typing import Protocol

from repochat.chat.model import CitationKind
from repochat.git import split_lines


class Place(Protocol):
    """Where lines are: in a file of a commit, in the message of a commit, or in a pull request."""

    @property
    def kind(self) -> CitationKind: ...
    @property
    def path(self) -> str: ...
    @property
    def commit(self) -> str: ...
    @property
    def number(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPull:
    """A pull request as its forge told it. Its lines are those of the title, a blank line, and the body."""

    number: int
    title: str
    body: str
    author: str
    state: str
    head_sha: str
    url: str

    @property
    def text(self) -> str:
        return f"{self.title}\n\n{self.body}" if self.body else self.title

    @property
    def lines(self) -> tuple[bytes, ...]:
        return tuple(split_lines(self.text.replace("\r\n", "\n").encode("utf-8", "replace")))

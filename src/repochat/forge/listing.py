"""Answers as values: one object, or a listing of pages that is bounded and may be asked for conditionally."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from repochat.forge.client import GitHubClient
from repochat.forge.exchange import Answer
from repochat.forge.failures import build_unavailable
from repochat.forge.fields import Fields, MissingFieldError

T = TypeVar("T")

_ETAG_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T]):
    """`is_unchanged`: nothing changed since `etag` was given, and `items` is empty. `is_cut`: there were more.

    Give `etag` with the next question. `poll_after_s` is how long the forge wants it to wait, where it says so.
    """

    items: tuple[T, ...] = ()
    etag: str | None = None
    is_unchanged: bool = False
    is_cut: bool = False
    poll_after_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[T]):
    """What to list: `key` names the field that holds the items when the answer is an object."""

    path: str
    what: str
    read: Callable[[Fields], T]
    params: Mapping[str, str | int]
    key: str | None = None


def read_one(answer: Answer, read: Callable[[Fields], T], what: str) -> T:
    """Raises UnavailableError when the answer is not what it should be."""
    try:
        return read(Fields(answer.body))
    except MissingFieldError as error:
        raise build_unavailable(what, f"{error} is missing from its answer") from None


async def list_all(client: GitHubClient, question: Question[T], *, etag: str | None = None) -> Listing[T]:
    """All pages, up to `items_max`. With `etag` each page is asked for conditionally, and only news are read."""
    known = etag.split(_ETAG_SEPARATOR) if etag else []
    if known and await _is_unchanged(client, question, known):
        return Listing(etag=etag, is_unchanged=True)
    items: list[T] = []
    etags: list[str] = []
    pages_max = client.limits.items_max // client.limits.page_items
    for page in range(1, pages_max + 1):
        answer = await _ask(client, question, page, None)
        found = _read_items(answer, question)
        items += found
        etags.append(answer.etag or "")
        # A page that is not full is the last; one that is full needs the next one watched too.
        if len(found) < client.limits.page_items:
            return Listing(items=tuple(items), etag=_join(etags), poll_after_s=_find_poll_s(answer))
    return Listing(items=tuple(items), etag=_join(etags), is_cut=True)


async def list_first(
    client: GitHubClient, question: Question[T], *, etag: str | None, goes_on: Callable[[T], bool]
) -> Listing[T]:
    """Pages of an answer whose newest items come first, until one item is not wanted: the first page tells of news."""
    items: list[T] = []
    first_etag: str | None = None
    pages_max = client.limits.items_max // client.limits.page_items
    for page in range(1, pages_max + 1):
        answer = await _ask(client, question, page, etag if page == 1 else None)
        if answer.is_unchanged:
            return Listing(etag=etag, is_unchanged=True, poll_after_s=_find_poll_s(answer))
        found = _read_items(answer, question)
        first_etag = first_etag or answer.etag
        wanted = [item for item in found if goes_on(item)]
        items += wanted
        if len(wanted) < client.limits.page_items:
            return Listing(items=tuple(items), etag=first_etag, poll_after_s=_find_poll_s(answer))
    return Listing(items=tuple(items), etag=first_etag, is_cut=True)


async def _is_unchanged(client: GitHubClient, question: Question[T], known: list[str]) -> bool:
    for page, etag in enumerate(known, start=1):
        if not etag or not (await _ask(client, question, page, etag)).is_unchanged:
            return False
    return True


async def _ask(client: GitHubClient, question: Question[T], page: int, etag: str | None) -> Answer:
    params = {**question.params, "per_page": client.limits.page_items, "page": page}
    return await client.get(question.path, what=question.what, params=params, etag=etag)


def _read_items(answer: Answer, question: Question[T]) -> list[T]:
    body = Fields(answer.body if question.key is not None else {"items": answer.body})
    try:
        return [question.read(child) for child in body.children(question.key or "items")]
    except MissingFieldError as error:
        raise build_unavailable(question.what, f"{error} is missing from its answer") from None


def _join(etags: list[str]) -> str | None:
    return _ETAG_SEPARATOR.join(etags) if all(etags) else None


def _find_poll_s(answer: Answer) -> float | None:
    value = answer.headers.get("x-poll-interval", "")
    return float(value) if value.isdecimal() else None

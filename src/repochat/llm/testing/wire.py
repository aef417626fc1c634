"""How a protocol writes what a script says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from repochat.llm.testing.received import ReceivedChat
from repochat.llm.testing.script import Refusal, Reply


@dataclass(frozen=True, kw_only=True)
class Wire:
    """`encode_reply` gets the request's number too, for ids; `breaks` are the frames of a reply that ends badly."""

    base_path: str
    encode_reply: Callable[[Reply, ReceivedChat, int], Iterator[bytes]]
    encode_refusal: Callable[[Refusal], bytes]
    breaks: Mapping[str, bytes]

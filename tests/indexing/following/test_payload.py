"""A signed body may still be hostile."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from repochat.core.errors import InvalidError, LimitError
from repochat.indexing.following.limits import LIMITS
from repochat.indexing.following.payload import FORM, parse_payload


def test_an_object_is_read_from_json_and_from_a_form() -> None:
    payload: dict[str, Any] = {"ref": "refs/heads/größe & more", "n": [1, None, {"x": 1.5}]}
    text = json.dumps(payload)
    assert parse_payload(text.encode(), "application/json") == payload
    assert parse_payload(urlencode({"payload": text}).encode(), f"{FORM}; charset=utf-8") == payload


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b'"x"', b"{", b"nul", b"\xff\xfe", b'{"n": NaN}', b'{"n": Infinity}',
        b'{"n": ' + b"9" * 5_000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidError):
        parse_payload(body)
    with pytest.raises(InvalidError):
        parse_payload(body, FORM)


@pytest.mark.parametrize("depth", [LIMITS.payload_depth_max + 1, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_has_a_bound(depth: int, opening: bytes, closing: bytes) -> None:
    body = b'{"a":' + opening * depth + b"1" + closing * depth + b"}"
    with pytest.raises(LimitError) as refused:
        parse_payload(body)
    assert refused.value.limit == "payload_depth_max"


def test_a_body_of_brackets_alone_is_refused_before_it_becomes_objects() -> None:
    body = b'{"a":[' + b"[]," * LIMITS.payload_values_max + b"0]}"
    with pytest.raises(LimitError) as refused:
        parse_payload(body)
    assert refused.value.limit == "payload_values_max"


def test_the_deepest_real_payload_is_far_from_the_bound() -> None:
    assert parse_payload(b'{"a":' * (LIMITS.payload_depth_max - 1) + b"{}" + b"}" * (LIMITS.payload_depth_max - 1))

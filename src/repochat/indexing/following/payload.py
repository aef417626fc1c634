"""A webhook's body as JSON, within bounds that nobody who signs can get around."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, cast
from urllib.parse import parse_qs

from repochat.core.errors import InvalidError, LimitError
from repochat.indexing.following.limits import LIMITS, FollowLimits

FORM = "application/x-www-form-urlencoded"
_HINT = "Send the event as the forge sends it: a JSON object."


def parse_payload(body: bytes, content_type: str = "", *, limits: FollowLimits = LIMITS) -> Mapping[str, Any]:
    """The object that `body` holds, as JSON or as the field `payload` of a form.

    Raises LimitError for what is too deep or has too many values, InvalidError for what is no JSON object. Takes up to
    a second for the largest body: call it beside the event loop.
    """
    text = _read_form(body) if content_type.partition(";")[0].strip().lower() == FORM else body
    _check_values(text, limits)
    parsed = _load(text)
    _check_depth(parsed, limits)
    if not isinstance(parsed, dict):
        raise InvalidError("The webhook's body is no JSON object.", hint=_HINT)
    return cast("dict[str, Any]", parsed)


def _read_form(body: bytes) -> bytes:
    try:
        fields = parse_qs(body.decode(), max_num_fields=20)
    except ValueError as error:
        raise InvalidError("The webhook's form is malformed.", hint=_HINT) from error
    return fields.get("payload", [""])[0].encode()


def _check_values(text: bytes, limits: FollowLimits) -> None:
    """Before parsing: a body of 25 MB that holds nothing but brackets would take gigabytes as objects."""
    if sum(text.count(mark) for mark in (b"[", b"{", b",")) > limits.payload_values_max:
        raise LimitError("The webhook's body has too many values.", hint=_HINT, limit="payload_values_max")


def _load(text: bytes) -> object:
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:  # malformed, not UTF-8, or a number of thousands of digits
        raise InvalidError("The webhook's body is no JSON.", hint=_HINT) from error


def _check_depth(parsed: object, limits: FollowLimits) -> None:
    level = [parsed]
    for _ in range(limits.payload_depth_max):
        level = [child for value in level for child in _list_children(value)]
        if not level:
            return
    raise _too_deep()


def _list_children(value: object) -> list[object]:
    """Those that may have children themselves."""
    children: Callable[[], Any] = value.values if isinstance(value, dict) else lambda: value
    if not isinstance(value, dict | list):
        return []
    return [child for child in children() if isinstance(child, dict | list)]


def _too_deep() -> LimitError:
    return LimitError("The webhook's body is nested too deeply.", hint=_HINT, limit="payload_depth_max")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)

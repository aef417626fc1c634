"""Secrets that are known by their shape: the letters that each begins with, and the pattern that must follow there."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from repochat.llm.secret_words import is_placeholder, looks_random

_DISTINCT_MIN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretKind:
    """`pattern` is tried where one of `anchors` stands; its group `secret` is masked where `accepts` says yes."""

    name: str
    anchors: tuple[bytes, ...]
    pattern: re.Pattern[bytes]
    accepts: Callable[[bytes], bool]


def find_tokens(data: bytes) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind), in bytes, of tokens that begin a long word. A word is read a few times at most."""
    for word in _LONG_WORD.finditer(data):
        for kind in _TOKENS_BY_START.get(word[0][:2], ()):
            if (match := kind.pattern.match(data, word.start())) and kind.accepts(match["secret"]):
                yield *match.span("secret"), kind.name


def find_placed(data: bytes) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind), in bytes, of secrets that are known by what stands before them."""
    for kind in _PLACED:
        for anchor in kind.anchors:
            yield from _find_after(data, kind, anchor)


def _find_after(data: bytes, kind: SecretKind, anchor: bytes) -> Iterator[tuple[int, int, str]]:
    # Looking for a few letters is some fifty times cheaper than a pattern that may begin anywhere.
    start = data.find(anchor)
    while start >= 0:
        end = start + len(anchor)
        match = kind.pattern.match(data, start)
        if match is not None and kind.accepts(match["secret"]):
            end = match.end("secret")
            yield match.start("secret"), end, kind.name
        start = data.find(anchor, end)


def _token(name: str, anchors: bytes, rest: bytes, accepts: Callable[[bytes], bool] | None = None) -> SecretKind:
    """`anchors` are parted by spaces; `rest` is what follows them."""
    alternatives = anchors.split()
    begin = b"|".join(map(re.escape, alternatives))
    pattern = re.compile(rb"(?P<secret>(?:" + begin + rb")" + rest + rb")")
    return SecretKind(name=name, anchors=tuple(alternatives), pattern=pattern, accepts=accepts or _is_no_row_of_x)


def _is_no_row_of_x(secret: bytes) -> bool:
    """`ghp_xxxxxxxx` stands for a token."""
    return len(set(secret)) >= _DISTINCT_MIN


def _is_password(secret: bytes) -> bool:
    return not is_placeholder(secret)


def _is_user_and_password(secret: bytes) -> bool:
    """RFC 7617: base64 of `user:password`."""
    try:
        return b":" in base64.b64decode(secret, validate=True)
    except ValueError:
        return False


_BODY = rb"[A-Za-z0-9_-]"

_TOKENS: Final = (
    _token("aws key", b"AKIA ASIA AROA ABIA ACCA", rb"[A-Z0-9]{16}(?![A-Za-z0-9])"),
    _token("github token", b"ghp_ gho_ ghu_ ghs_ ghr_", rb"[A-Za-z0-9]{30,255}"),
    _token("github token", b"github_pat_", rb"[A-Za-z0-9_]{22,255}"),
    _token("gitlab token", b"glpat- gldt- glrt- glcbt- glptt- glft- glsoat- glagent-", _BODY + rb"{20,255}"),
    _token("slack token", b"xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xapp-", _BODY + rb"{10,255}"),
    _token("stripe key", b"sk_live_ sk_test_ rk_live_ rk_test_", rb"[A-Za-z0-9]{16,255}"),
    _token("stripe key", b"whsec_", rb"[A-Za-z0-9+/=]{24,255}"),
    _token("google key", b"AIza", _BODY + rb"{35}"),
    _token("google key", b"GOCSPX-", _BODY + rb"{20,64}"),
    _token("anthropic key", b"sk-ant-", _BODY + rb"{20,255}"),
    _token("openai key", b"sk-", rb"(?!ssh-|ecdsa-)" + _BODY + rb"{20,255}", looks_random),  # `sk-cube-grid` is no key
    _token("json web token", b"eyJ", _BODY + rb"{8,4000}\.eyJ" + _BODY + rb"{4,8000}\." + _BODY + rb"{0,999}"),
    _token("npm token", b"npm_", rb"[A-Za-z0-9]{36}"),
    _token("pypi token", b"pypi-", _BODY + rb"{50,500}"),
    _token("rubygems key", b"rubygems_", rb"[a-f0-9]{48}"),
    _token("docker token", b"dckr_pat_ dckr_oat_", _BODY + rb"{20,100}"),
    _token("hugging face token", b"hf_", rb"[A-Za-z0-9]{30,100}"),
    _token("digitalocean token", b"dop_v1_ doo_v1_ dor_v1_", rb"[a-f0-9]{64}"),
    _token("shopify token", b"shpat_ shpca_ shppa_ shpss_", rb"[a-fA-F0-9]{32}"),
    _token("groq key", b"gsk_", rb"[A-Za-z0-9]{40,100}"),
    _token("databricks token", b"dapi", rb"[a-f0-9]{32}"),
    _token("twilio key", b"SK", rb"[a-f0-9]{32}(?![A-Za-z0-9])"),
    _token("age key", b"AGE-SECRET-KEY-1", rb"[A-Z0-9]{40,80}"),
)

_PLACED: Final = (
    _token("google token", b"ya29.", _BODY + rb"{20,2000}"),
    _token("sendgrid key", b"SG.", _BODY + rb"{16,64}\." + _BODY + rb"{16,64}", looks_random),
    _token("vault token", b"hvs. hvb. hvr.", _BODY + rb"{24,300}", looks_random),
    SecretKind(
        name="slack webhook",
        anchors=(b"hooks.slack.com/",),
        pattern=re.compile(rb"hooks\.slack\.com/(?:services|workflows)/(?P<secret>[A-Za-z0-9/_-]{20,200})"),
        accepts=_is_no_row_of_x,
    ),
    SecretKind(
        name="authorization",
        anchors=(b"Bearer ", b"bearer "),
        pattern=re.compile(rb"[Bb]earer (?P<secret>[A-Za-z0-9._~+/=-]{16,2000})"),
        accepts=looks_random,
    ),
    SecretKind(
        name="authorization",
        anchors=(b"Basic ", b"basic "),
        pattern=re.compile(rb"[Bb]asic (?P<secret>[A-Za-z0-9+/]{8,400}={0,2})"),
        accepts=_is_user_and_password,
    ),
    SecretKind(
        name="telegram token",
        anchors=(b":AA",),
        pattern=re.compile(rb":(?P<secret>AA[A-Za-z0-9_-]{32,35})(?![A-Za-z0-9_-])"),
        accepts=looks_random,
    ),
    SecretKind(
        name="password in an address",
        anchors=(b"://",),
        pattern=re.compile(rb"://[^\s/:@\"'`<>]{0,128}:(?P<secret>[^\s/@\"'`<>]{3,256})@"),
        accepts=_is_password,
    ),
)

_LONG_WORD = re.compile(rb"[A-Za-z0-9_-]{16,}")
_TOKENS_BY_START = {
    start: tuple(kind for kind in _TOKENS if any(anchor.startswith(start) for anchor in kind.anchors))
    for start in {anchor[:2] for kind in _TOKENS for anchor in kind.anchors}
}

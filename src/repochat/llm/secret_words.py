"""Secrets that are known by the name that they are given: `password = "..."`, `API_TOKEN: ...`, `<secret>...`."""

import re
from collections.abc import Iterator
from operator import ne

_NAMES = (b"pass", b"pwd", b"secret", b"token", b"key")
# A key of these is a secret; one of a dictionary is not.
_BEFORE_KEY = re.compile(rb"(?:api|access|account|auth|private|signing|encryption|master|shared|license)[_.-]?\Z")
_BEFORE_KEY_BYTES = 11
_PASS = re.compile(rb"pass(?:w|phrase|code|key|[0-9_\"'\])]{0,4}[ \t]{0,4}[:=])")
_REST_OF_NAME = re.compile(rb"[A-Za-z0-9_.-]{0,256}")
_TYPE = rb"(?::[ \t]{0,2}[A-Za-z_][\w.|?\[\]]{0,30}[ \t]{0,2}(?==))?"
_VALUE = re.compile(
    rb"[\\\"'`\])]{0,5}[ \t]{0,8}" + _TYPE + rb"(?:[:=!>,]{1,3}[ \t]{0,8}|[ \t])"
    rb"(?:[rbfuL@]{0,2}\\?[\"'`](?P<quoted>[^\"'`\s\\<>]{8,256}+)\\?[\"'`]"
    rb"|(?<!,)(?<!, )(?P<bare>[^\"'`\s\\,;(){}\[\]<>]{8,256}+)(?=[\s,;<\"'\\]|\Z))"
)
_PLACEHOLDER = re.compile(
    rb"(?i)example|change.?me|your|placeholder|dummy|fake|sample|xxxx|\*\*\*|redacted|\{|%\(|\$[a-z(_]|<|://"
    rb"|environ|process\.env|getenv|1234567|abcdef|qwerty|lorem"
)
# Without quotes it may be code: a constant, or the field of something.
_CODE = re.compile(rb"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+")
_WORDS = frozenset(
    b"pass passwd password passphrase pw pwd secret s3cret user username root admin guest test postgres mysql redis "
    b"key token foo bar baz none null true false pass123 password123 x xx xxx".split()
)
_WORD = re.compile(rb"[a-z]{4,}|[A-Z]?[a-z]{3,}|[A-Z]{4,}")
_WORD_SHARE_MAX = 0.5
_CHANGES_MIN = 3
_CHANGE_SHARE_MIN = 0.25
_DISTINCT_MIN = 6
_JUDGED_BYTES = 64
# Each byte by its class: 0 a digit, a a small letter, A a capital one, . a sign.
_CLASSES = b"".join(
    b"0" if byte.isdigit() else b"a" if byte.islower() else b"A" if byte.isupper() else b"."
    for byte in (bytes((number,)) for number in range(256))
)


def find_assigned(data: bytes) -> Iterator[tuple[int, int, str]]:
    """Where values stand that are given to a secret's name and look random: (start, end, kind), in bytes."""
    lowered = data.lower()
    for name in _NAMES:
        start = lowered.find(name)
        while start >= 0:
            # Past the whole name, so that a long one is read once however often it repeats the word.
            end = _end_of_name(data, start + len(name))
            match = _VALUE.match(data, end) if _is_name(lowered, start, name) else None
            if match is not None and (span := _accept(match)):
                yield *span, "password or key"
            start = lowered.find(name, end)


def _is_name(lowered: bytes, start: int, name: bytes) -> bool:
    """Not every key is secret, and to pass something is a verb."""
    if name == b"key":
        return _BEFORE_KEY.search(lowered, max(0, start - _BEFORE_KEY_BYTES), start) is not None
    return name != b"pass" or _PASS.match(lowered, start) is not None


def is_placeholder(value: bytes) -> bool:
    """True for what stands in a text instead of a secret: a template, a variable, a word of examples."""
    return value.lower() in _WORDS or _PLACEHOLDER.search(value) is not None or len(set(value)) <= 1


def looks_random(value: bytes) -> bool:
    """True when letters, digits and signs alternate as in a generated secret, not as in words and names."""
    start = value[:_JUDGED_BYTES]
    classes = start.translate(_CLASSES)
    if b"0" not in classes or len(set(start)) < _DISTINCT_MIN:
        return False
    changes = sum(map(ne, classes, classes[1:]))
    if changes < max(_CHANGES_MIN, _CHANGE_SHARE_MIN * (len(start) - 1)):
        return False
    return sum(map(len, _WORD.findall(start))) < _WORD_SHARE_MAX * len(start)


def _end_of_name(data: bytes, start: int) -> int:
    rest = _REST_OF_NAME.match(data, start)
    return rest.end() if rest else start


def _accept(match: re.Match[bytes]) -> tuple[int, int] | None:
    group = "quoted" if match["quoted"] is not None else "bare"
    value = match[group]
    if group == "bare" and _CODE.fullmatch(value):
        return None
    return match.span(group) if looks_random(value) and not is_placeholder(value) else None

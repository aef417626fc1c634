"""How many tokens a text is, nearly: no provider's own tokenizer is at hand for every model, and none is fetched."""

from typing import Final

# Bytes by class: a small and A capital letters, 0 digits, n line ends, s other space, h beyond ASCII, and . the rest.
_CLASSES: Final = b"".join(
    b"0"
    if byte.isdigit()
    else b"a"
    if byte.islower()
    else b"A"
    if byte.isupper()
    else b"n"
    if byte == b"\n"
    else b"s"
    if byte.isspace()
    else b"."
    if byte.isascii()
    else b"h"
    for byte in (bytes((number,)) for number in range(256))
)
# Tokens for each byte of a class and for each place where one class follows another: where words, numbers and signs
# begin. Fitted by least squares to the largest count of cl100k, o200k and Claude's published tokenizer over 300 pieces
# of code and prose in 12 languages, raised by 10 %.
_WEIGHTS: Final = {
    b"a": 0.134,
    b"0": 0.53,
    b".": 0.184,
    b"h": 0.5,
    b"n": 0.565,
    b"s": 0.01,
    **dict.fromkeys((b"aA", b"0A", b"AA"), 0.857),
    **dict.fromkeys((b"a0", b"A0", b"0a"), 1.0),
    **dict.fromkeys((b".a", b".A", b"sa", b"sA", b"na", b"nA", b"ha"), 0.565),
    **dict.fromkeys((b".s", b"n.", b"s.", b"a.", b"A.", b"0."), 0.768),
}


def estimate_tokens(text: str) -> int:
    """At least 1. About 4 ms for 100 kB.

    Against the largest of three tokenizers: 0.96 to 1.22 times for 90 % of pieces of code and 0.88 at least; keys and
    hashes 0.9 to 1.5, Chinese and Russian 1.25, Thai 0.9, rows of emoji 0.7. Of 300 pieces of 12 other repositories:
    0.99 to 1.38 for 90 %, 0.77 at least.
    """
    classes = text.encode("utf-8", "surrogatepass").translate(_CLASSES)
    return 1 + int(sum(weight * classes.count(pattern) for pattern, weight in _WEIGHTS.items()))

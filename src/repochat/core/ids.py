"""Identifiers that sort by the time of their making: UUID version 7 of RFC 9562."""

import secrets
import time
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def create_id() -> UUID:
    """48 bits of Unix milliseconds, then 74 random bits. Two ids of one millisecond have no order."""
    return build_id(time_ms=time.time_ns() // 1_000_000, random_bits=secrets.randbits(74))


def build_id(*, time_ms: int, random_bits: int) -> UUID:
    """`random_bits` holds 74 bits: the upper 12 go before the variant, the lower 62 after it."""
    upper = (random_bits >> 62) & 0xFFF
    lower = random_bits & ((1 << 62) - 1)
    return UUID(int=(time_ms & 0xFFFF_FFFF_FFFF) << 80 | _VERSION | upper << 64 | _VARIANT | lower)

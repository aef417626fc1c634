"""Random tokens: who holds one is let in, and what is kept of it lets nobody in."""

import secrets
from hashlib import sha256

TOKEN_BYTES = 32
KEY_PREFIX = "rck_"  # by which people and secret scanners know an API key of ours
LOCAL_PREFIX = "rcl_"
ENDING_CHARS = 4


def create_token(prefix: str = "") -> str:
    """256 random bits."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> bytes:
    """32 bytes by which a token is found again. It is as random as the hash, so neither salt nor stretching helps."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()

"""Secrets at rest: authenticated encryption that is bound to a purpose, under keys that can be exchanged.

A sealed value is `version | key id | nonce | AES-256-GCM ciphertext and tag` (NIST SP 800-38D); the purpose is its
associated data, so a value that was moved to another row or another use does not open. Keys come from WEB_SECRET by
HKDF (RFC 5869), or on one machine from a file in the home folder.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from repochat.core.errors import InvalidError, UnavailableError
from repochat.core.home import Home
from repochat.core.private_files import find_private, read_or_create_private, write_private
from repochat.core.settings import Settings

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID_BYTES = 8
VERSION = b"\x01"
KEY_FILE = "sealing.keys"
_DERIVED_FOR = b"repochat sealing key 1"
_HEAD_BYTES = len(VERSION) + KEY_ID_BYTES + NONCE_BYTES


class Sealer:
    """Seals with the first of `keys` (32 bytes each) and opens what any of them sealed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise InvalidError("There is no key to seal with.", hint="Set WEB_SECRET.")
        self._sealing = _name_key(keys[0])
        self._ciphers = {_name_key(key): AESGCM(key) for key in keys}

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Only `open` with the same purpose gives `plain` back; sealing twice gives two different values."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._sealing].encrypt(nonce, plain, _of(purpose))
        return VERSION + self._sealing + nonce + sealed

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Raises UnavailableError when no key opens it, or it was sealed for another purpose or changed."""
        cipher = self._ciphers.get(sealed[1 : 1 + KEY_ID_BYTES])
        if cipher is None or sealed[:1] != VERSION:
            raise _closed("was sealed with a key that is not here")
        try:
            return cipher.decrypt(sealed[_HEAD_BYTES - NONCE_BYTES : _HEAD_BYTES], sealed[_HEAD_BYTES:], _of(purpose))
        except InvalidTag:
            raise _closed("is not what was sealed") from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether the key that seals now sealed it; if not, seal it again before the old key goes."""
        return sealed[: 1 + KEY_ID_BYTES] == VERSION + self._sealing

    def __repr__(self) -> str:
        return f"Sealer(<{len(self._ciphers)} keys>)"


def open_sealer(settings: Settings, home: Home) -> Sealer:
    """By WEB_SECRET where it is set (several are parted by commas, the first seals), else by the key file of `home`.

    What the file's keys sealed before WEB_SECRET was set still opens. Raises ForbiddenError when others may read it.
    """
    if not settings.web_secrets:
        return Sealer(_parse_keys(read_or_create_private(home.root / KEY_FILE, _create_key)))
    return Sealer([*map(derive_key, settings.web_secrets), *_parse_keys(find_private(home.root / KEY_FILE) or "")])


def rotate_key_file(home: Home) -> None:
    """A new key seals from now on; the old ones open."""
    old = read_or_create_private(home.root / KEY_FILE, _create_key)
    write_private(home.root / KEY_FILE, f"{_create_key()}\n{old}")


def derive_key(secret: str) -> bytes:
    """32 bytes that only who knows `secret` can make."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=_DERIVED_FOR).derive(secret.encode())


def _create_key() -> str:
    return urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def _parse_keys(text: str) -> list[bytes]:
    try:
        keys = [urlsafe_b64decode(line) for line in text.split()]
    except (Base64Error, ValueError):
        keys = [b""]
    if any(len(key) != KEY_BYTES for key in keys):
        hint = f"Put {KEY_FILE} back from a backup; without it, remove the file and store the tokens again."
        raise InvalidError(f"{KEY_FILE} in REPOCHAT_HOME is damaged.", hint=hint)
    return keys


def _name_key(key: bytes) -> bytes:
    return sha256(b"repochat key id" + key).digest()[:KEY_ID_BYTES]


def _of(purpose: str) -> bytes:
    return purpose.encode()


def _closed(why: str) -> UnavailableError:
    hint = (
        "Put the old WEB_SECRET behind the new one (parted by a comma) or the key file back, or store the token again."
    )
    return UnavailableError(f"A stored secret {why}.", hint=hint)

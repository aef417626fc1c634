"""Whether a delivery comes from somebody who knows one of our secrets. Decided over the raw bytes, before any parsing.

Source: "Validating webhook deliveries", docs.github.com (HMAC-SHA256 in `X-Hub-Signature-256`); GitLab sends the
secret itself in `X-Gitlab-Token`.
"""

import hashlib
import hmac
from collections.abc import Sequence

from pydantic import SecretStr

_PREFIX = "sha256="


def sign_body(body: bytes, secret: SecretStr) -> str:
    """The header that GitHub sends with `body`."""
    return _PREFIX + hmac.new(secret.get_secret_value().encode(), body, hashlib.sha256).hexdigest()


def verify_signature(body: bytes, header: str | None, secrets: Sequence[SecretStr]) -> bool:
    """Whether one of `secrets` signed `body`; several are valid while one replaces another.

    How long it takes tells nothing about how much of a signature was right, nor which secret matched. An empty secret
    never matches: it would let in whoever leaves it empty too.
    """
    given = (header or "").encode("utf-8", "replace")
    matches = [hmac.compare_digest(sign_body(body, secret).encode(), given) for secret in _usable(secrets)]
    return any(matches)


def verify_gitlab_token(header: str | None, secrets: Sequence[SecretStr]) -> bool:
    """Whether the header is one of `secrets`, compared as `verify_signature` does."""
    given = hashlib.sha256((header or "").encode("utf-8", "replace")).digest()  # of one length, whatever was given
    matches = [
        hmac.compare_digest(hashlib.sha256(secret.get_secret_value().encode()).digest(), given)
        for secret in _usable(secrets)
    ]
    return any(matches)


def _usable(secrets: Sequence[SecretStr]) -> list[SecretStr]:
    return [secret for secret in secrets if secret.get_secret_value()]

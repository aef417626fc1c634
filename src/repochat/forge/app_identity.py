"""How a GitHub App proves who it is: a short-lived statement that its private key signed (RFC 7519, RS256)."""

from datetime import datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from repochat.core.errors import InvalidError
from repochat.forge.credential import AppCredential
from repochat.forge.limits import ForgeLimits


def sign_assertion(app: AppCredential, *, now: datetime, limits: ForgeLimits) -> str:
    """`now` is by the forge's clock, as well as it is known. Raises InvalidError when the key is none."""
    issued = now - timedelta(seconds=limits.assertion_backdate_s)
    expires = now + timedelta(seconds=limits.assertion_lifetime_s)
    claims = {"iat": int(issued.timestamp()), "exp": int(expires.timestamp()), "iss": str(app.app_id)}
    try:
        return jwt.encode({"alg": "RS256"}, claims, RSAKey.import_key(app.private_key.get_secret_value()))
    except (ValueError, TypeError, JoseError):
        # The cause may quote the key.
        raise InvalidError(
            "The GitHub App's private key cannot be read.", hint="Give the PEM file that GitHub made for the App."
        ) from None

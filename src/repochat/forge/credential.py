"""What a client shows to a forge. Secrets are `SecretStr`: no repr, log or error can spell them out."""

from dataclasses import dataclass

from pydantic import SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCredential:
    """A personal access token, or what an OAuth login gave."""

    token: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class AppCredential:
    """A GitHub App as itself: it may list its installations, and little more. `private_key` is PEM."""

    app_id: int
    private_key: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationCredential:
    """A GitHub App where somebody installed it: it may do what they granted, on the repositories they chose."""

    app_id: int
    private_key: SecretStr
    installation_id: int

    @property
    def app(self) -> AppCredential:
        return AppCredential(app_id=self.app_id, private_key=self.private_key)


Credential = TokenCredential | AppCredential | InstallationCredential

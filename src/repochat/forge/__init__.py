"""GitHub and GitHub Enterprise: logins, installations, permissions, webhooks, and pull requests as drafts.

The only module that speaks to a forge. Knows nothing of the product: no repository of ours, no user row, no SQL. Must
never enter: anything that could merge or approve a pull request, or mark one as ready.

Values stand here. What asks a forge is imported by module (`client`, `people`, `repositories`, `installations`,
`pull_requests`, `hooks`, `oauth`, `app`), because HTTP costs a command a quarter of a second.
"""

from repochat.forge.address import ForgeAddress
from repochat.forge.credential import AppCredential, Credential, InstallationCredential, TokenCredential
from repochat.forge.limits import ForgeLimits
from repochat.forge.permissions import NEEDS, Feature, Need
from repochat.forge.pull_request import PullRequest, PullRequestState

__all__ = [
    "NEEDS",
    "AppCredential",
    "Credential",
    "Feature",
    "ForgeAddress",
    "ForgeLimits",
    "InstallationCredential",
    "Need",
    "PullRequest",
    "PullRequestState",
    "TokenCredential",
]

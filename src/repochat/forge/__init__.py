"""GitHub and GitHub Enterprise: logins, installations, permissions, webhooks, and pull requests as drafts.

The only module that speaks to a forge. Knows nothing of the product: no repository of ours, no user row, no SQL. Must
never enter: anything that could merge or approve a pull request, or mark one as ready.
"""

from repochat.forge.pull_request import PullRequest, PullRequestState

__all__ = ["PullRequest", "PullRequestState"]

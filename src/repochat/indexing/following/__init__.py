"""How we learn that a repository changed: webhooks, polling, watching of local refs, and a nightly comparison.

What a forge or a file system says is a hint: the state comes from fetching. Must never enter: parsing or indexing code,
HTTP routes, and trust in a payload beyond the repository that it names.
"""

from repochat.indexing.following.limits import LIMITS, FollowLimits
from repochat.indexing.following.receiving import RawDelivery, receive_delivery

__all__ = ["LIMITS", "FollowLimits", "RawDelivery", "receive_delivery"]

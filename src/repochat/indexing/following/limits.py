"""Every bound of following, by name."""

from dataclasses import dataclass

PUSH_PRIORITY = 10  # what somebody just pushed goes before what is done in the background


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowLimits:
    """Times are seconds."""

    payload_bytes_max: int = 25 * 1024 * 1024
    """GitHub caps its payloads there, and sends none that is larger."""
    payload_depth_max: int = 64
    payload_values_max: int = 2_000_000
    """Values of one payload, counted by the characters that part them."""
    names_chars_max: int = 200
    """A delivery's id and kind."""
    off_loop_bytes: int = 64 * 1024
    """A larger body is hashed and parsed beside the event loop."""

    batch_max: int = 200
    """Events of one lane that are read at once; the next are read when these are settled."""
    lost_after_s: float = 60
    """An event that waited so long has lost its job, and gets another."""
    payload_days: int = 7
    event_days: int = 90
    forget_rows_max: int = 2_000
    """Of one transaction of forgetting."""

    poll_s: float = 60
    """After a change; doubled with each quiet look up to `poll_quiet_s`."""
    poll_quiet_s: float = 600
    webhook_check_s: float = 1_800
    """A look beside webhooks: what was sent while we or the forge were away is found without waiting for the night."""
    gone_check_s: float = 86_400
    failure_base_s: float = 30
    failure_cap_s: float = 600
    refused_cap_s: float = 3_600
    """Of a source that refuses us: asking often changes nothing."""
    jitter: float = 0.2
    """Each time is drawn from this part around it, so that repositories are not asked all at once."""
    checks_at_once: int = 8
    checks_max: int = 64
    """Of one round; the next follows in seconds."""
    check_timeout_s: float = 20
    lease_s: float = 120
    """Whoever claimed a look has so long for it; then another may."""
    reconcile_within_s: float = 3_600
    index_requests_max: int = 50
    """Branches that one look may ask to index."""

    watch_s: float = 0.5
    watch_list_s: float = 3
    """How often the watcher asks which repositories there are."""
    watch_folders_max: int = 2_000
    """Folders of refs of one repository; what is below others is found when packed, or by the reconcile."""
    racy_s: float = 2
    """A file system's clock ticks coarsely: what changed so lately is looked at once more."""


LIMITS = FollowLimits()

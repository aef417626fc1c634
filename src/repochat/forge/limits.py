"""Every bound of this package, by name. Hitting one is an error or a reported fact, never silence."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class ForgeLimits:
    """Times are seconds."""

    connect_timeout_s: float = 10.0
    request_timeout_s: float = 30.0
    attempts_max: int = 3
    backoff_base_s: float = 0.5
    backoff_max_s: float = 8.0
    wait_max_s: float = 5.0
    """A forge that asks for more patience gets an error that says how long, rather than a caller that sleeps."""
    limited_wait_s: float = 60.0
    """After a refusal for asking too often that does not say for how long. Source: GitHub's rate limit guide."""
    redirects_max: int = 3
    response_bytes_max: int = 32 * MEBIBYTE
    page_items: int = 100
    """As many as GitHub gives at once."""
    items_max: int = 10_000
    """Of one listing; a longer one is cut and says so."""
    token_renew_before_s: float = 300.0
    """An installation's token lives an hour; it is renewed this long before its end."""
    assertion_lifetime_s: float = 540.0
    """An App proves itself with a signed statement that GitHub takes for ten minutes at most."""
    assertion_backdate_s: float = 60.0
    """Clocks differ: a statement from the future is refused. Source: GitHub's guide on JWTs for Apps."""
    skew_min_s: float = 30.0
    """A smaller difference between the forge's clock and ours is not worth a correction."""
    draft_files_max: int = 300
    draft_bytes_max: int = 10 * MEBIBYTE
    draft_title_chars_max: int = 250
    draft_body_chars_max: int = 60_000

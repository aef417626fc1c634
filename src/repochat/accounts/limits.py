from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLimits:
    """How long a proof of who somebody is holds, and how many of them one person may have."""

    login_idle_s: int = 14 * 86_400  # unused for so long, a login is over
    login_life_s: int = 90 * 86_400  # and after so long in any case
    seen_every_s: int = 300  # that it is in use is written down no more often
    logins_max: int = 50  # of one person; the oldest goes
    keys_max: int = 100  # of one person, not counting revoked ones
    key_name_chars_max: int = 100
    stop_reason_chars_max: int = 300  # why the kill switch was turned


LIMITS = AccountLimits()

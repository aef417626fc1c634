"""From findings to a status: supported needs every claim and nearly every word; in doubt it is not given."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from repochat.chat.generative.claims import Claims
from repochat.chat.generative.limits import VerifyLimits
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.narrowing import Window, holds, narrow
from repochat.chat.model import Status

SHARE_SUPPORTED = 0.75
SHARE_PARTLY = 0.5
WORDS_MIN = 2  # a statement of words alone needs so many that its lines know
CODE_PARTLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`missing` names what failed; `windows` are the lines to cite."""

    status: Status = "unsupported"
    missing: tuple[str, ...] = ()
    windows: Sequence[Window] = field(default=())


def judge_claims(claims: Claims, cited: Cited, limits: VerifyLimits) -> Verdict:
    if not cited.evidence:
        return Verdict(missing=("citation",))
    every = (*claims.hard, *claims.placed)
    windows = narrow([finding for finding in every if finding.holds], claims.words.found, limits)
    failed = [finding.claim for finding in every if not finding.holds or not holds(finding, windows)]
    failed += claims.words.hard
    is_denied = any(finding.contradicts for finding in claims.hard) or not all(f.holds for f in claims.placed)
    share = claims.words.share
    missing = tuple(dict.fromkeys(failed + [word for word in claims.words.missing if share < SHARE_SUPPORTED]))
    if is_denied or not windows:
        return Verdict(missing=missing)
    status = _choose_status(claims, has_failed=bool(failed))
    return Verdict(status=status, missing=missing, windows=windows if status != "unsupported" else ())


def _choose_status(claims: Claims, *, has_failed: bool) -> Status:
    words = claims.words
    held = sum(finding.holds for finding in claims.hard)
    if not claims.hard and len(words.found) < WORDS_MIN:
        return "unsupported"
    if not has_failed and words.share >= SHARE_SUPPORTED:
        return "supported"
    if held and held * 2 >= len(claims.hard):
        return "partly"
    return "partly" if words.share >= SHARE_PARTLY and (held or not claims.hard) else "unsupported"


def judge_code(lines: Sequence[Finding], limits: VerifyLimits) -> Verdict:
    """Supported when every line stands there."""
    held = [line for line in lines if line.holds]
    missing = tuple(line.claim for line in lines if not line.holds)
    if not held or len(held) < CODE_PARTLY * len(lines):
        return Verdict(missing=missing or ("code",))
    windows = narrow(held, (), limits)
    shown = all(holds(line, windows) for line in held)
    return Verdict(status="partly" if missing or not shown else "supported", missing=missing, windows=windows)

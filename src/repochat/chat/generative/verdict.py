"""From findings to a status: supported needs every claim and nearly every word; in doubt it is not given."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from repochat.chat.generative.claims import Claims
from repochat.chat.generative.limits import VerifyLimits
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.narrowing import Window, holds, narrow
from repochat.chat.model import Status

SHARE_SUPPORTED = 0.75
SHARE_WITH_NAMES = 0.6  # when two claims or more hold
SHARE_PARTLY = 0.5
SHARE_OF_CLAUSE = 0.5  # a clause of which lines know less is told to nobody as proven
WORDS_MIN = 2  # a statement of words alone needs so many that its lines know
CODE_PARTLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`missing` names what failed; `windows` are the lines to cite."""

    status: Status = "unsupported"
    missing: tuple[str, ...] = ()
    windows: Sequence[Window] = field(default=())


def judge_verbatim(found: Finding, limits: VerifyLimits) -> Verdict:
    """What a doc says word for word is what it says: all its lines are cited."""
    lines = sorted(line for _, line in found.places)
    piece = next(iter(found.places))[0]
    last = min(lines[-1], lines[0] + limits.window_lines_max - 1)
    return Verdict(status="supported", windows=(Window(piece=piece, first=lines[0], last=last),))


def judge_claims(claims: Claims, cited: Cited, limits: VerifyLimits) -> Verdict:
    if not cited.evidence:
        return Verdict(missing=("citation",))
    every = (*claims.hard, *claims.placed)
    windows = narrow([finding for finding in every if finding.holds], claims.words.found, limits)
    failed = [finding.claim for finding in every if not finding.holds or not holds(finding, windows)]
    failed += claims.words.hard
    is_denied = any(finding.contradicts for finding in claims.hard) or not all(f.holds for f in claims.placed)
    is_short = not _is_known(claims)
    missing = tuple(dict.fromkeys(failed + [word for word in claims.words.missing if is_short]))
    if is_denied or not windows:
        return Verdict(missing=missing)
    status = _choose_status(claims, has_failed=bool(failed))
    return Verdict(status=status, missing=missing, windows=windows if status != "unsupported" else ())


def lower(verdict: Verdict, apart: Sequence[str]) -> Verdict:
    """What no passage holds together is supported in part."""
    if not apart:
        return verdict
    return Verdict(status="partly", missing=(*verdict.missing, *apart), windows=verdict.windows)


def judge_told(told: Sequence[Finding], limits: VerifyLimits) -> Verdict:
    """What docs say in so many words, sentence for sentence, needs nothing else."""
    windows = narrow(told, (), limits)
    lost = tuple(finding.claim for finding in told if not holds(finding, windows))
    return Verdict(status="partly" if lost else "supported", missing=lost, windows=windows)


def _choose_status(claims: Claims, *, has_failed: bool) -> Status:
    words = claims.words
    held = sum(finding.holds for finding in claims.hard)
    if not claims.hard and len(words.found) < WORDS_MIN:
        return "unsupported"
    if not has_failed and _is_known(claims):
        return "supported"
    if held and held * 2 >= len(claims.hard):
        return "partly"
    return "partly" if words.share >= SHARE_PARTLY and (held or not claims.hard) else "unsupported"


def _is_known(claims: Claims) -> bool:
    """Whether lines know enough of the words, in every clause."""
    wanted = SHARE_WITH_NAMES if sum(finding.holds for finding in claims.hard) > 1 else SHARE_SUPPORTED
    if not claims.hard:
        return not claims.words.missing  # words alone prove little: all of them, or nothing
    return claims.words.share >= wanted and claims.words.share_worst > SHARE_OF_CLAUSE


def judge_code(lines: Sequence[Finding], limits: VerifyLimits) -> Verdict:
    """Supported when every line stands there."""
    held = [line for line in lines if line.holds]
    missing = tuple(line.claim for line in lines if not line.holds)
    if not held or len(held) < CODE_PARTLY * len(lines):
        return Verdict(missing=missing or ("code",))
    windows = narrow(held, (), limits)
    shown = all(holds(line, windows) for line in held)
    return Verdict(status="partly" if missing or not shown else "supported", missing=missing, windows=windows)

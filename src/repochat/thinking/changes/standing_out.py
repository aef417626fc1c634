"""What of a change is worth a person's attention by itself: only what its text proves. All else stands in the brief."""

import hashlib
from collections.abc import Sequence

from repochat.git import BlobReader
from repochat.thinking.changes.leftovers import Leftover
from repochat.thinking.changes.quoting import BlobQuoter, quote_header
from repochat.thinking.model import Insight

CALLER_RULE = "caller-not-updated"


def build_insights(leftovers: Sequence[Leftover], blobs: BlobReader, sha: str) -> list[Insight]:
    """One for each call that was left behind."""
    quoter = BlobQuoter(blobs, sha)
    return [found for each in leftovers if (found := _build(each, quoter)) is not None]


def _build(leftover: Leftover, quoter: BlobQuoter) -> Insight | None:
    symbol, caller = leftover.symbol, leftover.caller
    call = quoter.quote(caller.path, caller.blob, leftover.lines, "the call")
    if call is None:
        return None
    sides = [quote_header(side, why) for side, why in ((symbol.new, "now"), (symbol.old, "before")) if side is not None]
    name = symbol.shown.name
    who = f"`{caller.symbol}`" if caller.symbol else f"`{caller.path}`"
    is_gone = symbol.new is None
    verb = "is gone" if is_gone else "has another signature"
    return Insight(
        identity=_identify(caller.path, caller.symbol, name, leftover.call),
        kind="review",
        rule=CALLER_RULE,
        title=f"{who} calls `{name}`, which {verb}",
        body=f"The call [1] does not fit `{name}` any more [2]: {leftover.why}.",
        severity="medium" if caller.is_test else "high",
        confidence=0.9,
        evidence=[call, *(each for each in sides if each is not None)],
        status="verified",
        path=caller.path,
        symbol=caller.symbol,
        start_line=call.start_line,
        end_line=call.end_line,
        falsifier=f"A test that runs the call: it must fail with a TypeError{' or an ImportError' if is_gone else ''}.",
        details={"callee": name, "callee_path": symbol.shown.file.path},
    )


def _identify(*parts: str) -> str:
    return hashlib.sha256("\0".join(("ScanDiff", CALLER_RULE, *parts)).encode("utf-8", "surrogatepass")).hexdigest()

"""Why a file scores as it does, in words: the groups of features that add most, each said by its plain numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Values = Mapping[str, float | None]

_LARGE_PERCENTILE = 90.0
_AGREE_WITHIN = 8.0
_HALF = 0.5
_MOST = 0.75
_TELLING = 0.02  # of the log odds: what adds less is not worth a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    features: tuple[str, ...]
    tell: Callable[[Values], str]


def tell_reasons(
    values: Values,
    contributions: Mapping[str, float],
    *,
    bug_percentile: float,
    size_percentile: float,
    reasons_max: int,
) -> tuple[str, ...]:
    """At most `reasons_max` sentences, what raises the bug score most first; then what others know of the file.

    A file that is risky as it is large says so first. One that nothing raises says what lowers it.
    """
    summed = [(sum(contributions.get(name, 0.0) for name in group.features), group) for group in _GROUPS]
    raising = sorted(((added, group) for added, group in summed if added > _TELLING), key=lambda each: -each[0])
    lowering = sorted(((added, group) for added, group in summed if added < -_TELLING), key=lambda each: each[0])
    told = [group.tell(values) for _, group in raising or lowering]
    if size_percentile >= _LARGE_PERCENTILE and abs(size_percentile - bug_percentile) <= _AGREE_WITHIN:
        told.insert(0, f"a large file: size alone puts it at {size_percentile:.0f} of 100 as well")
    return (*(sentence for sentence in told if sentence),)[:reasons_max] + _tell_signals(values)


def count(number: float | None, one: str, many: str = "") -> str:
    """`1 fix`, `3 fixes`."""
    whole = round(number or 0)
    return f"{whole:,} {one if whole == 1 else many or one + 's'}"


def often(number: float | None) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(round(number or 0), count(number, "time"))


def _tell_changes(values: Values) -> str:
    recent, total = values.get("commits_90_days") or 0, values.get("commits") or 0
    if recent:
        return f"changed {often(recent)} in the last 90 days"
    if not total:
        return "no change of it is known"
    return f"not changed for {count(values.get('quiet_days'), 'day')}"


def _tell_fixes(values: Values) -> str:
    total, year = values.get("fixes") or 0, values.get("fixes_365_days") or 0
    if not total:
        return "never fixed so far"
    return f"fixed {count(total, 'time')}" + (
        f", {count(year, 'time')} in the last year" if year else ", not this year"
    )


def _tell_people(values: Values) -> str:
    authors, share = round(values.get("authors") or 0), values.get("owner_share") or 0.0
    if authors <= 1:
        return "one author"
    if share < _HALF:
        return f"{authors} authors, none owns half"
    return f"{authors} authors, one made {share:.0%} of its changes" if share >= _MOST else f"{authors} authors"


def _tell_size(values: Values) -> str:
    return count(values.get("lines"), "line")


def _tell_branches(values: Values) -> str:
    return count(values.get("branches"), "branch", "branches")


def _tell_links(values: Values) -> str:
    return f"named by the imports of {count(values.get('in_degree'), 'file')}"


def _tell_company(values: Values) -> str:
    fixes = values.get("companion_fixes") or 0.0
    return f"files that change with it were fixed {fixes:.1f} times lately on average" if fixes else ""


def _tell_folder(values: Values) -> str:
    fixes = values.get("folder_fixes")
    return "" if fixes is None else f"its folder's other files were fixed {fixes:.1f} times lately on average"


def _tell_age(values: Values) -> str:
    days = values.get("age_days") or 0.0
    return f"{count(days / 365.25, 'year')} old" if days > 365 else f"{count(days, 'day')} old"  # noqa: PLR2004  a year


def _tell_test(values: Values) -> str:
    return "a test is named for it" if values.get("has_test") else "no test is named for it"


def _tell_signals(values: Values) -> tuple[str, ...]:
    """What others found. It is no part of the scores, which says each sentence's mark."""
    told: list[str] = []
    if (gap := values.get("coverage_gap")) is not None and gap > 0:
        told.append(f"{gap:.0%} of it is run by no test (not part of the score)")
    if smells := values.get("smells"):
        told.append(f"{count(smells, 'smell')} (not part of the score)")
    if severity := values.get("security_severity"):
        told.append(f"a security finding of severity {severity:.1f} of 10 (not part of the score)")
    if secrets := values.get("secrets"):
        told.append(f"{count(secrets, 'secret')} found in it (not part of the score)")
    return tuple(told)


_GROUPS = (
    _Group(
        features=(
            "commits", "recent_commits", "lasting_commits", "churn", "recent_churn", "growth", "quiet_days",
            "commits_per_line", "churn_per_line",
        ),
        tell=_tell_changes,
    ),
    _Group(
        features=("fixes", "recent_fixes", "lasting_fixes", "reverts", "fixes_per_line", "fix_share"), tell=_tell_fixes
    ),
    _Group(features=("authors", "minor_authors", "owner_share"), tell=_tell_people),
    _Group(features=("lines", "code_lines", "definitions", "imports"), tell=_tell_size),
    _Group(features=("branches", "nesting", "branches_per_line", "todos"), tell=_tell_branches),
    _Group(features=("in_degree",), tell=_tell_links),
    _Group(features=("companion_fixes", "entropy", "spread"), tell=_tell_company),
    _Group(features=("folder_fixes", "depth"), tell=_tell_folder),
    _Group(features=("age_days",), tell=_tell_age),
    _Group(features=("has_test",), tell=_tell_test),
)  # fmt: skip

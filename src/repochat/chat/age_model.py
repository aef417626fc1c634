"""What became of an answer since it was given: the state of each citation, and how far its commit is behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

AgeState = Literal["still_true", "moved", "unchecked", "changed", "gone"]
"""From the best to the worst. An answer is as bad as the worst of its citations."""
How = Literal[
    "same_blob",  # the same bytes at the same path
    "same_lines",  # the file changed, but not in these lines, nor above them
    "shifted_lines",  # the lines stand unchanged elsewhere in the file
    "same_symbol",  # the definition around them stands unchanged elsewhere in the file
    "renamed_file",  # the same bytes at another path
    "text_differs",
    "symbol_absent",
    "file_absent",
    "in_history",  # a commit that is still part of the branch
    "not_in_history",
    "pinned",  # the question named this commit: what came later does not touch it
    "not_code",
    "unreadable",
    "not_looked_at",
]
STATES: tuple[AgeState, ...] = get_args(AgeState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of cited lines by a commit. Where they stand there now; `blob` is "" where they stand nowhere.

    Of `still_true` and `moved` the lines at that place have the citation's own hash. `changed_in` is "" when no commit
    did anything to them, or it was not found.
    """

    state: AgeState
    how: How
    path: str
    blob: str
    start_line: int
    end_line: int
    changed_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationAge:
    """A verdict on the citation `id`, at the commit `commit`."""

    id: str
    commit: str
    verdict: Verdict

    def as_json(self) -> dict[str, Any]:
        verdict = self.verdict
        return {
            "id": self.id,
            "state": verdict.state,
            "how": verdict.how,
            "commit": self.commit,
            "path": verdict.path,
            "start_line": verdict.start_line,
            "end_line": verdict.end_line,
            "changed_in": verdict.changed_in,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a commit is behind: behind the newest indexed revision of its branch, and behind the source's.

    None is what could not be told. `is_rewritten` when the branch no longer has the commit. `source_head` is where the
    branch stood when the source was fetched last.
    """

    branch: str
    revision: str
    newest: str | None
    commits_behind: int | None
    is_rewritten: bool = False
    source_head: str | None = None
    source_commits_behind: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "branch": self.branch,
            "revision": self.revision,
            "newest": self.newest,
            "commits_behind": self.commits_behind,
            "is_rewritten": self.is_rewritten,
            "source_head": self.source_head,
            "source_commits_behind": self.source_commits_behind,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    state: AgeState
    standing: Standing
    checked_at: datetime
    citations: tuple[CitationAge, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            **self.standing.as_json(),
            "checked_at": self.checked_at.isoformat(),
            "citations": [citation.as_json() for citation in self.citations],
        }


def find_worst(verdicts: Iterable[Verdict]) -> AgeState:
    """The state of an answer; one whose every citation is pinned, or that has none, can't be checked."""
    found = {verdict.state for verdict in verdicts if verdict.how != "pinned"}
    worst: list[AgeState] = [state for state in STATES if state in found]
    return worst[-1] if worst else "unchecked"


def describe_age(age: Age) -> str:
    """The age in a sentence or two, for who reads text: empty for an answer of the newest revision."""
    return " ".join(part for part in (describe_state(age), describe_standing(age.standing)) if part)


def describe_state(age: Age) -> str:
    """What became of the evidence; empty when nothing did."""
    counts = {
        state: sum(each.verdict.state == state for each in age.citations) for state in ("moved", "changed", "gone")
    }
    told = [f"{count} {state}" for state, count in counts.items() if count]
    if not told:
        return ""
    return f"Since then, of {len(age.citations)} cited places: {', '.join(told)}."


def describe_standing(standing: Standing) -> str:
    """How far behind; empty when it is not, or nobody knows."""
    parts: list[str] = []
    if standing.commits_behind:
        parts.append(f"{_count(standing.commits_behind)} behind {standing.branch}.")
    if standing.is_rewritten:
        parts.append(f"{standing.branch} was rewritten and no longer has this commit.")
    if standing.source_commits_behind:
        parts.append(f"The source is {_count(standing.source_commits_behind)} further than what is indexed.")
    return " ".join(parts)


def _count(commits: int) -> str:
    return f"{commits:,} commit{'' if commits == 1 else 's'}"

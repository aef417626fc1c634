"""Who wrote what: each module's commits by author, each commit weighing half for every half-life of its age."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repochat.catalog.thinking.repo_map import ModuleOwner
from repochat.git import GitLimits, HistoryCommit, is_ancestor, read_history
from repochat.thinking.mapping.limits import MapLimits

SECONDS_PER_DAY = 86_400
SWEEP_FILES = 300  # a commit that touches more is a reformat or a licence header, and says nothing of any one module
_MACHINES = ("[bot]", "dependabot", "renovate", "github-actions", "pre-commit-ci")


@dataclass(frozen=True, kw_only=True)
class Authorship:
    """Weights by module and author, as seen at `at` (seconds since 1970), of all commits up to `sha`.

    `key` says of which modules: weights of others cannot be gone on from.
    """

    sha: str
    at: int
    key: str
    is_cut: bool
    weights: Mapping[str, Mapping[str, float]]

    def as_json(self) -> dict[str, Any]:
        return {
            "sha": self.sha,
            "at": self.at,
            "key": self.key,
            "is_cut": self.is_cut,
            "weights": {path: dict(authors) for path, authors in self.weights.items()},
        }


def read_authorship(stored: Mapping[str, Any]) -> Authorship:
    """The reverse of `Authorship.as_json`."""
    return Authorship(**{name: stored[name] for name in ("sha", "at", "key", "is_cut", "weights")})


def count_authorship(
    mirror: Path,
    sha: str,
    at: int,
    *,
    key: str,
    module_of: Mapping[str, str],
    known: Authorship | None,
    limits: MapLimits,
) -> Authorship:
    """Goes on from `known` where that is of an ancestor and of the same modules; else reads the whole history once.

    `module_of` names the module of each path.
    """
    usable = known is not None and known.key == key and _is_before(mirror, known.sha, sha)
    since = known if usable else None
    bounds = GitLimits(history_commits_max=limits.commits_max)
    history = read_history(mirror, sha, since.sha if since else None, limits=bounds)
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    half_life_s = limits.half_life_days * SECONDS_PER_DAY
    if since is not None:
        faded = 0.5 ** (max(0, at - since.at) / half_life_s)
        for path, authors in since.weights.items():
            weights[path].update({name: weight * faded for name, weight in authors.items()})
    for commit in history.commits:
        _add(weights, commit, module_of, 0.5 ** (max(0, at - commit.committed_at) / half_life_s))
    return Authorship(
        sha=sha,
        at=at,
        key=key,
        is_cut=history.is_truncated or (since is not None and since.is_cut),
        weights={path: _keep(authors, limits.authors_max) for path, authors in sorted(weights.items())},
    )


def list_owners(authorship: Authorship, path: str, limits: MapLimits) -> tuple[ModuleOwner, ...]:
    """The authors of most of a module, the first first; shares are of all of its commits."""
    authors = authorship.weights.get(path, {})
    total = sum(authors.values())
    if total <= 0:
        return ()
    order = sorted(authors, key=lambda name: (-authors[name], name))[: limits.owners_max]
    owners = [ModuleOwner(name=name, share=round(authors[name] / total, 3)) for name in order]
    return tuple(owner for owner in owners if owner.share > 0)


def _is_before(mirror: Path, older: str, newer: str) -> bool:
    return older == newer or is_ancestor(mirror, older, newer)


def _add(
    weights: dict[str, dict[str, float]], commit: HistoryCommit, module_of: Mapping[str, str], weight: float
) -> None:
    if commit.is_cut or len(commit.paths) > SWEEP_FILES or any(mark in commit.author for mark in _MACHINES):
        return
    paths = (path.decode("utf-8", "surrogateescape") for path in commit.paths)
    for module in {module_of[path] for path in paths if path in module_of}:
        weights[module][commit.author] += weight


def _keep(authors: Mapping[str, float], count: int) -> dict[str, float]:
    order = sorted(authors, key=lambda name: (-authors[name], name))[:count]
    return {name: authors[name] for name in order}

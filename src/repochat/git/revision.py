"""Revisions: what a person names, resolved once to a commit."""

import re
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import InvalidError, NotFoundError
from repochat.git.limits import GitLimits
from repochat.git.mirror import check_mirror, read_default_branch, read_mirror_info
from repochat.git.process import Invocation, run_git
from repochat.git.remote import REQUEST_REFS

_REVISION_CHARACTERS_MAX = 256
_REFUSED = re.compile(r"^-|\.\.|[\x00-\x20\x7f:{?*\[\\]|\^[@!-]")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_STEPS = re.compile(r"[~^@]")  # of a revision that counts from a ref; an @ may also be a name's own
_ABBREVIATED = re.compile(r"[0-9a-fA-F]{4,63}")
_CANDIDATES_SHOWN = 5
_SHOW_COMMIT = ("log", "-1", "-z", "--no-show-signature", "--encoding=UTF-8", "--format=%H%x00%T%x00%ct%x00%s")
_MISSING_CODES = frozenset({0, 1, 128})


@dataclass(frozen=True, kw_only=True)
class Commit:
    """`committed_at` is Unix seconds; `ref` is the full name of the branch or tag that was asked for, if one was."""

    sha: str
    tree: str
    committed_at: int
    ref: str | None
    subject: str


@dataclass(frozen=True, kw_only=True)
class Ref:
    """`sha` is the commit, also for annotated tags; a tag of something else is not listed."""

    name: str
    sha: str


def resolve_revision(mirror: Path, rev: str | None) -> Commit:
    """The commit that `rev` names: a branch, then a tag, a full or shortened SHA, `main~3`; None is the default branch.

    Raises NotFoundError (unknown, or the repository has no commit), InvalidError (malformed, or ambiguous).
    """
    check_mirror(mirror)
    if rev is None:
        return _resolve_default(mirror)
    if not rev or len(rev) > _REVISION_CHARACTERS_MAX or _REFUSED.search(rev):
        raise InvalidError(f"{rev[:80]!r} is not a revision.", hint="Give a branch, a tag, or a commit's SHA.")
    names = (rev,) if _SHA.fullmatch(rev) or rev.startswith("refs/") else (f"refs/heads/{rev}", f"refs/tags/{rev}", rev)
    for name in names:
        if commit := _find_commit(mirror, name):
            return commit
    raise _explain_unknown(mirror, rev)


def list_refs(mirror: Path, *, limits: GitLimits | None = None) -> list[Ref]:
    """Branches, then tags, by name; `limits.refs_max` at most, which no mirror exceeds."""
    check_mirror(mirror)
    pattern = "--format=%(refname) %(objecttype) %(objectname) %(*objecttype) %(*objectname)"
    count = f"--count={(limits or GitLimits()).refs_max}"
    listed = run_git(Invocation(args=("for-each-ref", count, pattern, "refs/heads", "refs/tags"), git_dir=mirror))
    refs: list[Ref] = []
    for line in listed.decode("utf-8", "surrogateescape").splitlines():
        name, kind, oid, peeled_kind, peeled = line.split(" ")
        if "commit" in (kind, peeled_kind):
            refs.append(Ref(name=name, sha=oid if kind == "commit" else peeled))
    return refs


def list_heads(mirror: Path) -> dict[str, str]:
    """Full name -> commit of every branch and mirrored pull request; `refs_max` at most, which no mirror exceeds."""
    patterns = ("refs/heads", *(prefix.rstrip("/") for prefix in REQUEST_REFS))
    listed = run_git(Invocation(args=("for-each-ref", "--format=%(objectname) %(refname)", *patterns), git_dir=mirror))
    rows = (line.split(" ", 1) for line in listed.decode("utf-8", "surrogateescape").splitlines())
    return {name: sha for sha, name in rows}


def check_sha(sha: str) -> str:
    """`sha` itself. Raises InvalidError unless it is a full object id: nothing else may reach git's command line."""
    if not _SHA.fullmatch(sha):
        raise InvalidError(f"{sha[:80]!r} is not a full object id.", hint="Resolve the revision first.")
    return sha


def _resolve_default(mirror: Path) -> Commit:
    branch = read_default_branch(mirror)
    commit = _find_commit(mirror, "HEAD" if branch is None else f"refs/heads/{branch}")
    if commit is not None:
        return commit
    if read_mirror_info(mirror).is_empty:
        raise NotFoundError("The repository is empty: it has no commit yet.", hint="Commit something, then index it.")
    raise NotFoundError(
        f"The default branch {branch!r} has no commit yet.",
        hint=f"Name a revision that has: {_list_names(mirror)}.",
    )


def _find_commit(mirror: Path, name: str) -> Commit | None:
    shown = _run(mirror, *_SHOW_COMMIT, "--end-of-options", f"{name}^{{commit}}", "--")
    if not shown:
        return None
    sha, tree, committed_at, subject = shown.decode("utf-8", "replace").split("\0")[:4]
    is_full = name.startswith("refs/") and not _STEPS.search(name)
    ref = name if is_full else _find_full_name(mirror, name)
    return Commit(sha=sha, tree=tree, committed_at=int(committed_at), ref=ref, subject=subject)


def _find_full_name(mirror: Path, name: str) -> str | None:
    full = _run(mirror, "rev-parse", "--symbolic-full-name", "--end-of-options", name).decode("utf-8", "replace")
    lines = [line for line in full.splitlines() if line.startswith("refs/")]
    return lines[0] if lines else None


def _explain_unknown(mirror: Path, rev: str) -> InvalidError | NotFoundError:
    if _ABBREVIATED.fullmatch(rev):
        candidates = _list_candidates(mirror, rev)
        if len(candidates) > 1:
            shown = ", ".join(candidates[:_CANDIDATES_SHOWN])
            return InvalidError(f"{rev} begins {len(candidates)} commits.", hint=f"Give more digits of one: {shown}.")
    names = _list_names(mirror)
    return NotFoundError(
        f"There is no revision {rev!r}.",
        hint=f"These exist: {names}." if names else "The repository is empty: commit something first.",
    )


def _list_candidates(mirror: Path, prefix: str) -> list[str]:
    oids = _run(mirror, "rev-parse", f"--disambiguate={prefix}")
    checked = run_git(Invocation(args=("cat-file", "--batch-check"), git_dir=mirror, stdin=oids))
    rows = (line.split(" ") for line in checked.decode().splitlines())
    return [oid for oid, kind, *_ in rows if kind == "commit"]


def _list_names(mirror: Path) -> str:
    listed = run_git(
        Invocation(
            args=(
                "for-each-ref",
                f"--count={_CANDIDATES_SHOWN}",
                "--format=%(refname:short)",
                "refs/heads",
                "refs/tags",
            ),
            git_dir=mirror,
        )
    )
    return ", ".join(listed.decode("utf-8", "replace").splitlines())


def _run(mirror: Path, *args: str) -> bytes:
    return run_git(Invocation(args=args, git_dir=mirror, good_codes=_MISSING_CODES))

"""Bare mirrors of repositories: made once, then brought up to date; never a work tree, never a hook.

Nothing is pruned from a mirror's objects: what was indexed before a force push stays readable for its citations.
A local path is cloned by git's own hard links: instant, independent of the source's later `gc` (an alternate would
die with it), and it reads no setting of the source. Later fetches run upload-pack in the source, which git keeps
safe in repositories of strangers: hooks and programs of their configuration are not run.
"""

import dataclasses
import errno
import os
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import ConflictError, InvalidError, LimitError, NotFoundError, RepochatError, UnavailableError
from repochat.git.failures import DiskFullError, GitStoppedError, MissingObjectError
from repochat.git.limits import GitLimits
from repochat.git.mirror_lock import hold_lock
from repochat.git.object_links import link_objects
from repochat.git.process import Invocation, OnProgress, ShouldStop, run_git
from repochat.git.reach import open_reach
from repochat.git.remote import REQUEST_REFS, RemoteState, check_request_ref, is_request_ref, read_remote_state
from repochat.git.source import Source, find_git_dir
from repochat.git.version import check_git

_DETACHED_REF = "refs/repochat/detached"


@dataclass(frozen=True, kw_only=True)
class MirrorInfo:
    """Facts of a mirror. `default_branch` is None when the source's HEAD was detached."""

    default_branch: str | None
    is_empty: bool
    is_shallow: bool
    is_partial: bool


@dataclass(frozen=True, kw_only=True)
class _Sync:
    path: Path
    source: Source
    further: frozenset[str]
    limits: GitLimits
    on_progress: OnProgress | None
    should_stop: ShouldStop | None


def sync_mirror(
    path: Path,
    source: Source,
    *,
    further: Collection[str] = (),
    limits: GitLimits | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> None:
    """Makes the bare mirror at `path`, or brings it up to date: all branches, tags and history, and which is default.

    `further` are full names of refs of pull requests (`refs/pull/7/head`) that are mirrored where the source has them;
    others that were mirrored before go. Safe to kill at any point and to run twice at once: the second waits. On an
    error an older mirror stays as it was.
    `on_progress` is called from another thread. Raises a RepochatError that says what to do.
    """
    job = _Sync(
        path=path,
        source=source,
        further=frozenset(check_request_ref(ref) for ref in further),
        limits=limits or GitLimits(),
        on_progress=on_progress,
        should_stop=should_stop,
    )
    check_git()
    _check_source_is_there(source)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f"{path.name}.lock")
        with hold_lock(lock, wait_s=job.limits.lock_wait_s, should_stop=should_stop):
            _sweep_leftovers(path)
            if not path.exists():
                _create(job)
            _update(job)  # after a clone too, which takes a detached HEAD for a branch that stands at the same commit
    except OSError as error:
        raise _explain_os_error(error, path) from error


def remove_mirror(path: Path, *, limits: GitLimits | None = None) -> None:
    """Deletes the mirror and what was left of its making; nothing happens when there is none."""
    if not path.parent.exists():
        return
    lock = path.with_name(f"{path.name}.lock")
    with hold_lock(lock, wait_s=(limits or GitLimits()).lock_wait_s, should_stop=None):
        _sweep_leftovers(path)
        if path.exists():
            # Renamed first, so that a reader never meets half a mirror.
            doomed = path.with_name(f"{path.name}.partial-doomed")
            path.rename(doomed)
            shutil.rmtree(doomed, ignore_errors=True)


def read_mirror_info(path: Path) -> MirrorInfo:
    """Raises NotFoundError when no mirror is there."""
    return MirrorInfo(
        default_branch=read_default_branch(path),
        is_empty=not _run(path, "for-each-ref", "--count=1", "refs/heads", "refs/tags", _DETACHED_REF).strip(),
        is_shallow=(path / "shallow").exists(),
        is_partial=any((path / "objects" / "pack").glob("*.promisor")),
    )


def read_default_branch(path: Path) -> str | None:
    """None when the source's HEAD was detached; starts no git. Raises NotFoundError when no mirror is there."""
    check_mirror(path)
    ref = _read_head(path)
    return None if ref is None else ref.removeprefix("refs/heads/")


def tidy_mirror(path: Path, *, limits: GitLimits | None = None) -> None:
    """Merges packs when they are many, which makes reading fast again; nobody has to wait for it.

    Does nothing while another process brings the mirror up to date.
    """
    bounds = limits or GitLimits()
    if _count_packs(path) <= bounds.packs_max:
        return
    try:
        with hold_lock(path.with_name(f"{path.name}.lock"), wait_s=0, should_stop=None):
            _merge_packs(path, bounds, None)
    except ConflictError:
        return


def check_mirror(path: Path) -> None:
    """Raises NotFoundError when no mirror is at `path`."""
    if not (path / "HEAD").is_file():
        raise NotFoundError(
            "There is no mirror of this repository.", hint="Index the repository; that makes its mirror."
        )


def _check_source_is_there(source: Source) -> None:
    if source.is_local and not Path(source.url).is_dir():
        raise NotFoundError(
            f"The folder {source.url} is gone.", hint="Put it back, or remove the repository; what is indexed stays."
        )
    if source.is_local:
        find_git_dir(Path(source.url))


def _sweep_leftovers(path: Path) -> None:
    """Whoever holds the lock is alone, so what is unfinished, or locked by git, belongs to a dead process."""
    for leftover in path.parent.glob(f"{path.name}.partial-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    stale = [*path.glob("*.lock"), *(path / "refs").rglob("*.lock"), *(path / "objects" / "pack").glob("tmp_*")]
    for file in stale:
        file.unlink(missing_ok=True)


def _create(job: _Sync) -> None:
    temporary = Path(tempfile.mkdtemp(prefix=f"{job.path.name}.partial-", dir=job.path.parent))
    try:
        target = temporary / "mirror"
        _clone(job, target)
        _check_refs_count(target, job.limits)
        target.rename(job.path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _clone(job: _Sync, target: Path) -> None:
    if not job.source.is_local:
        _run_clone(job, target, ())
        return
    try:
        # `--dissociate` copies what an alternate of the source holds.
        _run_clone(job, target, ("--dissociate",))
    except (DiskFullError, GitStoppedError, LimitError):
        raise
    except RepochatError:
        # Linking refuses symbolic links among the objects, and may meet a `gc` of the source: ask upload-pack instead.
        shutil.rmtree(target, ignore_errors=True)
        _run_clone(job, target, ("--no-local",))


def _run_clone(job: _Sync, target: Path, options: tuple[str, ...]) -> None:
    clone = ("clone", "--bare", "--template=", "--progress", "--no-recurse-submodules", *options)
    with open_reach(job.source) as reach:
        invocation = Invocation(
            args=(*reach.options, *clone, "--", job.source.url, str(target)),
            timeout_s=job.limits.clone_timeout_s,
            timeout_name="clone_timeout_s",
            protocols=reach.protocols,
            environment=reach.environment,
            should_stop=job.should_stop,
            on_progress=job.on_progress,
        )
        _run_within_size(invocation, target, job)


def _update(job: _Sync) -> None:
    check_mirror(job.path)
    state = read_remote_state(job.source, further=job.further, limits=job.limits, should_stop=job.should_stop)
    own = _list_own_refs(job.path)
    if state.refs != own or _needs_head(job.path, state):
        _fetch(job, state)
        _drop_request_refs(job.path, own.keys() - state.refs.keys())
    _set_head(job.path, state)
    _bound_packs(job)


def _fetch(job: _Sync, state: RemoteState) -> None:
    refspecs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
    refspecs += [f"+{name}:{name}" for name in sorted(job.further & state.refs.keys())]
    if state.detached_sha is not None:
        refspecs.append(f"+HEAD:{_DETACHED_REF}")
    try:
        _run_fetch(job, refspecs)
    except MissingObjectError:
        if not job.source.is_local:
            raise
        # A partial clone cannot serve a pack, but what it has can be linked.
        link_objects(find_git_dir(Path(job.source.url)), job.path)
        _write_refs(job.path, state)


def _run_fetch(job: _Sync, refspecs: list[str]) -> None:
    depth = ("--unshallow",) if (job.path / "shallow").exists() else ()
    options = ("--prune", "--force", "--no-tags", "--update-shallow", "--no-write-fetch-head", *depth)
    quiet = ("--no-auto-maintenance", "--no-recurse-submodules", "--progress")
    with open_reach(job.source) as reach:
        fetch = (*reach.options, "-c", "fetch.unpackLimit=1", "fetch", *options, *quiet)
        invocation = Invocation(
            args=(*fetch, "--", job.source.url, *refspecs),
            git_dir=job.path,
            timeout_s=job.limits.fetch_timeout_s,
            timeout_name="fetch_timeout_s",
            protocols=reach.protocols,
            environment=reach.environment,
            should_stop=job.should_stop,
            on_progress=job.on_progress,
        )
        _run_within_size(invocation, job.path, job)


def _needs_head(path: Path, state: RemoteState) -> bool:
    if state.detached_sha is None:
        return False
    have = _run(path, "rev-parse", "--verify", "-q", _DETACHED_REF, good_codes=frozenset({0, 1}))
    return have.decode().strip() != state.detached_sha


def _set_head(path: Path, state: RemoteState) -> None:
    if state.detached_sha is not None:
        _run(path, "update-ref", "--no-deref", "HEAD", state.detached_sha)
    elif state.head_ref is not None and state.head_ref != _read_head(path):
        _run(path, "symbolic-ref", "HEAD", state.head_ref)


def _read_head(path: Path) -> str | None:
    """The ref that HEAD names."""
    name = (path / "HEAD").read_bytes().decode("utf-8", "surrogateescape").strip()
    return name.removeprefix("ref: ") if name.startswith("ref: ") else None


def _drop_request_refs(path: Path, names: Collection[str]) -> None:
    """Pull requests that are no longer wanted match no pattern that a fetch could prune."""
    gone = sorted(name for name in names if is_request_ref(name))
    if gone:
        stdin = "".join(f"delete {name}\n" for name in gone).encode("utf-8", "surrogateescape")
        run_git(Invocation(args=("update-ref", "--no-deref", "--stdin"), git_dir=path, stdin=stdin))


def _write_refs(path: Path, state: RemoteState) -> None:
    own = _list_own_refs(path)
    commands = [f"delete {name}" for name in own if name not in state.refs]
    commands += [f"update {name} {oid}" for name, oid in state.refs.items() if own.get(name) != oid]
    stdin = "\n".join([*commands, ""]).encode("utf-8", "surrogateescape")
    run_git(Invocation(args=("update-ref", "--no-deref", "--stdin"), git_dir=path, stdin=stdin))


def _list_own_refs(path: Path) -> dict[str, str]:
    listed = _run(path, "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/tags", *REQUEST_REFS)
    pairs = (line.split(" ", 1) for line in listed.decode("utf-8", "surrogateescape").splitlines())
    return {name: oid for oid, name in pairs}


def _check_refs_count(path: Path, limits: GitLimits) -> None:
    if len(_list_own_refs(path)) > limits.refs_max:
        raise LimitError(
            f"The repository has more than {limits.refs_max} branches and tags.",
            hint="Remove stale branches at the source, or raise the limit.",
            limit="refs_max",
        )


def _bound_packs(job: _Sync) -> None:
    """Each fetch adds a pack; `tidy_mirror` merges them when nobody waits, so here is only what it did not get to."""
    if _count_packs(job.path) > 2 * job.limits.packs_max:
        _merge_packs(job.path, job.limits, job.should_stop)


def _count_packs(path: Path) -> int:
    return sum(1 for _ in (path / "objects" / "pack").glob("*.pack"))


def _merge_packs(path: Path, limits: GitLimits, should_stop: ShouldStop | None) -> None:
    """Keeps every object, reachable or not."""
    run_git(
        Invocation(
            args=("repack", "-d", "--geometric=2", "--quiet", "--no-write-bitmap-index"),
            git_dir=path,
            timeout_s=limits.fetch_timeout_s,
            timeout_name="fetch_timeout_s",
            should_stop=should_stop,
        )
    )


def _run_within_size(invocation: Invocation, path: Path, job: _Sync) -> None:
    """Watches what a remote sends while it sends, and once more at the end; a local source is the user's own disk."""

    def find_breach() -> RepochatError | None:
        if job.source.is_local or _measure_bytes(path) <= job.limits.mirror_bytes_max:
            return None
        return LimitError(
            f"The repository is larger than {job.limits.mirror_bytes_max} bytes.",
            hint="Raise the limit, or index a smaller repository.",
            limit="mirror_bytes_max",
        )

    run_git(dataclasses.replace(invocation, find_breach=find_breach))
    if breach := find_breach():
        raise breach


def _measure_bytes(path: Path) -> int:
    packs = path / "objects" / "pack"
    try:
        return sum(entry.stat(follow_symlinks=False).st_size for entry in os.scandir(packs))
    except FileNotFoundError:
        return 0  # not made yet, or a temporary pack was just renamed: the next look sees it


def _explain_os_error(error: OSError, path: Path) -> RepochatError:
    if error.errno == errno.ENOSPC:
        return DiskFullError("The disk is full.", hint="Free some space, then try again; nothing was left behind.")
    if isinstance(error, PermissionError | NotADirectoryError | FileExistsError):
        return InvalidError(f"{path} cannot be written.", hint="Check who owns the data folder; run `repochat doctor`.")
    return UnavailableError(f"The mirror could not be written: {error.strerror}.", hint="Run `repochat doctor`.")


def _run(path: Path, *args: str, good_codes: frozenset[int] = frozenset({0})) -> bytes:
    return run_git(Invocation(args=args, git_dir=path, good_codes=good_codes))

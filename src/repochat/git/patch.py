"""Which lines differ between two commits: the hunks of one file, or of all of them, within a bound of bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repochat.git.change import diff_options, name_trees
from repochat.git.history import check_path
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, ShouldStop, stream_git

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hunk:
    """Lines count from 1; a side without lines names the line before it. `lines` carry their mark: blank, + or -."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[bytes, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FilePatch:
    """`is_cut` when the bound of bytes left out lines of this file, `is_binary` when git compares no lines of it."""

    hunks: tuple[Hunk, ...]
    is_binary: bool
    is_cut: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Patch:
    """In git's order, the one of `list_changes`; a file that changed its type is there twice: removed, then added."""

    files: tuple[FilePatch, ...]
    is_cut: bool


def read_patch(
    mirror: Path,
    old_sha: str | None,
    new_sha: str,
    paths: tuple[bytes, ...] = (),
    *,
    context_lines: int = 3,
    should_stop: ShouldStop | None = None,
    limits: GitLimits | None = None,
) -> Patch:
    """The patch of `paths` (none: of all files), at most `patch_bytes_max` of it; None compares with nothing.

    A rename shows as one when both of its paths are given.
    """
    bounds = limits or GitLimits()
    options = ("-p", f"-U{max(0, context_lines)}", *diff_options(bounds), "--submodule=short", "--full-index")
    args = ("diff-tree", "-r", *options, *name_trees(old_sha, new_sha), "--", *map(check_path, paths))
    invocation = Invocation(
        args=args,
        git_dir=mirror,
        timeout_s=bounds.read_timeout_s,
        timeout_name="read_timeout_s",
        should_stop=should_stop,
    )
    output, is_cut = _read_bounded(invocation, bounds.patch_bytes_max)
    files = list(_split_files(output.split(b"\n")))
    return Patch(
        files=tuple(_parse_file(lines, is_cut=is_cut and at == len(files) - 1) for at, lines in enumerate(files)),
        is_cut=is_cut,
    )


def _read_bounded(invocation: Invocation, bytes_max: int) -> tuple[bytes, bool]:
    """At most `bytes_max`, ended at a whole line, and whether there was more; git is stopped then."""
    parts: list[bytes] = []
    total = 0
    with stream_git(invocation) as chunks:
        for chunk in chunks:
            parts.append(chunk)
            total += len(chunk)
            if total > bytes_max:
                break
    output = b"".join(parts)
    if total <= bytes_max:
        return output, False
    return output[: output.rfind(b"\n", 0, bytes_max) + 1], True


def _split_files(lines: list[bytes]) -> Iterator[list[bytes]]:
    """The lines of each file; a line of content that looks like a header can't be one: its mark stands before it."""
    current: list[bytes] = []
    for line in lines:
        if line.startswith(b"diff --git ") and current:
            yield current
            current = []
        current.append(line)
    if any(current):
        yield current


def _parse_file(lines: list[bytes], *, is_cut: bool) -> FilePatch:
    starts = [at for at, line in enumerate(lines) if line.startswith(b"@@ ")]
    ends = [*starts[1:], len(lines)] if starts else []
    header = lines[: starts[0]] if starts else lines
    return FilePatch(
        hunks=tuple(_parse_hunk(lines[start:end]) for start, end in zip(starts, ends, strict=True)),
        is_binary=any(line.startswith(b"Binary files ") for line in header),
        is_cut=is_cut,
    )


def _parse_hunk(lines: list[bytes]) -> Hunk:
    match = _HUNK.match(lines[0])
    if match is None:
        raise AssertionError("git begins a hunk with its ranges")
    old_start, old_count, new_start, new_count = (int(group) if group else 1 for group in match.groups())
    return Hunk(
        old_start=old_start,
        old_count=old_count,
        new_start=new_start,
        new_count=new_count,
        lines=tuple(line for line in lines[1:] if line[:1] in (b" ", b"+", b"-")),
    )

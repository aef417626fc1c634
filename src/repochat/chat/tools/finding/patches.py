"""The lines of a patch that are shown."""

from dataclasses import dataclass

from repochat.chat.pinned import Pinned
from repochat.chat.tools.limits import ToolLimits
from repochat.git import FileChange, Hunk, read_patch


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPatch:
    """Hunks of one file between two commits; `lines_left` counts those that a bound left out, as far as it is known."""

    path: str
    old_path: str
    new_sha: str
    old_sha: str | None
    hunks: tuple[Hunk, ...]
    lines_left: int
    is_binary: bool
    is_cut: bool


def read_shown_patch(
    pin: Pinned, old_sha: str | None, new_sha: str, change: FileChange, limits: ToolLimits
) -> ShownPatch:
    """The patch of one changed file, whole hunks up to `patch_lines_max` lines; of the first one at least a part."""
    paths = tuple(dict.fromkeys((change.old_path, change.path)))
    patch = read_patch(pin.mirror, old_sha, new_sha, paths, limits=limits.git)
    hunks = [hunk for file in patch.files for hunk in file.hunks]
    shown: list[Hunk] = []
    lines = 0
    for hunk in hunks:
        if lines and lines + len(hunk.lines) > limits.patch_lines_max:
            break
        shown.append(hunk)
        lines += len(hunk.lines)
    return ShownPatch(
        path=change.path.decode("utf-8", "surrogateescape"),
        old_path=change.old_path.decode("utf-8", "surrogateescape"),
        new_sha=new_sha,
        old_sha=old_sha,
        hunks=tuple(shown),
        lines_left=sum(len(hunk.lines) for hunk in hunks) - min(lines, limits.patch_lines_max),
        is_binary=change.is_binary,
        is_cut=patch.is_cut,
    )

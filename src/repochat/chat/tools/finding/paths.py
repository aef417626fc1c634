"""Files of pinned trees by the path that somebody gave, and the nearest paths when there is no such file."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import PurePosixPath

from repochat.chat.pinned import Pinned
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.names import quote_name
from repochat.chat.tools.world import ToolWorld
from repochat.core.errors import InvalidError, NotFoundError, RepochatError
from repochat.git import TreeEntry, list_tree

_BINARY_PROBE_LINES = 50
_KINDS = {"symlink": "a symbolic link", "submodule": "a submodule"}


def encode_path(path: str) -> bytes:
    """The path as git has it."""
    return path.encode("utf-8", "surrogateescape")


def get_file(world: ToolWorld, label: str, path: str, limits: ToolLimits) -> tuple[Pinned, str]:
    """The first of the pins that has the file, and the file's path there. Raises NotFoundError, nearest paths named."""
    pins = world.choose_pins(label)
    for pin in pins:
        found = find_file_path(pin, path)
        if found is not None:
            return pin, found
    raise _explain_missing(pins, path, limits)


def find_file_path(pin: Pinned, path: str) -> str | None:
    """The path as the pinned tree has it; a leading `/` or `./` is forgiven. Nothing outside the tree has a path."""
    for candidate in (path, _normalise(path)):
        if candidate and pin.source.find_blob(candidate) is not None:
            return candidate
    return None


def find_folder_path(pin: Pinned, path: str) -> str | None:
    """The folder as the pinned tree has it, "" for its root."""
    folder = "" if path.strip() in (".", "/", "") else _normalise(path).rstrip("/")
    if not folder or any(each.startswith(f"{folder}/") for each in pin.source.list_paths()):
        return folder
    return None


def suggest_paths(paths: Iterable[str], asked: str, limits: ToolLimits) -> list[str]:
    """Paths that end like `asked`, have its file's name, or a name close to it; the likeliest first."""
    wanted = _normalise(asked).rstrip("/").lower()
    name = wanted.rpartition("/")[2]
    known = {path: path.lower().rstrip("/") for path in paths}
    ends = [path for path, lower in known.items() if f"/{lower}".endswith(f"/{wanted}")]
    same = [path for path, lower in known.items() if lower.rpartition("/")[2] == name]
    by_stem: dict[str, list[str]] = {}
    for path, lower in known.items():
        last = lower.rpartition("/")[2]
        if last[:2] == name[:2] or name.partition(".")[0] in last:
            by_stem.setdefault(last, []).append(path)
    close = get_close_matches(name, list(by_stem)[: limits.nearest_read_max], n=limits.nearest_max, cutoff=0.6)
    near = [path for each in close for path in by_stem[each]]
    return list(dict.fromkeys((*ends, *same, *near)))[: limits.nearest_max]


def explain_unreadable(pin: Pinned, path: str, limits: ToolLimits) -> RepochatError:
    """Why a path that git has gives no lines."""
    entry = _find_entry(pin, path, limits)
    shown = quote_name(path, limits.name_chars_max)
    if entry is not None and entry.kind in _KINDS:
        what = _KINDS[entry.kind]
    elif entry is not None and entry.size == 0:
        what = "an empty file"
    else:
        what = "a file that can't be read as lines"
    return InvalidError(f"{shown} is {what}.", hint="Read another file; list_directory shows what there is.")


def is_binary(lines: tuple[bytes, ...]) -> bool:
    """Whether the first lines hold a zero byte, as git decides it."""
    return any(b"\0" in line for line in lines[:_BINARY_PROBE_LINES])


def _explain_missing(pins: tuple[Pinned, ...], path: str, limits: ToolLimits) -> RepochatError:
    shown = quote_name(path, limits.name_chars_max)
    if any(find_folder_path(pin, path) for pin in pins):
        return InvalidError(f"{shown} is a folder.", hint="list_directory shows what is in it.")
    near = [each for pin in pins for each in suggest_paths(_list_names(pin), path, limits)]
    names = ", ".join(quote_name(each, limits.name_chars_max) for each in near[: limits.nearest_max])
    hint = f"The nearest paths: {names}." if names else "list_directory shows what there is; search finds by content."
    return NotFoundError(f"The pinned revision has no {shown}.", hint=hint)


def _list_names(pin: Pinned) -> list[str]:
    """Files, and the folders that they stand in with a slash behind them."""
    paths = pin.source.list_paths()
    folders = {f"{parent}/" for path in paths for parent in PurePosixPath(path).parents if parent.name}
    return [*paths, *sorted(folders)]


def _find_entry(pin: Pinned, path: str, limits: ToolLimits) -> TreeEntry | None:
    wanted = encode_path(path)
    entries = list_tree(pin.mirror, pin.revision.sha, limits=limits.git)
    return next((entry for entry in entries if entry.path == wanted), None)


def _normalise(path: str) -> str:
    return path.strip().removeprefix("./").lstrip("/")

"""What `.gitattributes` and `.repochatignore` say of the paths of one tree, by git's own rules, without a work tree.

git matches the patterns itself, under a time limit, with an index of nothing but the attribute files or with an empty
work tree. So the rules are git's to the letter, and a pattern that is made to run for ever only loses its effect.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from repochat.core.errors import LimitError, RepochatError
from repochat.git.blobs import BlobReader
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, run_git, stream_git
from repochat.git.tree import TreeEntry, split_records

PatternReason = Literal["too_large", "too_many", "too_slow", "missing", "malformed"]

IGNORE_FILE = b".repochatignore"
_ATTRIBUTES_FILE = b".gitattributes"
_HERE = b"./"
_PATHS_PER_RUN = 50_000
_CHECK_IGNORE = ("check-ignore", "--no-index", "-z", "--stdin")
_NAMES = (
    "linguist-generated",
    "linguist-vendored",
    "linguist-documentation",
    "linguist-language",
    "binary",
    "diff",
    "text",
    "filter",
    "working-tree-encoding",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PathAttributes:
    """None means that nothing was said. `is_binary` is the `binary` macro; `has_diff` False is `-diff`."""

    is_generated: bool | None = None
    is_vendored: bool | None = None
    is_documentation: bool | None = None
    language: str | None = None
    is_binary: bool | None = None
    has_diff: bool | None = None
    is_text: bool | None = None
    filter: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PatternProblem:
    """A file of patterns that was not taken into account; an empty `path` means all of them."""

    path: bytes
    reason: PatternReason


@dataclass(frozen=True, kw_only=True)
class Attributes:
    """`by_path` holds only paths of which something is said."""

    by_path: dict[bytes, PathAttributes]
    problems: Sequence[PatternProblem]


@dataclass(frozen=True, kw_only=True)
class IgnoredPaths:
    """`has_file` tells whether the tree has a `.repochatignore` at its root."""

    paths: frozenset[bytes]
    has_file: bool
    problems: Sequence[PatternProblem]


def is_rule_file(path: bytes) -> bool:
    """Whether a file at `path` may say how other files are to be read."""
    return path.rpartition(b"/")[2] in (_ATTRIBUTES_FILE, IGNORE_FILE)


def read_attributes(
    mirror: Path,
    entries: Sequence[TreeEntry],
    *,
    rules: Sequence[TreeEntry] | None = None,
    limits: GitLimits | None = None,
) -> Attributes:
    """Effective attributes of every path in `entries`: a whole tree as `list_tree` gives it, or some of its files.

    `rules` are then the tree's files that may be rule files (`is_rule_file`); by default they are in `entries`.
    """
    bounds = limits or GitLimits()
    files, problems = _choose_attribute_files(entries if rules is None else rules, bounds)
    if not files:
        return Attributes(by_path={}, problems=problems)
    with tempfile.TemporaryDirectory(prefix="repochat-attributes-") as folder:
        index = Path(folder) / "index"
        try:
            _write_index(mirror, index, files)
            by_path = dict(_check_attributes(mirror, index, entries, bounds))
        except RepochatError as error:
            return Attributes(by_path={}, problems=[*problems, _build_problem(b"", error)])
    return Attributes(by_path=by_path, problems=problems)


def list_ignored(
    mirror: Path,
    entries: Sequence[TreeEntry],
    *,
    rules: Sequence[TreeEntry] | None = None,
    limits: GitLimits | None = None,
) -> IgnoredPaths:
    """The paths of `entries` that the `.repochatignore` at the root leaves out; its syntax is that of `.gitignore`.

    `rules` are as for `read_attributes`.
    """
    bounds = limits or GitLimits()
    file = next(
        (entry for entry in (entries if rules is None else rules) if entry.path == IGNORE_FILE and _is_file(entry)),
        None,
    )
    if file is None:
        return IgnoredPaths(paths=frozenset(), has_file=False, problems=())
    if problem := _find_problem(file, bounds):
        return IgnoredPaths(paths=frozenset(), has_file=True, problems=[problem])
    try:
        with BlobReader(mirror, limits=bounds) as reader:
            patterns = reader.read(file.oid)
        paths = frozenset(_check_ignored(mirror, patterns, entries, bounds))
    except RepochatError as error:
        return IgnoredPaths(paths=frozenset(), has_file=True, problems=[_build_problem(IGNORE_FILE, error)])
    return IgnoredPaths(paths=paths, has_file=True, problems=())


def _choose_attribute_files(
    entries: Sequence[TreeEntry], limits: GitLimits
) -> tuple[list[TreeEntry], list[PatternProblem]]:
    """Those nearest to the root first. A symbolic link is none, as for git."""
    found = [entry for entry in entries if entry.path.rpartition(b"/")[2] == _ATTRIBUTES_FILE and _is_file(entry)]
    found.sort(key=lambda entry: (entry.path.count(b"/"), entry.path))
    kept: list[TreeEntry] = []
    problems: list[PatternProblem] = []
    for entry in found:
        problem = _find_problem(entry, limits)
        if problem is None and len(kept) >= limits.attribute_files_max:
            problem = PatternProblem(path=entry.path, reason="too_many")
        if problem is None:
            kept.append(entry)
        else:
            problems.append(problem)
    return kept, problems


def _is_file(entry: TreeEntry) -> bool:
    return entry.kind in {"file", "executable"}


def _find_problem(entry: TreeEntry, limits: GitLimits) -> PatternProblem | None:
    if entry.size is None:
        return PatternProblem(path=entry.path, reason="missing")
    if not is_plain_path(entry.path):
        return PatternProblem(path=entry.path, reason="malformed")
    if entry.size > limits.attribute_bytes_max:
        return PatternProblem(path=entry.path, reason="too_large")
    return None


def is_plain_path(path: bytes) -> bool:
    """Whether git would check `path` out; a tree made by hand may hold `..`, `.git` or empty parts."""
    return not any(part in {b"", b".", b".."} or part.lower() == b".git" for part in path.split(b"/"))


def _write_index(mirror: Path, index: Path, files: Sequence[TreeEntry]) -> None:
    stdin = b"".join(b"100644 %s\t%s\0" % (file.oid.encode(), file.path) for file in files)
    run_git(
        Invocation(
            args=("update-index", "-z", "--index-info"),
            git_dir=mirror,
            stdin=stdin,
            environment={"GIT_INDEX_FILE": str(index)},
        )
    )


def _check_attributes(
    mirror: Path, index: Path, entries: Sequence[TreeEntry], limits: GitLimits
) -> Iterator[tuple[bytes, PathAttributes]]:
    for stdin in _batch_paths(entries):
        invocation = Invocation(
            args=("check-attr", "--cached", "-z", "--stdin", *_NAMES),
            git_dir=mirror,
            stdin=stdin,
            environment={"GIT_INDEX_FILE": str(index)},
            timeout_s=limits.pattern_timeout_s,
            timeout_name="pattern_timeout_s",
        )
        with stream_git(invocation) as chunks:
            yield from _parse_attributes(split_records(chunks))


def _parse_attributes(records: Iterator[bytes]) -> Iterator[tuple[bytes, PathAttributes]]:
    while fields := list(islice(records, 3 * len(_NAMES))):
        values = dict(zip(fields[1::3], fields[2::3], strict=True))
        if any(value != b"unspecified" for value in values.values()):
            yield fields[0], _build_attributes({name.decode(): value for name, value in values.items()})


def _build_attributes(values: dict[str, bytes]) -> PathAttributes:
    return PathAttributes(
        is_generated=_parse_flag(values["linguist-generated"]),
        is_vendored=_parse_flag(values["linguist-vendored"]),
        is_documentation=_parse_flag(values["linguist-documentation"]),
        language=_parse_text(values["linguist-language"]),
        is_binary=_parse_flag(values["binary"]),
        has_diff=_parse_flag(values["diff"]),
        is_text=_parse_flag(values["text"]),
        filter=_parse_text(values["filter"]),
        encoding=_parse_text(values["working-tree-encoding"]),
    )


def _parse_flag(value: bytes) -> bool | None:
    if value in {b"set", b"true"}:
        return True
    return False if value in {b"unset", b"false"} else None


def _parse_text(value: bytes) -> str | None:
    return None if value in {b"set", b"unset", b"unspecified"} else value.decode("utf-8", "replace")


def _check_ignored(mirror: Path, patterns: bytes, entries: Sequence[TreeEntry], limits: GitLimits) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="repochat-ignore-") as folder:
        file, work_tree = Path(folder) / "patterns", Path(folder) / "tree"
        file.write_bytes(patterns)
        work_tree.mkdir()
        for stdin in _batch_paths(entries, prefix=_HERE):
            invocation = Invocation(
                args=("-c", f"core.excludesFile={file}", f"--work-tree={work_tree}", *_CHECK_IGNORE),
                git_dir=mirror,
                stdin=stdin,
                # This command knows no literal paths; behind ./ no path can be taken for a pattern with magic.
                environment={"GIT_LITERAL_PATHSPECS": "0"},
                good_codes=frozenset({0, 1}),
                timeout_s=limits.pattern_timeout_s,
                timeout_name="pattern_timeout_s",
            )
            with stream_git(invocation) as chunks:
                yield from (path.removeprefix(_HERE) for path in split_records(chunks))


def _batch_paths(entries: Sequence[TreeEntry], *, prefix: bytes = b"") -> Iterator[bytes]:
    paths = (prefix + entry.path for entry in entries if is_plain_path(entry.path))
    while batch := list(islice(paths, _PATHS_PER_RUN)):
        yield b"\0".join([*batch, b""])


def _build_problem(path: bytes, error: RepochatError) -> PatternProblem:
    return PatternProblem(path=path, reason="too_slow" if isinstance(error, LimitError) else "malformed")

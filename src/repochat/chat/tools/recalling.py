"""Tools that ask git: the history of a file and of lines, what a commit changed, what differs between revisions."""

import asyncio
from dataclasses import replace
from typing import Annotated

from pydantic import Field, model_validator

from repochat.chat.tools.desk import SHORT_SHA_DIGITS, Desk, count_noun, join_ids
from repochat.chat.tools.finding.changes import Change, ChangedFile, Comparison, compare_revisions, find_change
from repochat.chat.tools.finding.past import FilePast, LinesPast, read_file_past, read_lines_past
from repochat.chat.tools.finding.patches import ShownPatch
from repochat.chat.tools.finding.places import Place
from repochat.chat.tools.finding.symbols import get_defined
from repochat.chat.tools.spec import NameArgument, PathArgument, SkipArgument, ToolArguments, Toolbox, ToolSpec

RevisionArgument = Annotated[str, Field(min_length=1, max_length=256, description="A commit's id, a tag or a branch.")]


class FileHistoryArguments(ToolArguments):
    path: PathArgument
    skip: SkipArgument = 0


class LineHistoryArguments(ToolArguments):
    piece: Annotated[str, Field(max_length=20, description="The id of a piece whose lines are meant.")] = ""
    symbol: NameArgument = ""
    path: PathArgument = ""
    start_line: Annotated[int, Field(ge=1, description="Only when the question names lines.")] = 1
    end_line: Annotated[int | None, Field(ge=1, description="Only when the question names lines.")] = None

    @model_validator(mode="after")
    def _names_lines(self) -> "LineHistoryArguments":
        if not (self.piece or self.symbol or self.path):
            raise ValueError("give piece, or symbol, or path")
        return self


class ChangeArguments(ToolArguments):
    commit: RevisionArgument
    path: PathArgument = ""
    skip: SkipArgument = 0


class CompareArguments(ToolArguments):
    old: RevisionArgument
    new: Annotated[str, Field(max_length=256, description="As old; the open revision when left out.")] = ""
    path: PathArgument = ""
    skip: SkipArgument = 0


async def _file_history(box: Toolbox, asked: FileHistoryArguments) -> str:
    found = await asyncio.to_thread(
        read_file_past, box.world, asked.path, repo=asked.repo, skip=asked.skip, limits=box.limits
    )
    return await box.render(found, write_file_past)


def write_file_past(desk: Desk, found: FilePast) -> str:
    """A piece for each commit, all tied to the file's beginning: what git tells is what they are about."""
    name = desk.refer(found.path)
    for commit in found.commits:
        renamed = commit.old_path != commit.path
        said = f"renamed from {desk.quote(commit.old_path)}" if renamed else "added the file" if commit.is_first else ""
        if found.anchor is None:
            desk.show_data("commit, can't be cited", [" | ".join(filter(None, (desk.describe(commit.fact), said)))])
        else:
            desk.show(replace(found.anchor, commits=(commit.fact,)), "history", said=said)
    if found.has_more:
        skip = found.skipped + len(found.commits)
        desk.note(f"Older commits left out: ask with skip={skip}.")
    desk.note("Merges are left out. show_change with a commit's id shows what it changed.")
    return f"{count_noun(len(found.commits), 'commit')} of {name}, the newest first: {join_ids(desk.shown)}."


async def _line_history(box: Toolbox, asked: LineHistoryArguments) -> str:
    found = await asyncio.to_thread(_find_lines_past, box, asked)
    return await box.render(found, write_lines_past)


def _find_lines_past(box: Toolbox, asked: LineHistoryArguments) -> LinesPast:
    world, limits = box.world, box.limits
    if asked.piece:
        piece = box.get_piece(asked.piece)
        path, start, end, repo = piece.path, piece.start_line, piece.end_line, piece.pinned.label
    elif asked.symbol:
        defined = get_defined(world, asked.symbol, repo=asked.repo, path=asked.path, limits=limits)[0]
        (start, end), path, repo = defined.lines, defined.path, defined.pinned.label
    else:
        path, start, repo = asked.path, asked.start_line, asked.repo
        end = asked.end_line or start + limits.blame_lines_max - 1
    return read_lines_past(world, path, start, max(start, end), repo=repo, limits=limits)


def write_lines_past(desk: Desk, found: LinesPast) -> str:
    """Each run of lines with the commit that last wrote it, then the commits that changed them before."""
    for place in found.runs:
        desk.show(place, "history")
    last = {place.commits[0].sha for place in found.runs}
    earlier = [commit for commit in found.commits if commit.sha not in last]
    if earlier and found.runs:
        anchor = found.runs[0]
        for commit in earlier:
            desk.show(replace(anchor, end_line=anchor.start_line, commits=(commit,)), "history", said="earlier change")
    if not found.is_complete:
        desk.note("git could not tell all earlier changes of these lines in time; file_history lists the file's.")
    if found.runs_left:
        desk.note(f"{count_noun(found.runs_left, 'shorter run')} of lines left out: ask for fewer lines at a time.")
    if found.has_more:
        desk.note("Older changes left out: file_history lists all commits of the file.")
    if found.goes_on:
        desk.note("More lines than can be traced at once: ask for the rest by its own lines.")
    written = count_noun(len(last), "commit")
    return f"{desk.refer(found.path)}: {written} last wrote the lines: {join_ids(desk.shown)}."


async def _change(box: Toolbox, asked: ChangeArguments) -> str:
    found = await asyncio.to_thread(
        find_change, box.world, asked.commit, repo=asked.repo, path=asked.path, skip=asked.skip, limits=box.limits
    )
    return await box.render(found, write_change)


def write_change(desk: Desk, found: Change) -> str:
    """The message, the files, the patch of one file as data, and as pieces what of it still stands."""
    body = [*found.body.split("\n"), *(["(cut)"] if found.is_body_cut else [])] if found.body else []
    desk.show_data("what git tells of the commit", [desk.describe(found.fact), *body])
    _show_files(desk, found.files, found.left, found.skipped)
    _show_patch(desk, found.patch, tuple(replace(place, commits=(found.fact,)) for place in found.standing))
    if found.is_merge:
        desk.note("It is a merge: compared with its first parent.")
    if not found.is_in_history:
        desk.note("The commit is not part of the open revision's history.")
    if found.patch is None and found.total:
        desk.note("Give path to see the lines that changed in one of the files.")
    commit = found.fact.sha[:SHORT_SHA_DIGITS]
    return f"commit {commit} changed {count_noun(found.total, 'file')}: {join_ids(desk.shown)}."


async def _compare(box: Toolbox, asked: CompareArguments) -> str:
    found = await compare_revisions(
        box.world, asked.old, asked.new, repo=asked.repo, path=asked.path, skip=asked.skip, limits=box.limits
    )
    return await box.render(found, write_comparison)


def write_comparison(desk: Desk, found: Comparison) -> str:
    """Files, definitions, and the patch of one file."""
    old, new = (f"{side.sha[:SHORT_SHA_DIGITS]}" for side in (found.old, found.new))
    _show_files(desk, found.files, found.left, found.skipped)
    _show_symbols(desk, found)
    _show_patch(desk, found.patch, found.standing)
    for place in found.gone:
        desk.show(place, "change", said="lines of the old side")
    if found.patch is None and found.total:
        desk.note("Give path to see the lines that changed in one of the files.")
    counts = f"{found.added} lines added, {found.removed} removed"
    return (
        f"{old} to {new}: {count_noun(found.total, 'file differs', 'files differ')}, {counts}: {join_ids(desk.shown)}."
    )


def _show_files(desk: Desk, files: tuple[ChangedFile, ...], left: int, skipped: int) -> None:
    if files:
        desk.show_data("changed files", (_say_file(desk, file) for file in files))
    if left:
        desk.note(f"{count_noun(left, 'more file')} left out: ask with skip={skipped + len(files)}.")


def _say_file(desk: Desk, file: ChangedFile) -> str:
    counts = "binary" if file.added is None else f"+{file.added} -{file.removed}"
    before = f" (was {desk.quote(file.old_path)})" if file.old_path != file.path else ""
    return f"{desk.quote(file.path)} {file.status} {counts}{before}"


def _show_symbols(desk: Desk, found: Comparison) -> None:
    if found.symbols is None:
        desk.note("Neither revision is indexed, so changed definitions are not known.")
        return
    lines = [f"{each.status} {each.kind} {desk.quote(each.name)} in {desk.quote(each.path)}" for each in found.symbols]
    if lines:
        desk.show_data("changed definitions", lines)
    if found.symbols_total > len(lines):
        desk.note(f"{found.symbols_total - len(lines)} more changed definitions left out.")
    if found.are_symbols_cut:
        desk.note("The difference is too large to compare the definitions of all files.")


def _show_patch(desk: Desk, patch: ShownPatch | None, standing: tuple[Place, ...]) -> None:
    if patch is None:
        return
    path = desk.refer(patch.path)
    lines = [line for hunk in patch.hunks for line in ("@@", *_decode(hunk.lines))]
    if lines:
        desk.show_data(f"patch of {path}: + added, - removed; it has no id", lines)
    if patch.is_binary:
        desk.note(f"{path} is binary: its lines can't be compared.")
    if patch.lines_left > 0 or patch.is_cut:
        more = "at least " if patch.is_cut else ""
        desk.note(f"{more}{count_noun(patch.lines_left, 'line')} of the patch left out.")
    for place in standing:
        desk.show(place, "change", said="added lines that stand in the open revision")
    if lines and not standing:
        desk.note(f"No added line of {path} stands in an open revision, so the patch itself can't be cited.")


def _decode(lines: tuple[bytes, ...]) -> list[str]:
    return [line.decode("utf-8", "replace") for line in lines]


FILE_HISTORY = ToolSpec(
    name="file_history",
    description="Shows the commits that touched a file, the newest first, through renames: who, when, what for.",
    arguments=FileHistoryArguments,
    run=_file_history,
)
LINE_HISTORY = ToolSpec(
    name="line_history",
    description="Shows which commit last wrote each line of a piece, of a definition (symbol) or of a file's lines, "
    "and which commits changed them before. Use it for who, when and why of code.",
    arguments=LineHistoryArguments,
    run=_line_history,
)
SHOW_CHANGE = ToolSpec(
    name="show_change",
    description="Shows a commit: its message, its files, and with path the lines that it changed there.",
    arguments=ChangeArguments,
    run=_change,
)
COMPARE_REVISIONS = ToolSpec(
    name="compare_revisions",
    description="Shows what differs between two revisions: files, definitions, and with path the lines of one file.",
    arguments=CompareArguments,
    run=_compare,
)

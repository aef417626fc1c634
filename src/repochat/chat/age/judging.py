"""What became of cited lines by a commit, by exact means only: blobs, git's own difference, and nodes of syntax.

Whatever says that lines still stand somewhere has read them there, and they have the hash of the citation.
"""

import hashlib
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from repochat.catalog.answer_store import StoredCitation
from repochat.chat.age.culprits import find_culprit
from repochat.chat.age.lines import map_lines, map_region
from repochat.chat.age.nodes import ParsedText, find_node, is_within, parse_text
from repochat.chat.age_model import AgeState, How, Verdict
from repochat.core.errors import LimitError, RepochatError
from repochat.git import (
    BlobReader,
    Hunk,
    TreeChange,
    count_lines,
    cut_lines,
    diff_trees,
    is_ancestor,
    list_changes,
    read_patch,
)

log = structlog.get_logger(__name__)


class Judge:
    """Judges citations of one mirror at the commit `head`. Use it in a `with` block, in one thread."""

    def __init__(self, mirror: Path, head: str) -> None:
        self._mirror = mirror
        self._head = head
        self._comparisons: dict[str, _Comparison] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()

    @cached_property
    def _reader(self) -> BlobReader:
        return BlobReader(self._mirror)

    def judge(self, citation: StoredCitation) -> Verdict:
        """Never raises for what a repository can be: what can't be read is unchecked."""
        try:
            if citation.kind == "code":
                return self._judge_code(citation)
            if citation.kind == "commit":
                return self._judge_commit(citation)
        except RepochatError as error:
            log.info("age.citation_unreadable", commit=citation.commit, reason=error.message)
            return build_verdict(citation, "unreadable")
        return build_verdict(citation, "not_code")

    def _judge_commit(self, citation: StoredCitation) -> Verdict:
        is_there = is_ancestor(self._mirror, citation.commit, self._head)
        return build_verdict(citation, "in_history" if is_there else "not_in_history")

    def _judge_code(self, citation: StoredCitation) -> Verdict:
        comparison = self._comparisons.get(citation.commit)
        if comparison is None:
            comparison = _Comparison(self._mirror, citation.commit, self._head, self._reader)
            self._comparisons[citation.commit] = comparison
        verdict = comparison.judge(citation)
        if verdict.how in {"same_blob", "same_lines"}:
            return verdict
        changed_in = find_culprit(self._mirror, self._reader, citation, self._head, verdict)
        return replace(verdict, changed_in=changed_in)


class _Comparison:
    """A commit that is cited, held against the head."""

    def __init__(self, mirror: Path, base: str, head: str, reader: BlobReader) -> None:
        self._mirror = mirror
        self._base = base
        self._head = head
        self._reader = reader
        self._texts: dict[tuple[str, str], ParsedText] = {}

    @cached_property
    def _changes(self) -> dict[str, TreeChange]:
        return {_name(each.path): each for each in diff_trees(self._mirror, self._base, self._head)}

    @cached_property
    def _renames(self) -> dict[str, str]:
        """Files that git finds again under another name, though they changed."""
        try:
            changes = list_changes(self._mirror, self._base, self._head)
        except LimitError:
            return {}
        return {_name(each.old_path): _name(each.path) for each in changes if each.status == "renamed"}

    def judge(self, citation: StoredCitation) -> Verdict:
        change = self._changes.get(citation.path)
        if change is None or change.new_oid == citation.blob:
            return build_verdict(citation, "same_blob")
        blob = _find_blob(change)
        if blob is not None and (found := self._find_lines(citation, citation.path, blob)):
            return found
        if (path := self._find_copy(citation)) is not None:
            return build_verdict(citation, "renamed_file", path=path)
        if blob is not None:
            return self._tell_changed(citation, citation.path, blob)
        path = self._renames.get(citation.path, "")
        blob = _find_blob(self._changes.get(path))
        if blob is None:
            return build_verdict(citation, "file_absent")
        return self._find_lines(citation, path, blob) or self._tell_changed(citation, path, blob)

    def _find_copy(self, citation: StoredCitation) -> str | None:
        """A path that has the blob now and did not have it before: a twin that was always there is no move."""
        paths = [
            path
            for path, each in self._changes.items()
            if each.new_oid == citation.blob and each.old_oid != citation.blob and path != citation.path
        ]
        return min(paths, default=None)

    def _find_lines(self, citation: StoredCitation, path: str, blob: str) -> Verdict | None:
        """Where in the new blob the lines stand unchanged, in the definition that they stood in.

        By git's difference; where that leads out of the definition, or nowhere, by the definition itself.
        """
        old, new = self._parse(citation.path, citation.blob), self._parse(path, blob)
        start, end = citation.start_line, citation.end_line
        hunks = self._hunks(citation, path)
        shifted = map_lines(hunks, start, end) if hunks else None
        if (
            shifted
            and self._stand(citation, blob, shifted)
            and is_within(old, new, citation.symbol, (start, end), shifted)
        ):
            is_same = (path, shifted) == (citation.path, (start, end))
            return build_verdict(citation, "same_lines" if is_same else "shifted_lines", path, blob, shifted)
        place = find_node(old, new, citation.symbol, start, end)
        if place and self._stand(citation, blob, place):
            return build_verdict(citation, "same_symbol", path, blob, place)
        return None

    def _tell_changed(self, citation: StoredCitation, path: str, blob: str) -> Verdict:
        """The definition is gone, or where to look at what became of the lines."""
        new = self._parse(path, blob)
        if citation.symbol and self._parse(citation.path, citation.blob).find(citation.symbol):
            found = new.find(citation.symbol)
            if not found:
                return build_verdict(citation, "symbol_absent")
        lines = max(1, count_lines(new.content))
        start, end = map_region(self._hunks(citation, path), citation.start_line, citation.end_line)
        return build_verdict(citation, "text_differs", path, blob, (min(start, lines), min(end, lines)))

    def _hunks(self, citation: StoredCitation, path: str) -> tuple[Hunk, ...]:
        paths = tuple(dict.fromkeys(each.encode("utf-8", "surrogateescape") for each in (citation.path, path)))
        patch = read_patch(self._mirror, self._base, self._head, paths, context_lines=0)
        is_whole = len(patch.files) == 1 and not patch.is_cut
        return patch.files[0].hunks if is_whole else ()

    def _stand(self, citation: StoredCitation, blob: str, place: tuple[int, int]) -> bool:
        try:
            lines = cut_lines(self._reader.read(blob), *place)
        except RepochatError:
            return False
        return hashlib.sha256(lines).hexdigest() == citation.snippet_sha256

    def _parse(self, path: str, blob: str) -> ParsedText:
        key = (path, blob)
        if key not in self._texts:
            self._texts[key] = parse_text(path, self._reader.read(blob))
        return self._texts[key]


STATE_OF: dict[How, AgeState] = {
    "same_blob": "still_true",
    "same_lines": "still_true",
    "in_history": "still_true",
    "shifted_lines": "moved",
    "same_symbol": "moved",
    "renamed_file": "moved",
    "text_differs": "changed",
    "symbol_absent": "gone",
    "file_absent": "gone",
    "not_in_history": "gone",
}


def build_verdict(
    citation: StoredCitation,
    how: How,
    path: str | None = None,
    blob: str | None = None,
    place: tuple[int, int] | None = None,
) -> Verdict:
    """The state follows from `how`; what is not given is the citation's own, and what is gone stands in no blob."""
    start, end = place or (citation.start_line, citation.end_line)
    state = STATE_OF.get(how, "unchecked")
    return Verdict(
        state=state,
        how=how,
        path=path or citation.path,
        blob="" if state in {"gone", "unchecked"} else blob or citation.blob,
        start_line=start,
        end_line=end,
    )


def _find_blob(change: TreeChange | None) -> str | None:
    """What stands at the path now; a submodule is no file."""
    return change.new_oid if change is not None and change.new_kind != "submodule" else None


def _name(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")

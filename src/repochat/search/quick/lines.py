"""Lines that hold what was typed: in the corpus, and in git for the files that it does not hold."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from repochat.catalog.piece import hash_term
from repochat.catalog.terms import IDENTIFIER, light_words
from repochat.git import BlobReader
from repochat.search.quick.asking import FoundLine, QuickLimits, ShouldStop
from repochat.search.quick.corpus import Corpus, Segment
from repochat.search.quick.pages import Hashes, hash_wanted, list_runs
from repochat.search.quick.tables import QuickTables

_WORD = re.compile(rb"[0-9A-Za-z_\x80-\xff]")
_SOFT_BEFORE = 60  # characters shown before a match in a line that is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Needle:
    """What is looked for: as it was typed where it has a capital letter, else in small letters of folded text."""

    wanted: bytes
    is_exact: bool
    hashes: Hashes  # what a page has to have

    def fold(self, content: bytes) -> bytes:
        return content if self.is_exact else content.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPlaces:
    """Where text is looked for. `files` are those of the revision by their blob."""

    tables: QuickTables
    corpus: Corpus
    files: Mapping[str, Sequence[int]]
    mirror: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """A place in a blob: the bytes around it from the blob's begin on, and where in them."""

    oid: str
    content: bytes
    start: int  # of the blob in `content`
    at: int
    looseness: int  # 0: whole words, 1: it begins one, 2: neither


def build_needle(text: str) -> Needle:
    """Letters beyond ASCII are looked for as they were typed."""
    is_exact = any(character.isupper() for character in text)
    wanted = text.encode("utf-8", "replace")
    folded = wanted.lower()
    return Needle(wanted=wanted if is_exact else folded, is_exact=is_exact, hashes=hash_wanted(folded))


def find_lines(
    places: TextPlaces, text: str, count: int, should_stop: ShouldStop, limits: QuickLimits
) -> tuple[tuple[FoundLine, ...], bool]:
    """At most `count` lines, and whether there may be more."""
    if len(text.encode("utf-8", "replace")) < limits.text_chars_min:
        return (), False
    needle = build_needle(text)
    deadline = time.monotonic() + limits.text_s_max
    hits: list[_Hit] = []
    is_cut = False
    for hit in _iter_hits(places, needle, text, deadline, limits):
        if hit is None or len(hits) >= limits.text_hits_max or should_stop():
            is_cut = True
            break
        hits.append(hit)
    ranked = _rank(places, hits, limits)
    shown = [_show(hit, needle, path, limits) for hit, path in ranked[: count + 1]]
    return tuple(shown[:count]), is_cut or len(shown) > count


def _iter_hits(
    places: TextPlaces, needle: Needle, text: str, deadline: float, limits: QuickLimits
) -> Iterator[_Hit | None]:
    """One hit a line. None when time ran out, or when some of the text could not be looked at."""
    for segment in places.corpus.segments:
        if time.monotonic() > deadline:
            yield None
            return
        yield from _search_segment(places, segment, needle)
    if places.corpus.has_all:
        return
    yield from _search_unheld(places, needle, text, deadline, limits)
    yield None


def _search_segment(places: TextPlaces, segment: Segment, needle: Needle) -> Iterator[_Hit]:
    raw = segment.raw
    for at in _iter_places(segment, needle):
        oid, start = segment.blob_at(at)
        if oid in places.files:
            yield _Hit(oid=oid, content=raw, start=start, at=at, looseness=_judge(raw, at, needle))


def _iter_places(segment: Segment, needle: Needle) -> Iterator[int]:
    """The first place in each line."""
    raw, size = segment.raw, len(needle.wanted)
    after = 0
    for start, end in list_runs(segment.signs, needle.hashes):
        begin = max(start, after)
        part = needle.fold(raw[begin : end + size - 1]) if begin < end else b""
        at = part.find(needle.wanted)
        while at >= 0:
            yield begin + at
            after = raw.find(b"\n", begin + at + size)
            if after < 0:
                return
            at = part.find(needle.wanted, after - begin)


def _search_unheld(
    places: TextPlaces, needle: Needle, text: str, deadline: float, limits: QuickLimits
) -> Iterator[_Hit | None]:
    """In files whose chunks have the whole words of the query, as postings tell."""
    oids = _list_candidates(places, text)
    with BlobReader(places.mirror) as reader:
        for blob in reader.iter_blobs(oids[: limits.unheld_files_max]):
            if time.monotonic() > deadline:
                return
            content = blob.content or b""
            if len(content) > limits.file_bytes_max or b"\0" in content:
                continue
            folded = needle.fold(content)
            at = folded.find(needle.wanted)
            while at >= 0:
                looseness = _judge(folded, at, needle)
                yield _Hit(oid=blob.oid, content=content, start=0, at=at, looseness=looseness)
                end = folded.find(b"\n", at + len(needle.wanted))
                at = folded.find(needle.wanted, end) if end >= 0 else -1


def _list_candidates(places: TextPlaces, text: str) -> list[str]:
    """Blobs that are not held and have all whole words; the last word may be a part of one as long as it is typed."""
    index = places.tables.index
    identifiers = IDENTIFIER.findall(text)
    whole = identifiers[:-1] or identifiers
    terms = dict.fromkeys(word for each in whole for word in light_words(each))
    chunks: np.ndarray | None = None
    for term in terms:
        units = index.chunk_postings.units_of(hash_term(term))
        chunks = units if chunks is None else np.intersect1d(chunks, units)
    if chunks is None:
        return []
    files = np.unique(index.chunk_file[chunks])
    order = files[np.argsort(-places.tables.file_weights[files], kind="stable")]
    oids = dict.fromkeys(index.oids[file] for file in order.tolist())
    return [oid for oid in oids if oid not in places.corpus.held and oid not in places.corpus.unread]


def _judge(text: bytes, at: int, needle: Needle) -> int:
    end = at + len(needle.wanted)
    begins = not (_WORD.match(text[at - 1 : at]) and _WORD.match(text[at : at + 1])) if at else True
    ends = not (_WORD.match(text[end - 1 : end]) and _WORD.match(text[end : end + 1]))
    return 0 if begins and ends else 1 if begins else 2


def _rank(places: TextPlaces, hits: Sequence[_Hit], limits: QuickLimits) -> list[tuple[_Hit, str]]:
    """Whole words first, then what the repository uses most; a file's further lines stand behind those of others."""
    seen: dict[str, int] = {}
    index, weights = places.tables.index, places.tables.file_weights
    keyed: list[tuple[tuple[bool, int, float, str, int], _Hit]] = []
    for hit in sorted(hits, key=lambda each: (each.looseness, each.at)):
        file = places.files[hit.oid][0]
        seen[hit.oid] = seen.get(hit.oid, 0) + 1
        is_late = seen[hit.oid] > limits.text_of_file_first
        keyed.append(((is_late, hit.looseness, -float(weights[file]), index.paths[file], hit.at), hit))
    return [(hit, key[3]) for key, hit in sorted(keyed, key=lambda pair: pair[0])]


def _show(hit: _Hit, needle: Needle, path: str, limits: QuickLimits) -> FoundLine:
    first = max(hit.start, hit.content.rfind(b"\n", hit.start, hit.at) + 1)
    end = hit.content.find(b"\n", hit.at + len(needle.wanted))
    line = hit.content[first : end if end >= 0 else len(hit.content)].rstrip(b"\r\n\0")
    before = line[: hit.at - first].decode("utf-8", "replace")
    match = line[hit.at - first : hit.at - first + len(needle.wanted)].decode("utf-8", "replace")
    after = line[hit.at - first + len(needle.wanted) :].decode("utf-8", "replace")
    bare = before.lstrip()
    if len(bare) + len(match) + len(after) > limits.line_chars_max:
        bare = bare[-_SOFT_BEFORE:]
    return FoundLine(
        path=path,
        line=hit.content.count(b"\n", hit.start, hit.at) + 1,
        text=(bare + match + after)[: limits.line_chars_max],
        start=len(bare),
        end=min(len(bare) + len(match), limits.line_chars_max),
    )

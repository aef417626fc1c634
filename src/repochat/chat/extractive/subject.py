"""What a question about the past is about: the definition or file that it names, a name that is gone, or what fits."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np

from repochat.chat.extractive.focus import Focus, Place
from repochat.chat.extractive.roles import is_aside, is_test
from repochat.chat.extractive.survey import Survey
from repochat.chat.history import HistoryKind, Subject
from repochat.chat.pinned import SelectedLines
from repochat.search.hot import HotIndex

WHOLE_FILE = 10**6
SUFFIXES_MAX = 3
_OF_FILES: tuple[HistoryKind, ...] = ("experts", "together")
_OF_NAMES: tuple[HistoryKind, ...] = ("introduced", "removed")
_GONE = re.compile(
    r"\b(?:was|were|did|has|have|been|is|commit|who)\s+(?:the\s+|an?\s+)?(?P<name>[A-Za-z_$][\w$]{3,})\s+"
    r"(?:first\s+|been\s+|get\s+)?(?:introduced?|added?|created?|appear(?:ed)?|removed?|deleted?|dropped)\b",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    ("this", "that", "support", "these", "those", "been", "they", "which", "everything", "something")
)


def find_subject(survey: Survey, focus: Focus, kind: HistoryKind) -> Subject:
    """Never raises; a question about nothing that is known has words only."""
    found = _find(survey, focus, kind)
    if kind not in _OF_NAMES:
        return found
    index = survey.index
    is_standing = any(index.symbol_names[s] == found.name for s in index.symbols_by_name.get(found.name.lower(), ()))
    return replace(found, suffixes=_list_suffixes(index, found.path), is_standing=is_standing)


def _find(survey: Survey, focus: Focus, kind: HistoryKind) -> Subject:
    words, asked = survey.query.words, survey.asked
    symbols = asked.subjects
    if survey.selected is not None:
        return _find_selected(survey, survey.selected)
    place = focus.places[0] if focus.places else None
    if symbols:
        first, last = survey.lines_of(symbols[0])
        name = survey.index.symbol_names[symbols[0]]
        return Subject(words=words, name=name, path=survey.path_of(symbols[0]), start_line=first, end_line=last)
    unknown = (*asked.absent, *asked.undefined)
    if unknown:
        return Subject(words=words, name=unknown[0])
    if not asked.files and (name := _find_written(survey, kind)):
        path = survey.index.paths[place.file] if place else ""
        return Subject(words=words, name=name, path=path)
    return Subject(words=words) if place is None else _find_place(survey, place, kind)


def _find_selected(survey: Survey, selected: SelectedLines) -> Subject:
    """The lines themselves; in the name of the definitions that begin there, or that they are a part of."""
    name = survey.index.symbol_names[selected.subjects[0]] if selected.subjects else ""
    return Subject(
        words=survey.query.words,
        name=name,
        path=selected.path,
        start_line=selected.start_line,
        end_line=selected.end_line,
    )


def _find_place(survey: Survey, place: Place, kind: HistoryKind) -> Subject:
    """The file that is named; of what only fits the words, the definition, or nothing where a name has to be known."""
    words, files = survey.query.words, survey.asked.files
    if kind in _OF_NAMES and not files:
        return Subject(words=words)
    if place.symbols and not files and kind not in _OF_FILES:
        first, last = survey.lines_of(place.symbols[0])
        path = survey.path_of(place.symbols[0])
        return Subject(words=words, path=path, start_line=first, end_line=last, is_named=False)
    path = survey.index.paths[place.file]
    return Subject(words=words, path=path, start_line=1, end_line=WHOLE_FILE, is_named=bool(files))


def _find_written(survey: Survey, kind: HistoryKind) -> str:
    """A name that is written as code, or the one word that is said to have come or gone."""
    written = next((name for name in survey.query.names if name.isidentifier()), "")
    gone = _GONE.search(survey.query.text) if kind in _OF_NAMES and not written else None
    return gone["name"] if gone and gone["name"].lower() not in _NOT_NAMES else written


def _list_suffixes(index: HotIndex, path: str) -> tuple[str, ...]:
    """How the files end that define most: `path`'s own first."""
    counts: Counter[str] = Counter()
    defined = np.diff(np.append(index.symbol_offset, len(index.symbol_names)))
    for file, count in enumerate(defined.tolist()):
        if count and not is_aside(index, file) and not is_test(index, file):
            counts[_suffix_of(index.paths[file])] += count
    best = sorted(counts, key=lambda suffix: (-counts[suffix], suffix))[:SUFFIXES_MAX]
    return tuple(filter(None, dict.fromkeys((_suffix_of(path), *best))))


def _suffix_of(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2] if "." in path else ""

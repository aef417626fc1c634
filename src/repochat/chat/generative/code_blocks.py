"""Code that a model shows: every line of it must stand in what it cites."""

import re
from collections.abc import Sequence

from repochat.chat.generative.evidence import Place
from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.receipts.matching import drop_spaces

_ELIDED = re.compile(r"\s*(?:#|//|--|/\*|;)?\s*(?:\.\.\.|…).*")


def check_code(block: str, cited: Cited) -> list[Finding]:
    """A finding for each line that says something; indentation aside, lines are compared whole."""
    lines = [line for line in block.split("\n")[1:-1] if drop_spaces(line) and not _ELIDED.fullmatch(line)]
    known = _index(cited)
    after: Place = (-1, -1)
    findings: list[Finding] = []
    for line in lines:
        place = _next(known.get(drop_spaces(line), ()), after)
        findings.append(Finding(claim=line.strip(), places=frozenset((place,)) if place else frozenset()))
        after = place or after
    return findings


def _index(cited: Cited) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for number, each in enumerate(cited.evidence):
        for line, text in enumerate(each.texts):
            found.setdefault(drop_spaces(text), []).append((number, line))
    return found


def _next(places: Sequence[Place], after: Place) -> Place | None:
    """The first place behind `after`; another piece begins anew."""
    return next((place for place in places if place > after), None)

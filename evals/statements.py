"""How well the check of statements tells true from false: `python -m evals.statements --mirrors DIR`.

False and shown as supported is the worst that can happen; true and not supported is the second worst.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.facts import FactMaker
from evals.pinning import pin_mirror
from evals.questions import DataError
from evals.sources import MIRRORS_VARIABLE, find_mirror
from evals.statement_sets import Claimed, StatementSet, read_sets

from repochat.chat.context.model import ContextPiece
from repochat.chat.generative.splitting import StatementSplitter
from repochat.chat.generative.verifying import Verifier
from repochat.chat.pinned import Pinned
from repochat.chat.receipts import CitationChecker, SymbolLookup

HALVES = ("tuned", "held_out", "adversarial", "fresh")
FACTS_EACH = 60
SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the check made of one statement. `half` is that of the set."""

    claimed: Claimed
    repository: str
    half: str
    status: str
    missing: tuple[str, ...]


class Shown:
    """The pieces of one statement under the ids k1, k2, ..."""

    def __init__(self, pinned: Pinned, claimed: Claimed) -> None:
        self._pieces = {
            f"k{number}": ContextPiece(
                id=f"k{number}",
                pinned=pinned,
                path=lines.path,
                start_line=lines.start_line,
                end_line=lines.end_line,
                symbol=lines.symbol,
                role="definition",
                origin="hit",
                rank=number,
                tokens=0,
            )
            for number, lines in enumerate(claimed.pieces, start=1)
        }

    def find(self, id: str, /) -> ContextPiece | None:  # noqa: A002  as the verifier asks
        return self._pieces.get(id)


def judge(pinned: Pinned, statements: Iterable[Claimed], half: str) -> list[Judged]:
    """Has every statement split and checked as one that a model streams."""
    checker = CitationChecker(
        pinned.source, SymbolLookup(pinned.index), repo=pinned.repo.name, address=pinned.repo.source
    )
    judged: list[Judged] = []
    for claimed in statements:
        splitter = StatementSplitter()
        verifier = Verifier(Shown(pinned, claimed), {pinned.label: checker})
        found = [verifier.verify(raw).statement for raw in (*splitter.feed(claimed.text), *splitter.finish())]
        status = "supported" if all(each.status == "supported" for each in found) else "unsupported"
        status = "partly" if len(found) == 1 and found[0].status == "partly" else status
        judged.append(
            Judged(
                claimed=claimed,
                repository=pinned.repo.name,
                half=half,
                status=status,
                missing=tuple(name for each in found for name in each.missing),
            )
        )
    return judged


def sum_up(judged: Sequence[Judged]) -> Mapping[str, Any]:
    """Shares over true and over false statements; `by_kind` the false ones that were shown as supported."""
    true = [each for each in judged if each.claimed.is_true]
    false = [each for each in judged if not each.claimed.is_true]
    kinds = sorted({each.claimed.kind for each in false})
    return {
        "true": len(true),
        "true_supported": _share(true, "supported"),
        "true_supported_or_partly": _share(true, "supported", "partly"),
        "false": len(false),
        "false_supported": _share(false, "supported"),
        "false_partly": _share(false, "partly"),
        "by_kind": {
            kind: [
                sum(each.status == "supported" for each in false if each.claimed.kind == kind),
                sum(each.claimed.kind == kind for each in false),
            ]
            for kind in kinds
        },
    }


def _share(judged: Sequence[Judged], *statuses: str) -> float | None:
    return round(sum(each.status in statuses for each in judged) / len(judged), 4) if judged else None


def measure(
    sets: Sequence[StatementSet], mirrors: Path, *, facts_each: int = FACTS_EACH
) -> tuple[list[Judged], list[Judged]]:
    """Hand-made and mechanical statements of each set's repository. Raises DataError when a mirror is missing."""
    written: list[Judged] = []
    made: list[Judged] = []
    for each in sets:
        mirror = find_mirror(each.address, mirrors)
        if mirror is None:
            raise DataError(f"{mirrors} has no mirror of {each.address}; clone it there with `git clone --mirror`.")
        with ExitStack() as stack:
            pinned = stack.enter_context(pin_mirror(mirror, each.revision, name=each.name, address=each.address))
            written += judge(pinned, each.statements, each.half)
            made += judge(pinned, FactMaker(pinned, each=facts_each, seed=SEED).make(), each.half)
    return written, made


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirrors", type=Path, required=True, help=f"folder of mirrors, as in {MIRRORS_VARIABLE}")
    parser.add_argument("--facts", type=int, default=FACTS_EACH, help="mechanical statements of each kind")
    parser.add_argument("--show", choices=HALVES, help="print what was judged wrongly there")
    options = parser.parse_args(argv)
    written, made = measure(read_sets(), options.mirrors, facts_each=options.facts)
    figures = {
        "written": {half: sum_up([each for each in written if each.half == half]) for half in HALVES},
        "mechanical": {half: sum_up([each for each in made if each.half == half]) for half in HALVES},
    }
    print(json.dumps(figures, indent=1))
    for each in (*written, *made):
        if each.half == options.show and (each.status == "supported") != each.claimed.is_true:
            print(f"{each.repository} {each.claimed.kind} {each.status} {each.missing}: {each.claimed.text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

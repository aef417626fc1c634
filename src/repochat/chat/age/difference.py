"""What is different between two answers to the same question: evidence by its text, and statements by theirs."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from repochat.chat.model import Answer, Citation, Statement
from repochat.chat.receipts.markdown import code_span

Item = TypeVar("Item")
CLAIMS = frozenset({"fact", "code", "absence"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Evidence of the answer before, and what is in its place now."""

    before: Citation
    after: Citation

    def as_json(self) -> dict[str, Any]:
        return {"before": self.before.as_json(), "after": self.after.as_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Evidence that was `kept` stands where it stood, `moved` has the same text elsewhere.

    What `changed` is another text of the same place: of the same definition, or lines that overlap. The rest was added
    or removed.
    """

    kept: int
    moved: tuple[Moved, ...]
    changed: tuple[Moved, ...]
    added: tuple[Citation, ...]
    removed: tuple[Citation, ...]
    statements_kept: int
    statements_new: tuple[str, ...]
    statements_gone: tuple[str, ...]

    @property
    def changes_evidence(self) -> bool:
        """Whether other text speaks for the answer now; that the same text stands elsewhere is no change."""
        return bool(self.changed or self.added or self.removed)

    def as_json(self) -> dict[str, Any]:
        return {
            "changes_evidence": self.changes_evidence,
            "words": describe_difference(self),
            "evidence": {
                "kept": self.kept,
                "moved": [each.as_json() for each in self.moved],
                "changed": [each.as_json() for each in self.changed],
                "added": [each.as_json() for each in self.added],
                "removed": [each.as_json() for each in self.removed],
            },
            "statements": {
                "kept": self.statements_kept,
                "new": list(self.statements_new),
                "gone": list(self.statements_gone),
            },
        }


def compare_answers(before: Answer, after: Answer) -> Difference:
    """Pure; citations of the same text are paired one to one, those at the same place first."""
    kept, old, new = _pair(before.citations, after.citations, lambda each: (_text(each), _place(each)))
    moved, old, new = _pair(old, new, _text)
    named, old, new = _pair(old, new, _definition)
    near, old, new = _pair_overlapping(old, new)
    said, gone = _list_claims(after.statements), _list_claims(before.statements)
    return Difference(
        kept=len(kept),
        moved=tuple(moved),
        changed=(*named, *near),
        added=tuple(new),
        removed=tuple(old),
        statements_kept=len(said.keys() & gone.keys()),
        statements_new=tuple(text for key, text in said.items() if key not in gone),
        statements_gone=tuple(text for key, text in gone.items() if key not in said),
    )


def describe_difference(difference: Difference) -> tuple[str, ...]:
    """In words, a sentence each; the first one says it all when nothing is different."""
    told = [
        *(f"Moved: {_show(each.before)} is {_show(each.after)} now." for each in difference.moved),
        *(f"Changed: {_show(each.before)} reads otherwise at {_show(each.after)}." for each in difference.changed),
        *(f"New evidence: {_show(each)}." for each in difference.added),
        *(f"No longer cited: {_show(each)}." for each in difference.removed),
    ]
    said = [*_count("new", difference.statements_new), *_count("gone", difference.statements_gone)]
    if said:
        told.append(f"Statements: {', '.join(said)}, {difference.statements_kept} as before.")
    return tuple(told) or ("Nothing is different: the same evidence says the same.",)


def _count(what: str, texts: Sequence[str]) -> list[str]:
    return [f"{len(texts)} {what}"] if texts else []


def _pair(
    before: Sequence[Citation], after: Sequence[Citation], key: Callable[[Citation], Hashable]
) -> tuple[list[Moved], list[Citation], list[Citation]]:
    """Pairs of the same key, in order, and what is left on each side; None pairs with nothing."""
    waiting: dict[Hashable, list[Citation]] = {}
    for each in before:
        waiting.setdefault(key(each), []).append(each)
    pairs: list[Moved] = []
    left: list[Citation] = []
    for each in after:
        found = waiting.get(key(each)) if key(each) is not None else None
        if found:
            pairs.append(Moved(before=found.pop(0), after=each))
        else:
            left.append(each)
    paired = {id(pair.before) for pair in pairs}
    return pairs, [each for each in before if id(each) not in paired], left


def _pair_overlapping(
    before: Sequence[Citation], after: Sequence[Citation]
) -> tuple[list[Moved], list[Citation], list[Citation]]:
    old, new, pairs = list(before), [], list[Moved]()
    for each in after:
        found = next((one for one in old if _overlap(one, each)), None)
        if found is None:
            new.append(each)
        else:
            old.remove(found)
            pairs.append(Moved(before=found, after=each))
    return pairs, old, new


def _overlap(one: Citation, other: Citation) -> bool:
    is_same_file = (one.kind, one.repo, one.path) == (other.kind, other.repo, other.path) and one.kind == "code"
    return is_same_file and one.start_line <= other.end_line and other.start_line <= one.end_line


def _text(citation: Citation) -> Hashable:
    """Commits and pull requests are what they are called."""
    if citation.kind == "code":
        return citation.snippet_sha256
    return citation.kind, citation.repo, citation.ref or citation.commit, citation.snippet_sha256


def _place(citation: Citation) -> Hashable:
    return citation.repo, citation.path, citation.start_line, citation.end_line


def _definition(citation: Citation) -> Hashable | None:
    return (citation.repo, citation.path, citation.symbol) if citation.symbol else None


def _list_claims(statements: Iterable[Statement]) -> dict[str, str]:
    """By their words, however they are spaced."""
    return {" ".join(each.text.split()): each.text for each in statements if each.kind in CLAIMS}


def _show(citation: Citation) -> str:
    if citation.kind != "code":
        return code_span(citation.ref or citation.commit[:12])
    lines = f"{citation.start_line}-{citation.end_line}"
    return code_span(f"{citation.path}:{lines} @ {citation.commit[:12]}")

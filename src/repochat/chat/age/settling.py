"""Which verdicts hold at a revision without asking git: blobs that stand where they stood say all that is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from repochat.catalog.age_store import StoredVerdict
from repochat.catalog.answer_store import StoredAnswer, StoredCitation
from repochat.chat.age.following import Head
from repochat.chat.age.judging import build_verdict
from repochat.chat.age_model import AgeState, How, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A citation of an answer, to be held against a head; None when its repository is gone, or nothing is indexed."""

    answer: StoredAnswer
    citation: StoredCitation
    head: Head | None

    @property
    def commit(self) -> str:
        """Where the verdict is told."""
        revision = self.head.revision if self.head else None
        return revision.sha if revision else self.citation.commit


def settle(question: Question, blobs: Mapping[str, str], known: StoredVerdict | None) -> Verdict | None:
    """The verdict, or None when git has to be asked. `blobs` are those of the head, by path."""
    citation = question.citation
    if question.head is None or question.head.revision is None:
        return build_verdict(citation, "unreadable")
    if citation.kind not in {"code", "commit"}:
        return build_verdict(citation, "not_code")
    if citation.kind == "code" and _is_pinned(question.answer, citation):
        return build_verdict(citation, "pinned")
    if citation.kind == "code" and blobs.get(citation.path) == citation.blob:
        return build_verdict(citation, "same_blob")
    if known is None or known.how in {"unreadable", "not_looked_at"}:
        return None
    holds = known.sha == question.head.revision.sha or (known.blob != "" and blobs.get(known.path) == known.blob)
    return read_verdict(known) if holds and known.how != "same_blob" else None


def _is_pinned(answer: StoredAnswer, citation: StoredCitation) -> bool:
    """The question named this commit beside the one that it was asked at."""
    return citation.repo_id == answer.repo_id and citation.commit != answer.revision


def read_verdict(stored: StoredVerdict) -> Verdict:
    return Verdict(
        state=cast("AgeState", stored.state),
        how=cast("How", stored.how),
        path=stored.path,
        blob=stored.blob,
        start_line=stored.start_line,
        end_line=stored.end_line,
        changed_in=stored.changed_in,
    )


def to_stored(question: Question, verdict: Verdict) -> StoredVerdict:
    head = question.head
    if head is None or head.revision is None:
        raise AssertionError("what has no head is settled without git")
    return StoredVerdict(
        answer_id=question.answer.id,
        number=question.citation.number,
        repo_id=head.repo.id,
        state=verdict.state,
        how=verdict.how,
        path=verdict.path,
        blob=verdict.blob,
        start_line=verdict.start_line,
        end_line=verdict.end_line,
        changed_in=verdict.changed_in,
        sha=head.revision.sha,
    )

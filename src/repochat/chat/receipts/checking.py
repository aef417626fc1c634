"""From drafts to statements: every citation proven, every sentence held against its lines, what fails removed."""

from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from repochat.chat.limits import ChatLimits
from repochat.chat.model import Citation, Statement
from repochat.chat.receipts.citations import CitationChecker, CitedLines
from repochat.chat.receipts.draft import Draft
from repochat.chat.receipts.grounding import ground_statement

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What may be shown. `removed` counts the sentences that may not."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    removed: int


def check_drafts(drafts: Iterable[Draft], checker: CitationChecker, limits: ChatLimits) -> Checked:
    """Checks drafts in order until a bound is reached; a sentence that is there already is left out."""
    statements: list[Statement] = []
    citations: dict[str, Citation] = {}
    said: set[str] = set()
    removed = 0
    for draft in drafts:
        if len(statements) >= limits.statements_max or len(citations) >= limits.citations_max:
            break
        if draft.text in said:
            continue
        said.add(draft.text)
        statement, cited = _check_draft(draft, checker)
        if statement is None:
            removed += 1
            continue
        statements.append(statement)
        citations.update({each.citation.id: each.citation for each in cited})
    return Checked(statements=tuple(statements), citations=tuple(citations.values()), removed=removed)


def _check_draft(draft: Draft, checker: CitationChecker) -> tuple[Statement | None, list[CitedLines]]:
    results = [checker.cite(span) for span in draft.spans]
    cited = [result for result in results if isinstance(result, CitedLines)]
    for span, result in zip(draft.spans, results, strict=True):
        if not isinstance(result, CitedLines):
            log.warning("chat.citation_removed", path=span.path, start_line=span.start_line, problem=result)
    grounding = ground_statement(draft.text, cited, draft.commits, draft.counted)
    if grounding.status == "unsupported" and not draft.tells_absence:
        log.warning("chat.statement_removed", missing=len(grounding.missing))
        return None, []
    ids = tuple(dict.fromkeys(each.citation.id for each in cited))
    statement = Statement(
        text=draft.text,
        citations=ids,
        status=grounding.status,
        tier=grounding.tier,
        is_item=draft.is_item,
        kind="absence" if draft.tells_absence else "fact",
        missing=grounding.missing,
    )
    return statement, cited

"""What an answer's evidence is worth beside the gold lines: recall, precision, grounding, facts and doubt."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evals.golden import Gold, GoldenQuestion
from evals.proving import Proof

Json = Mapping[str, Any]
FILES_READ = 5  # a reader who opens this many files gives up after them

_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_NAME = re.compile(r"[^\W\d][\w$]+")
_MARKED = re.compile(r"[a-z0-9][A-Z]|_")
_DOUBT = re.compile(
    r"\b(?:could|can|was) ?n[o']t (?:be )?(?:find|found|tell|say|determine)|\bcan(?:no|')t (?:find|tell|say|determine)"
    r"|\bI (?:do not|don't) know|\bno evidence\b|\bnothing (?:in|of)\b|\bthere (?:is|are) no\b|\bnot (?:find|found)\b"
    r"|\bdoes(?: not|n't) (?:appear to )?(?:support|have|provide|include|offer|ship|contain|exist|implement)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The measures of one answer. Shares lie in [0, 1]; None where there is nothing to measure."""

    files_cited: float | None  # share of gold files among those cited
    files_retrieved_at_5: float | None  # among the first five that search returned
    files_at_5: float | None  # among the first five that the answer cites, then search returned
    spans_cited: float | None  # share of gold passages of which a line is cited
    lines_cited: float | None  # share of gold lines that are cited
    precision: float | None  # share of cited lines that are gold
    citations_on_gold: float | None  # share of citations with a gold line
    grounding: float | None  # share of the statements' identifiers that stand in the lines they cite
    facts_said: float | None
    facts_shown: float | None  # said, or in the cited lines
    is_doubted: bool
    citations: int
    resolved: int
    quoted: int
    dangling: int  # ids that statements name and that no citation has
    identifiers: int
    statuses: Mapping[str, int] = field(default_factory=dict[str, int])
    broken: tuple[str, ...] = ()


def weigh(question: GoldenQuestion, answer: Json, retrieved: Sequence[str], proofs: Mapping[str, Proof]) -> Evidence:
    """`answer` as the product's JSON; `retrieved` are the paths that search returned, the best first."""
    citations: Sequence[Json] = answer["citations"]
    cited_paths = list(dict.fromkeys(citation["path"] for citation in citations))
    cited = {(c["path"], line) for c in citations for line in range(c["start_line"], c["end_line"] + 1)}
    files = list(dict.fromkeys(gold.target.path for gold in question.gold))
    gold_lines = {place for gold in question.gold for place in _lines_of(gold)}
    found, named = _ground(answer, proofs)
    said, shown = _find_facts(question.facts, answer, proofs)
    return Evidence(
        files_cited=_share(path in cited_paths for path in files),
        files_retrieved_at_5=_share(path in retrieved[:FILES_READ] for path in files),
        files_at_5=_share(path in list(dict.fromkeys([*cited_paths, *retrieved]))[:FILES_READ] for path in files),
        spans_cited=_share(not cited.isdisjoint(_lines_of(gold)) for gold in question.gold),
        lines_cited=_share(place in cited for place in gold_lines),
        precision=_share(place in gold_lines for place in cited) if gold_lines else None,
        citations_on_gold=_share(not gold_lines.isdisjoint(_places(c)) for c in citations) if gold_lines else None,
        grounding=found / named if named else None,
        facts_said=said,
        facts_shown=shown,
        is_doubted=is_doubted(answer),
        citations=len(citations),
        resolved=sum(proof.resolves for proof in proofs.values()),
        quoted=sum(proof.quotes for proof in proofs.values()),
        dangling=sum(1 for s in answer["statements"] for name in s["citations"] if name not in proofs),
        identifiers=named,
        statuses=_count(statement["status"] for statement in answer["statements"]),
        broken=tuple(proof.why for proof in proofs.values() if proof.why),
    )


def is_doubted(answer: Json) -> bool:
    """Whether the answer opens by saying that it found nothing, or nothing sure; no answer at all says so too."""
    opening = next((statement["text"] for statement in answer["statements"]), "")
    return not opening or _DOUBT.search(opening) is not None


def list_identifiers(text: str) -> list[str]:
    """Names in a statement: those in code, and words of prose that are cased or joined as only code is."""
    codes = [match[2] for match in _CODE.finditer(text)]
    prose = _CODE.sub(" ", text)
    names = [name for code in codes for name in _NAME.findall(code)]
    return list(dict.fromkeys(names + [name for name in _NAME.findall(prose) if _MARKED.search(name)]))


def _ground(answer: Json, proofs: Mapping[str, Proof]) -> tuple[int, int]:
    """How many of the statements' identifiers stand in the cited lines or paths, and how many there are."""
    paths = {citation["id"]: citation["path"] for citation in answer["citations"]}
    found = named = 0
    for statement in answer["statements"]:
        cited = [name for name in statement["citations"] if name in proofs]
        if not cited and is_doubted({"statements": [statement]}):
            continue  # it says what is not there: no line can show that
        known = {word for name in cited for line in (*proofs[name].lines, paths[name]) for word in _NAME.findall(line)}
        identifiers = list_identifiers(statement["text"])
        named += len(identifiers)
        found += sum(identifier in known for identifier in identifiers)
    return found, named


def _find_facts(facts: Sequence[str], answer: Json, proofs: Mapping[str, Proof]) -> tuple[float | None, float | None]:
    said = "\n".join(statement["text"] for statement in answer["statements"])
    shown = "\n".join([said, *(line for proof in proofs.values() for line in proof.lines)])
    return _share(has_fact(fact, said) for fact in facts), _share(has_fact(fact, shown) for fact in facts)


def has_fact(fact: str, text: str) -> bool:
    """Whether `fact` stands in `text` by itself, not inside a longer word or number."""
    return re.search(rf"(?<![\w$]){re.escape(fact)}(?![\w$])", text) is not None


def _lines_of(gold: Gold) -> set[tuple[str, int]]:
    start, end = gold.target.start_line or 1, gold.target.end_line or 0
    return {(gold.target.path, line) for line in range(start, end + 1)}


def _places(citation: Json) -> set[tuple[str, int]]:
    return {(citation["path"], line) for line in range(citation["start_line"], citation["end_line"] + 1)}


def _share(held: Iterable[bool]) -> float | None:
    known = list(held)
    return sum(known) / len(known) if known else None


def _count(names: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for name in names:
        counted[name] = counted.get(name, 0) + 1
    return counted

"""Exports: the same answer is the same text, whatever it holds."""

from datetime import UTC, datetime

from repochat.catalog.repo_store import Repo
from repochat.chat.exporting import export_json, export_markdown
from repochat.chat.proving import ExportedAnswer
from repochat.core.ids import create_id
from tests.catalog.answers import SHA, build_answer, build_citation

NOW = datetime(2024, 1, 2, 3, 4, tzinfo=UTC)
REPO = Repo(
    id=create_id(),
    tenant_id=create_id(),
    name="owner/r",
    source="https://github.com/owner/r",
    source_kind="https",
    default_branch="main",
    created_at=NOW,
)
URL = f"https://github.com/owner/r/blob/{SHA}/src/2.py#L1-L2"
STATEMENTS = [
    {"text": "It is `this`.", "citations": ["c2", "c7"], "status": "supported", "tier": 3},
    {"text": "First:", "citations": [], "status": "supported", "tier": 1, "kind": "heading"},
    {"text": "an item", "citations": ["c7"], "status": "partly", "tier": 2, "is_item": True},
    {"text": "Not so.", "citations": [], "status": "unsupported", "tier": 0},
]
ANSWER = build_answer(
    REPO.id,
    question="Does [it](https://evil.example) *work*?",
    statements=STATEMENTS,
    citations=[build_citation(2, url=URL, repo_id=REPO.id), build_citation(7, symbol="", path="we`ird.py")],
    created_at=NOW,
    note="A note.",
    removed=2,
    model="openai:gpt",
)
TOLD = (
    "Asked 2024-01-02 03:04 UTC at `aaaaaaaaaaaa`; written by `openai:gpt`. Statements: 2 supported, 1 partly, "
    "1 unsupported. 2 statements failed their check and are not shown."
)


def test_markdown_has_the_statements_their_marks_and_the_receipts() -> None:
    assert export_markdown(ANSWER).splitlines() == [
        "# Does \\[it\\](https\\://evil.example) \\*work\\*?",
        "",
        TOLD,
        "",
        f"It is `this`. [\\[1\\]]({URL})\\[2\\]",
        "",
        "First:",
        "- an item \\[2\\] *(partly supported)*",
        "",
        "Not so. *(not supported)*",
        "",
        "*A note.*",
        "",
        "## Receipts",
        "",
        f"1. [`src/2.py:1-2 @ aaaaaaaaaaaa`]({URL}) `symbol_2` in `r`",
        "2. ``we`ird.py:1-2 @ aaaaaaaaaaaa`` in `r`",
        "",
        f"Answer `{ANSWER.id}`. Its JSON export can be proven again from git alone: `repochat verify`.",
    ]


def test_json_holds_what_a_proof_needs_and_where_the_repository_came_from() -> None:
    exported = export_json(ANSWER, [REPO])
    assert exported["repositories"] == [{"name": "owner/r", "source": "https://github.com/owner/r", "commits": [SHA]}]
    assert [citation["id"] for citation in exported["citations"]] == ["c2", "c7"]
    assert exported["statements"][3]["status"] == "unsupported"
    read = ExportedAnswer.model_validate(exported)
    assert [citation.path for citation in read.citations] == ["src/2.py", "we`ird.py"]


def test_an_answer_without_a_model_says_so() -> None:
    plain = build_answer(REPO.id, status="cancelled")
    text = export_markdown(plain)
    assert "without a model" in text
    assert "cancelled before its end" in text

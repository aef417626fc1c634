import pytest

from repochat.chat.model import Citation
from repochat.chat.receipts.citations import CitedLines
from repochat.chat.receipts.draft import CommitFact, SpanRole
from repochat.chat.receipts.grounding import ground_statement

LINES = (
    "def send(self, request, timeout=30):",
    '    """Send the request.',
    "    Returns `Response` objects.",
    '    """',
)
COMMIT = CommitFact(sha="a" * 8 + "0" * 32, date="2024-01-31", author="Ada Lovelace", subject="Fix `send` (#12)")


def cite(
    *texts: str, start: int = 10, role: SpanRole = "place", symbol: str = "", lines: tuple[int, int] | None = None
) -> CitedLines:
    citation = Citation(
        id="c1", repo="r", commit="0" * 40, path="src/adapters.py", blob="1" * 40, start_line=start,
        end_line=start + len(texts) - 1, snippet_sha256="", symbol=symbol, url="",
    )  # fmt: skip
    return CitedLines(citation=citation, texts=texts, role=role, symbol_lines=lines)


def status_of(text: str, *cited: CitedLines) -> tuple[str, int]:
    grounding = ground_statement(text, cited, (COMMIT,))
    return grounding.status, grounding.tier


HEAD = cite(*LINES, symbol="HTTPAdapter.send", lines=(10, 40))


@pytest.mark.parametrize(
    "text",
    [
        "`send` takes `timeout=30`.",
        "`HTTPAdapter.send` is a method in `src/adapters.py` (lines 10-40).",
        "`send` is at line 11.",
        "It says: “Send the request. Returns `Response` objects.”",
        "It is declared as `def send(self,request,timeout = 30)`.",
        "The limit of `send` is 30.",
        "Line 12 of `send`: “Fix `send` (#12)”, commit `aaaaaaaa` of 2024-01-31 by `Ada Lovelace`.",
    ],
)
def test_a_sentence_that_its_lines_carry_is_supported(text: str) -> None:
    assert status_of(text, HEAD) == ("supported", 3)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("`send` and `receive` are here.", "receive"),
        ("`Session.send` is here, as is `send`.", "Session.send"),
        ("`sen` is not `send`.", "sen"),
        ("`send` takes 31.", "31"),
        ("`send` takes 3.", "3"),
        ("`send` stands in `src/other.py`.", "src/other.py"),
        ("`send` stands at line 99.", "line 99"),
        ("`send` stands in lines 10-41.", "lines 10-41"),
        ("`send` says “Sends the request.”", "Sends the request."),
        ("`send` is the only way.", "only"),
        ("`send` never fails.", "never"),
        ("All callers use `send`.", "All"),
        ("`send` is of commit `bbbbbbbb`.", "bbbbbbbb"),
        ("`send` is of 2024-02-01.", "2024-02-01"),
        ("Found 2 call sites of `send`.", "2 call sites"),
    ],
)
def test_what_the_lines_do_not_hold_is_named_and_costs_the_support(text: str, missing: str) -> None:
    grounding = ground_statement(text, [HEAD], (COMMIT,))
    assert (grounding.status, grounding.tier) == ("partly", 2)
    assert missing in grounding.missing


def test_a_count_is_the_number_of_places_that_are_cited_as_such() -> None:
    sites = [cite("x = send(1)", start=line, role="reference") for line in (3, 7)]
    assert status_of("Found 2 call sites of `send`:", *sites, HEAD) == ("supported", 3)
    assert status_of("Found 3 call sites of `send`:", *sites, HEAD) == ("partly", 2)


def test_an_absolute_that_the_lines_hold_themselves_is_supported() -> None:
    assert status_of("`send` never fails.", cite("# send never fails")) == ("supported", 3)


def test_without_any_evidence_nothing_is_supported() -> None:
    assert status_of("`send` is here.") == ("unsupported", 0)
    assert status_of("`receive` is here.", HEAD) == ("unsupported", 1)
    assert status_of("This is good code.", HEAD) == ("unsupported", 1)


def test_a_symbol_that_was_not_proven_lends_its_name_to_nothing() -> None:
    claimed = cite("return 1", symbol="HTTPAdapter.send", lines=None)
    assert status_of("`HTTPAdapter.send` is here.", claimed) == ("unsupported", 1)

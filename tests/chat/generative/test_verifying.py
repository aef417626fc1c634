"""What a model says is supported exactly when the lines that it cites carry all of it."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repochat.chat.generative.evidence import Evidence
from repochat.chat.generative.limits import VERIFY_LIMITS
from repochat.chat.pinned import Pinned
from tests.chat.generative.world import CLIENT, World, pin

TRUE = [
    "`Client.connect` calls `open_channel` [k1].",
    "`open_channel` is called by `Client.connect` [k1].",
    "`Client` inherits from `Store` [k1].",
    "The `timeout` defaults to 30 [k1].",
    "The `timeout` is 30 seconds by default [k1].",
    "`retries` defaults to three [k1].",
    "`verify` defaults to `True` [k1].",
    "`connect` raises a `ValueError` if the `host` is missing [k1].",
    "`connect` takes `host`, `timeout` and `retries` [k1].",
    "`connect` returns the `channel` [k1].",
    "`Client` is never rude [k1].",
    "`connect` does not follow redirects [k1].",
    '`connect` raises a `ValueError` that says "host is missing" [k1].',
    "`close` closes only channels that are open [k2].",
    "`connect` calls `open_channel` before `self.save` [k1].",
    "`Client` is defined in `src/client.py` [k1].",
    "`limit` is 5 and `burst` is 10 [k3].",
]
FALSE = [
    "`open_channel` calls `Client.connect` [k1].",
    "`Client.connect` is called by `open_channel` [k1].",
    "`Store` inherits from `Client` [k1][k3].",
    "The `timeout` defaults to 60 [k1].",
    "The `timeout` is 30 milliseconds by default [k1].",
    "The `timeout` defaults to 3 [k1].",
    "`retries` defaults to 30 [k1].",
    "`verify` defaults to `False` [k1].",
    "`verify` defaults to `None` [k1].",
    "`connect` raises a `TypeError` if the `host` is missing [k1].",
    "`connect` raises a `ValueError` if the `host` is given [k1].",
    "`connect` never raises a `ValueError` [k1].",
    "`connect` does not raise a `ValueError` [k1].",
    "`connect` takes `port` [k1].",
    "`connect` returns the `host` [k1].",
    "`Client` is always rude [k1].",
    "`connect` follows redirects [k1].",
    '`connect` raises a `ValueError` that says "host is unknown" [k1].',
    "`close` never closes channels [k2].",
    "All channels are closed by `connect` [k1].",
    "`connect` calls `self.save` before `open_channel` [k1].",
    "`Client` is defined in `src/store.py` [k1].",
    "`limit` is 10 and `burst` is 5 [k3].",
    "`connect` caches the connection on disk [k1].",
    "`connect` opens a connection and encrypts it with AES [k1].",
    "It is a fine piece of work [k1].",
]


@pytest.mark.parametrize("text", TRUE)
def test_what_the_lines_carry_is_supported(world: World, text: str) -> None:
    (verified,) = world.verify(text)
    assert (verified.statement.status, verified.statement.tier, verified.statement.missing) == ("supported", 3, ())
    assert verified.citations


@pytest.mark.parametrize("text", FALSE)
def test_what_the_lines_do_not_carry_is_not_supported(world: World, text: str) -> None:
    (verified,) = world.verify(text)
    assert verified.statement.status != "supported"
    assert verified.statement.missing
    assert verified.statement.tier < 3


@pytest.mark.parametrize(
    "text",
    [
        "`open_channel` calls `Client.connect` [k1].",
        "`connect` opens a connection, see line 99 [k1].",
        "`connect` is at `src/client.py:1-5` [k1].",
        "`connect` came with commit 1234567a [k1].",
        "`connect` opens a connection to a host.",
        "Requests are queued in a ring buffer [k1].",
    ],
)
def test_what_contradicts_or_names_false_places_is_unsupported_and_cites_nothing(world: World, text: str) -> None:
    (verified,) = world.verify(text)
    assert (verified.statement.status, verified.statement.tier) == ("unsupported", 0)
    assert verified.citations == ()


def test_a_commit_that_git_told_of_the_lines_may_be_named(world: World) -> None:
    assert world.status("`connect` is of commit `ab12cd34` [k1].") == "supported"


def test_ids_that_no_piece_has_are_counted_and_prove_nothing(world: World) -> None:
    (verified,) = world.verify("`Client` inherits from `Store` [k77][k78].")
    assert (verified.statement.status, verified.unknown_ids) == ("unsupported", 2)
    assert verified.statement.missing == ("citation",)


def test_a_piece_of_lines_that_git_does_not_have_proves_nothing(world: World) -> None:
    assert world.status("`Client` inherits from `Store` [k5].") == "unsupported"


def test_citations_are_the_lines_that_carry_the_statement_and_their_hash_is_that_of_git(world: World) -> None:
    (verified,) = world.verify("`connect` raises a `ValueError` if the `host` is missing [k1][k3].")
    (citation,) = verified.citations
    assert (citation.path, citation.symbol) == ("src/client.py", "Client.connect")
    lines = CLIENT.splitlines(keepends=True)[citation.start_line - 1 : citation.end_line]
    assert citation.snippet_sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert len(lines) < 10
    assert any("ValueError" in line for line in lines)


def test_claims_in_several_pieces_are_cited_from_each(world: World) -> None:
    (verified,) = world.verify("`Client.connect` calls `self.save`, which `Store` defines with `items` [k1][k3].")
    assert {citation.path for citation in verified.citations} == {"src/client.py", "src/store.py"}


@pytest.mark.parametrize("text", ["Here is how it works:", "## Overview", "## How it connects", "In short:"])
def test_what_only_leads_in_is_a_heading(world: World, text: str) -> None:
    (verified,) = world.verify(text)
    assert (verified.statement.kind, verified.citations) == ("heading", ())


@pytest.mark.parametrize(
    "text",
    [
        "## `connect` never fails",
        "## Everything is encrypted by the client",
        "Here is why it takes 30 seconds:",
        "Here is how `connect` works:",
        "The client retries all requests:",
    ],
)
def test_no_fact_hides_in_a_heading_or_lead(world: World, text: str) -> None:
    (verified,) = world.verify(text)
    assert (verified.statement.kind, verified.statement.status) == ("fact", "unsupported")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("def open_channel(host, timeout):\n    return Channel(host, timeout)", "supported"),
        ("def open_channel(host, timeout):\n    # ...\n    return Channel(host, timeout)", "supported"),
        ("def open_channel(host, timeout):\n    log(host)\n    return Channel(host, timeout)", "partly"),
        ("def open_channel(host, port):\n    return Channel(host, port)", "unsupported"),
        ("return Channel(host, timeout)\ndef open_channel(host, timeout):", "partly"),
    ],
)
def test_of_code_every_line_must_stand_there_in_order(world: World, code: str, status: str) -> None:
    (verified,) = world.verify(f"```python\n{code}\n```\n[k4]")
    assert (verified.statement.kind, verified.statement.status) == ("code", status)


def test_a_sentence_of_the_docs_is_supported_word_for_word_and_its_denial_is_not(world: World) -> None:
    assert world.status("The timeout is in seconds [k1].") == "supported"
    assert world.status("The timeout is not in seconds [k1].") != "supported"


HOSTILE = st.text(alphabet=st.sampled_from([*"`*_[]()k1 .,\"'“”ifnot30A=<>:/-\n", "\u202e", "é"]), max_size=200)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE)
def test_whatever_a_model_writes_the_check_does_not_raise(world: World, text: str) -> None:
    for verified in world.verify(f"{text} [k1]."):
        known = {citation.id for citation in verified.citations}
        assert set(verified.statement.citations) == known
        assert (verified.statement.tier == 3) == (verified.statement.status == "supported")


def test_of_a_line_without_end_only_a_bounded_part_is_evidence(tmp_path: Path) -> None:
    files = {"long.py": f"x = 1  # {'A' * 1_000_000} hidden_name\n"}
    with pin(tmp_path / "repo", files) as pinned:
        world = World(pinned, {"k1": ("long.py", 1, 1, "")})
        assert world.status("`x` is 1 [k1].") == "supported"
        assert world.status("`hidden_name` is 1 [k1].") != "supported"


def test_evidence_reads_a_bounded_number_of_lines(pinned: Pinned) -> None:
    piece = World(pinned).verifier._book.find("k1")  # pyright: ignore[reportPrivateUsage]  # the piece as it was shown
    assert piece is not None
    evidence = Evidence(piece, ["a b c"] * (VERIFY_LIMITS.lines_max + 10), VERIFY_LIMITS)
    assert len(evidence.texts) == VERIFY_LIMITS.lines_max


def test_a_comment_mark_in_a_string_makes_no_comment(tmp_path: Path) -> None:
    code = 'func mount(p string) {\n\tfind(p + "/*")\n\tif p == nil {\n\t\tpanic("no path")\n\t}\n}\n'
    with pin(tmp_path / "repo", {"mux.go": code}) as pinned:
        world = World(pinned, {"k1": ("mux.go", 1, 6, "mount")})
        assert world.status("`mount` panics if `p` is nil [k1].") == "supported"
        assert world.status("`mount` panics if `p` is not nil [k1].") != "supported"


def test_what_stands_in_the_other_branch_follows_from_the_opposite(tmp_path: Path) -> None:
    code = "def go(fast):\n    if fast:\n        return run_now()\n    else:\n        return queue_up()\n"
    with pin(tmp_path / "repo", {"go.py": code}) as pinned:
        world = World(pinned, {"k1": ("go.py", 1, 5, "go")})
        assert world.status("If `fast` is false, `go` calls `queue_up` [k1].") == "supported"
        assert world.status("If `fast` is true, `go` calls `run_now` [k1].") == "supported"
        assert world.status("If `fast` is true, `go` calls `queue_up` [k1].") != "supported"
        assert world.status("If `fast` is false, `go` calls `run_now` [k1].") != "supported"

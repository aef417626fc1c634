import hashlib
from typing import Any

from tests.cli.conftest import Indexed
from tests.git.repositories import make_repository

ANSWER_KEYS = {
    "answer_id",
    "answer",
    "statements",
    "citations",
    "revision",
    "mode",
    "policy_version",
    "timings_ms",
}


def test_every_citation_of_an_answer_is_what_git_says(indexed: Indexed) -> None:
    answer = indexed.program.run("ask", "What does greet_all do?", "--repo", "greetings", "--json").json
    assert set(answer) >= ANSWER_KEYS
    assert answer["revision"] == indexed.repository.sha()
    assert answer["citations"]
    for citation in answer["citations"]:
        assert _hash_lines(indexed, citation) == citation["snippet_sha256"]


def _hash_lines(indexed: Indexed, citation: dict[str, Any]) -> str:
    content = indexed.repository.git("cat-file", "blob", f"{citation['commit']}:{citation['path']}")
    lines = content.split(b"\n")
    kept = lines[citation["start_line"] - 1 : citation["end_line"]]
    whole = b"".join(line + b"\n" for line in kept)
    return hashlib.sha256(whole if citation["end_line"] < len(lines) else whole[:-1]).hexdigest()


def test_a_person_sees_numbered_places_at_a_commit(indexed: Indexed) -> None:
    outcome = indexed.program.run("ask", "--repo", "greetings", "--", "Where is greet_all defined?")
    assert outcome.code == 0
    assert "[1] src/greetings.py:" in outcome.out
    assert f"@ {indexed.repository.sha()[:12]}" in outcome.out


def test_a_batch_answers_each_line_and_an_empty_one_with_an_error(indexed: Indexed) -> None:
    questions = indexed.program.folder / "questions.txt"
    questions.write_text("Where is greet defined?\n\nWho calls greet?\n")
    first, empty, last = indexed.program.run("ask", "--repo", "greetings", "--batch", "questions.txt").json_lines
    assert first["citations"]
    assert last["citations"]
    assert empty["error"]["kind"] == "invalid"


def test_what_is_not_indexed_names_the_command_and_index_does_it(indexed: Indexed) -> None:
    make_repository(indexed.program.folder / "other", {"a.py": b'def alone():\n    """Stand alone."""\n'})
    refused = indexed.program.run("ask", "What is alone?", "--repo", "./other", "--json")
    assert refused.code == 3
    assert "repochat index ./other" in refused.json["error"]["hint"]
    answer = indexed.program.run("ask", "What is alone?", "--repo", "./other", "--index", "--json")
    assert answer.json["citations"]


def test_an_empty_question_is_wrong_input(indexed: Indexed) -> None:
    outcome = indexed.program.run("ask", "  ", "--repo", "greetings", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["hint"]


def test_a_question_goes_on_with_the_latest_conversation(indexed: Indexed) -> None:
    first = indexed.program.run("ask", "What does greet_all do?", "--repo", "greetings")
    assert "repochat why " in first.out
    second = indexed.program.run("ask", "-c", "and who calls it?", "--repo", "greetings", "--json").json
    assert "greet_all" in second["answer"]
    (listed,) = [
        each
        for each in indexed.program.run("conversations", "--json").json["conversations"]
        if each["title"].startswith("What does greet_all do")
    ][:1]
    kept = indexed.program.run("conversations", "show", listed["id"], "--json").json
    assert [turn["question"] for turn in kept["turns"]][-2:] == ["What does greet_all do?", "and who calls it?"]


def test_an_unknown_mode_is_refused_with_those_there_are(indexed: Indexed) -> None:
    outcome = indexed.program.run("ask", "What is greet?", "--repo", "greetings", "--mode", "fast")
    assert outcome.code == 2
    assert "extractive" in outcome.err


def test_a_revision_that_is_not_indexed_is_indexed_when_it_is_asked_about(indexed: Indexed) -> None:
    indexed.repository.commit({"src/later.py": b'def much_later():\n    """Come late."""\n'}, message="Add much_later")
    sha = indexed.repository.sha()
    answer = indexed.program.run("ask", "What is much_later?", "--repo", "greetings", "--rev", sha, "--json").json
    assert answer["revision"] == sha
    assert any(citation["path"] == "src/later.py" for citation in answer["citations"])
    unknown = indexed.program.run("ask", "What is greet?", "--repo", "greetings", "--rev", "v9.9.9", "--json")
    assert unknown.code == 3
    assert "v9.9.9" in unknown.json["error"]["message"]


def test_two_revisions_are_compared_about_something(indexed: Indexed) -> None:
    first = indexed.repository.sha()
    changed = b'def greet_all(names, *, loud=False):\n    """Greet everyone."""\n    return names\n'
    indexed.repository.commit({"src/greetings.py": changed}, message="Greet loudly")
    indexed.program.run("index", str(indexed.repository.path))
    outcome = indexed.program.run("compare", first, "main", "about", "greet_all", "--repo", "greetings")
    assert outcome.code == 0, outcome.err
    assert "Changed signature: greet_all" in outcome.out.replace("`", "")
    assert f"commit {indexed.repository.sha()[:12]}:1-1" in outcome.out
    missing = indexed.program.run("compare", "v0.0", "main", "--repo", "greetings")
    assert missing.code == 3
    pull = indexed.program.run("ask", "what does it do?", "--pr", "77", "--repo", "greetings")
    assert pull.code == 3
    assert "Pull request #77" in pull.err

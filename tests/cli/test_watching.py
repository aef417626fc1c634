"""`repochat ask --again` and `repochat watch`, as a person runs them."""

from tests.cli.conftest import Indexed

QUESTION = "What does greet do?"


def test_asked_again_an_answer_says_what_is_different(indexed: Indexed) -> None:
    answer = indexed.program.get("ask", QUESTION, "--repo", "greetings")
    content = indexed.repository.git("cat-file", "blob", "HEAD:src/greetings.py")
    indexed.repository.commit({"src/greetings.py": content.replace(b"def greet(name", b"def greet(whom")})
    indexed.program.get("index", str(indexed.repository.path))
    shown = indexed.program.run("export", answer["answer_id"])
    assert "1 commit behind main" in shown.out
    again = indexed.program.get("ask", "--again", answer["answer_id"])
    assert again["revision"] == indexed.repository.sha()
    assert again["difference"]["changes_evidence"]
    told = indexed.program.run("ask", "--again", again["answer_id"])
    assert "Nothing is different" in told.out


def test_a_question_is_watched_and_no_longer_watched(indexed: Indexed) -> None:
    answer = indexed.program.get("ask", QUESTION, "--repo", "greetings")
    watch = indexed.program.get("watch", "add", answer["answer_id"])
    assert indexed.program.get("watch", "list")["watches"] == [watch]
    assert indexed.program.get("watch", "reports", watch["id"])["reports"] == []
    indexed.program.get("watch", "remove", watch["id"])
    assert indexed.program.get("watch", "list")["watches"] == []
    assert indexed.program.run("watch", "remove", watch["id"]).code == 3

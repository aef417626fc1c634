"""What a question is kept to, by its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repochat.chat.context import Scope, choose_filter, parse_scope
from repochat.search import SearchFilter
from tests.search.library import build_index


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("how does it work?", Scope(text="how does it work?")),
        ("  two   spaces ", Scope(text="  two   spaces ")),
        ("@src/net/http.py how does send work?", Scope(text="how does send work?", paths=("src/net/http.py",))),
        ("how does retry in @src/net/ work?", Scope(text="how does retry work?", paths=("src/net/",))),
        ("where is the timeout in @http.py?", Scope(text="where is the timeout?", paths=("http.py",))),
        ("explain @src/net/http.py", Scope(text="explain src/net/http.py", paths=("src/net/http.py",))),
        ("@http.py", Scope(text="http.py", paths=("http.py",))),
        ("what does #Session.send do?", Scope(text="what does Session.send do?", symbols=("Session.send",))),
        ("#Vec::push()?", Scope(text="Vec::push()?", symbols=("Vec::push",))),
        ("lang:python,rs where is x?", Scope(text="where is x?", languages=("python", "rs"))),
        ("language:C++ where is x?", Scope(text="where is x?", languages=("c++",))),
        ("where is x? path:src/,lib", Scope(text="where is x?", paths=("src/", "lib"))),
        ("where is x, tests:none, now", Scope(text="where is x,, now", tests="none")),
        ("tests:only who checks x?", Scope(text="who checks x?", tests="only")),
    ],
)
def test_marks_narrow_a_question(question: str, scope: Scope) -> None:
    assert parse_scope(question) == scope


@pytest.mark.parametrize(
    "question",
    [
        "mail me@example.com about x.y",
        "is this C# or F#?",
        "what does #include do here, and #define?",
        "see issue #12 and `@app.route`",
        "tests:maybe is x tested?",
        "what does 'path: x' mean?",
        "a # b @ c",
        "",
    ],
)
def test_what_only_looks_like_a_mark_stays(question: str) -> None:
    assert parse_scope(question) == Scope(text=question)


def test_a_word_behind_an_at_may_be_a_decorator() -> None:
    """It narrows only where the repository has such a path."""
    scope = parse_scope("what does @route do in @docs")
    assert scope == Scope(text="what does route do in docs", guesses=("route", "docs"))
    with_docs = build_index({"docs/a.md": "# A\n", "app.py": "def route(): ...\n"})
    assert choose_filter(scope, with_docs) == SearchFilter(paths=("docs",))
    assert choose_filter(scope, build_index({"app.py": "def route(): ...\n"})) is None


def test_a_filter_holds_what_the_scope_says() -> None:
    index = build_index({"a.py": "x = 1\n"})
    scope = parse_scope("path:nowhere lang:py tests:none where is x?")
    assert choose_filter(scope, index) == SearchFilter(paths=("nowhere",), languages=("py",), tests="none")
    assert choose_filter(parse_scope("where is x?"), index) is None


def test_marks_are_counted_up_to_a_bound() -> None:
    scope = parse_scope(" ".join(f"@a/{n}.py" for n in range(50)) + " " + " ".join(f"#S{n}" for n in range(50)))
    assert len(scope.paths) == len(scope.symbols) == 16


@given(st.text(alphabet="@#ab/. :pathlngests?(\n", max_size=60))
def test_any_text_is_read(text: str) -> None:
    scope = parse_scope(text)
    assert len(scope.text) <= len(text)

"""Lines that hold a word, compared with what was written."""

from pathlib import Path

import pytest

from repochat.core.errors import InvalidError, LimitError
from repochat.git import GitLimits, grep_word

from .odd import ODD_PATHS
from .repositories import make_repository


def test_whole_words_alone_are_found_whatever_the_path(tmp_path: Path) -> None:
    text = b"first\nalpha = 1\r\nalphabet\n  call(alpha)\nALPHA\n"
    made = make_repository(tmp_path / "r.git", dict.fromkeys(ODD_PATHS, text), is_bare=True)
    found = [(line.path, line.line, line.text) for line in grep_word(made.path, made.sha(), "alpha")]
    wanted = [(path, *line) for path in sorted(ODD_PATHS) for line in ((2, b"alpha = 1\r"), (4, b"  call(alpha)"))]
    assert found == wanted


def test_binary_files_links_and_submodules_are_left_out(tmp_path: Path) -> None:
    files = {
        b"data.bin": b"\0alpha\n",
        b"link": ("120000", b"alpha"),
        b"sub": ("160000", b"1" * 40),
        b"late": b"x\n" * 5_000 + b"alpha\0rest\n",
        b"no_end": b"alpha",
    }
    made = make_repository(tmp_path / "r.git", files, is_bare=True)
    found = [(line.path, line.line, line.text) for line in grep_word(made.path, made.sha(), "alpha")]
    assert found == [(b"late", 5_001, b"alpha\0rest"), (b"no_end", 1, b"alpha")]
    assert list(grep_word(made.path, made.sha(), "beta")) == []


def test_the_word_is_no_pattern_and_no_option(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "r.git", {"a": b"$x.y\nzxzy\n--all\n\xc3\xbcber\n"}, is_bare=True)
    for word, lines in (("x.y", [1]), ("--all", [3]), ("\u00fcber", [4]), ("x.*", []), ("-v", [])):
        assert [line.line for line in grep_word(made.path, made.sha(), word)] == lines, word


@pytest.mark.parametrize("word", ["", "  ", "a\nb", "a\0b", "x" * 501])
def test_what_is_no_word_never_reaches_git(tmp_path: Path, word: str) -> None:
    with pytest.raises(InvalidError):
        list(grep_word(tmp_path, "1" * 40, word))


def test_lines_longer_than_what_is_read_at_once_are_whole(tmp_path: Path) -> None:
    long = b"alpha " + b"y" * 1_000_000
    made = make_repository(tmp_path / "r.git", {"a": long + b"\nalpha\n" + long, "b": b"alpha\n"}, is_bare=True)
    found = [(line.path, line.line, len(line.text)) for line in grep_word(made.path, made.sha(), "alpha")]
    assert found == [(b"a", 1, len(long)), (b"a", 2, 5), (b"a", 3, len(long)), (b"b", 1, 5)]


def test_time_that_runs_out_is_named(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "r.git", {"a": b"alpha\n" * 2_000_000}, is_bare=True)
    with pytest.raises(LimitError) as raised:
        for _ in grep_word(made.path, made.sha(), "alpha", limits=GitLimits(trace_timeout_s=0.001)):
            pass
    assert raised.value.limit == "trace_timeout_s"

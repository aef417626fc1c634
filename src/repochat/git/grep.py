"""Lines of a commit that hold a word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from repochat.core.errors import InvalidError
from repochat.git.limits import GitLimits
from repochat.git.process import Invocation, ShouldStop, stream_git
from repochat.git.revision import check_sha

_GREP = ("grep", "-z", "-n", "-w", "-F", "-I", "--full-name", "--no-color", "--no-textconv", "--no-recurse-submodules")
_ENDS = (b"\0", b"\0", b"\n")
_WORD_CHARS_MAX = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class GrepLine:
    """A line from 1, without its end."""

    path: bytes
    line: int
    text: bytes


def grep_word(
    mirror: Path, sha: str, word: str, *, should_stop: ShouldStop | None = None, limits: GitLimits | None = None
) -> Iterator[GrepLine]:
    """Lines of text files that hold `word` as a whole word, by path, as git finds them within `trace_timeout_s`."""
    bounds = limits or GitLimits()
    if not word.strip() or len(word) > _WORD_CHARS_MAX or not word.isprintable():
        raise InvalidError("That is no word to look for.", hint="Give a name as code writes it.")
    invocation = Invocation(
        args=(*_GREP, "-e", word, check_sha(sha), "--"),
        git_dir=mirror,
        timeout_s=bounds.trace_timeout_s,
        timeout_name="trace_timeout_s",
        good_codes=frozenset({0, 1}),  # 1: no line
        should_stop=should_stop,
    )
    with stream_git(invocation) as chunks:
        yield from _parse(chunks, sha)


def _parse(chunks: Iterable[bytes], sha: str) -> Iterator[GrepLine]:
    """A path may hold line feeds, so it ends at a NUL, as the number after it does; a line feed ends the text."""
    told = bytearray()
    fields: list[bytes] = []
    for chunk in chunks:
        searched, at = len(told), 0
        told += chunk
        while (end := told.find(_ENDS[len(fields)], max(at, searched))) >= 0:
            fields.append(bytes(told[at:end]))
            at = end + 1
            if len(fields) == len(_ENDS):
                path, number, text = fields
                yield GrepLine(path=path.removeprefix(f"{sha}:".encode()), line=int(number), text=text)
                fields = []
        del told[:at]

"""Names, paths, quotes and code of a statement, each looked up in the cited lines."""

import re
from collections.abc import Iterator, Sequence

from repochat.chat.generative.lookup import Cited, Finding
from repochat.chat.generative.reading import Token
from repochat.chat.receipts.draft import CommitFact
from repochat.chat.receipts.markdown import clean_text
from repochat.chat.receipts.matching import SEPARATORS

_NUMBERS = re.compile(r"\d+")


def check_names(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    """Each name, value, quote, path and piece of code."""
    for token in tokens:
        match token.kind:
            case "name":
                yield Finding(claim=token.text, places=_find_name(token, cited))
            case "value":
                yield Finding(claim=token.text, places=cited.find_name(token.text))
            case "code":
                yield Finding(claim=token.text, places=cited.find_code(token.text))
            case "quote":
                yield Finding(claim=token.text, places=cited.find_quote(token.text))
            case "path":
                yield Finding(claim=token.text, places=_find_path(token.text, cited))
            case _:
                pass


def is_placed(tokens: Sequence[Token]) -> bool:
    """Whether lines, commits or paths are named, which no sentence proves."""
    return any(token.kind in ("lines", "sha", "path") for token in tokens)


def check_written_places(tokens: Sequence[Token], cited: Cited) -> Iterator[Finding]:
    """Lines and commits, which a model is never to write: they must be those of a citation."""
    for token in tokens:
        if token.kind == "lines":
            yield Finding(claim=token.text, places=_find_lines(token.text, cited), contradicts=False)
        elif token.kind == "sha":
            yield Finding(claim=token.text, places=_find_commit(token.text, cited))


def _find_name(token: Token, cited: Cited) -> frozenset[tuple[int, int]]:
    found = cited.find_name(token.text, is_loose=not token.is_code)
    if found or len(SEPARATORS.split(token.text)) == 1:
        return found
    return cited.find_code(token.text)


def _find_path(said: str, cited: Cited) -> frozenset[tuple[int, int]]:
    """A path is that of a cited file, its end or a folder above it; or text that stands in the lines."""
    bare = clean_text(said).removeprefix("./")
    own = cited.gather(lambda each: [0] if _is_path_of(bare, each.piece.path) else [])
    return own or cited.find_code(said)


def _is_path_of(said: str, path: str) -> bool:
    if said.endswith("/"):
        return f"/{path}".find(f"/{said.lstrip('/')}") >= 0
    return path == said or path.endswith(f"/{said.lstrip('/')}")


def _find_lines(said: str, cited: Cited) -> frozenset[tuple[int, int]]:
    """Exactly the lines of a piece or of its symbol, or one line within."""
    numbers = [int(number) for number in _NUMBERS.findall(said)[:2]]
    first, last = numbers[0], numbers[-1]
    places: set[tuple[int, int]] = set()
    for number, each in enumerate(cited.evidence):
        piece = each.piece
        is_range = (first, last) in ((piece.start_line, piece.end_line), each.symbol_lines)
        if is_range or (first == last and piece.start_line <= first <= piece.end_line):
            places.add((number, max(0, min(first - each.first, len(each.texts) - 1))))
    return frozenset(places)


def _find_commit(said: str, cited: Cited) -> frozenset[tuple[int, int]]:
    def is_known(commits: Sequence[CommitFact]) -> bool:
        return any(commit.sha.startswith(said) for commit in commits)

    return cited.gather(lambda each: [0] if is_known(each.piece.commits) else each.names.get(said, ()))

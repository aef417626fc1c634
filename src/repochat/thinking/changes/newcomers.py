"""What a change newly introduces that its reviewer should see: errors that vanish, tests that no longer run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from repochat.syntax.nodes import Node, NodeTree
from repochat.thinking.changes.model import Change, ChangedFile, FileSide, LineRange
from repochat.thinking.changes.roles import is_test_case
from repochat.thinking.changes.signatures import squeeze

NewcomerKind = Literal["bare_except", "swallowed_error", "ignored_result", "skipped_test", "deleted_test"]
_HANDLERS = frozenset(("except_clause", "catch_clause"))
_BROAD = frozenset(("Exception", "BaseException"))
_SKIPS = (
    "@pytest.mark.skip", "@unittest.skip", "it.skip(", "describe.skip(", "test.skip(", "xit(", "@Disabled", "#[ignore",
    "t.Skip(",
)  # fmt: skip
_ASSIGNMENTS = frozenset(("assignment_statement", "short_var_declaration"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Lines of `side`, which is the old one for what is deleted."""

    kind: NewcomerKind
    text: str
    side: FileSide
    lines: LineRange
    symbol: str = ""


def find_newcomers(change: Change) -> list[Newcomer]:
    """In the order of files. Of lines that the change added, and of test cases that it took away."""
    found = [each for file in change.files for each in _read_file(file)]
    return [*found, *_find_deleted(change)]


def _read_file(file: ChangedFile) -> Iterator[Newcomer]:
    side = file.new
    if side is None or side.tree is None:
        return
    if file.is_test:
        yield from _find_skips(file, side)
        return
    for node in side.tree.root.walk():
        if node.kind not in _HANDLERS and node.kind not in _ASSIGNMENTS:
            continue
        if not _is_added(file, node.start_line):
            continue
        if node.kind in _HANDLERS:
            yield from _read_handler(side, side.tree, node)
        elif side.parsed.language == "go":
            yield from _read_blank(side, side.tree, node)


def _is_added(file: ChangedFile, line: int) -> bool:
    return any(each.start <= line <= each.end for each in file.come)


def _read_handler(side: FileSide, tree: NodeTree, node: Node) -> Iterator[Newcomer]:
    lines = LineRange(start=node.start_line, end=node.end_line)
    body = node.child("body") or next((each for each in node.named if each.kind in ("block", "statement_block")), None)
    caught = [each for each in node.named if each is not body]
    is_bare = side.parsed.language == "python" and not caught
    is_empty = body is not None and all(each.kind == "pass_statement" for each in body.named)
    has_comment = any(each.kind.endswith("comment") for each in (body.children if body else [])) or any(
        each.kind.endswith("comment") for each in node.children
    )
    if is_bare:
        yield Newcomer(kind="bare_except", text="A bare `except:` catches everything", side=side, lines=lines)
    elif is_empty and not has_comment and _is_broad(tree, side, caught):
        text = "An error is caught and nothing is done about it"
        yield Newcomer(kind="swallowed_error", text=text, side=side, lines=lines)


def _is_broad(tree: NodeTree, side: FileSide, caught: list[Node]) -> bool:
    if side.parsed.language != "python":
        return True
    return any(tree.text(each).split(" as ")[0].strip() in _BROAD for each in caught)


def _read_blank(side: FileSide, tree: NodeTree, node: Node) -> Iterator[Newcomer]:
    """Go: every result of a call thrown away by name."""
    left, right = node.child("left"), node.child("right")
    if left is None or right is None or not right.named or right.named[0].kind != "call_expression":
        return
    names = [tree.text(each) for each in left.named]
    if names and names[-1] == "_" and len(names) > 1:
        text = f"The last result of `{squeeze(tree.text(right))[:60]}` is thrown away"
        lines = LineRange(start=node.start_line, end=node.end_line)
        yield Newcomer(kind="ignored_result", text=text, side=side, lines=lines)


def _find_skips(file: ChangedFile, side: FileSide) -> Iterator[Newcomer]:
    lines = side.lines
    for added in file.come:
        for number in range(added.start, min(added.end, len(lines)) + 1):
            text = lines[number - 1].decode("utf-8", "replace").strip()
            if text.startswith(_SKIPS) and not text.startswith("@pytest.mark.skipif"):
                place = LineRange(start=number, end=number)
                yield Newcomer(kind="skipped_test", text="A test is skipped now", side=side, lines=place)


def _find_deleted(change: Change) -> Iterator[Newcomer]:
    """Test cases that are gone though their file stays, and that no added one takes the place of by name."""
    added = {symbol.shown.symbol.name for symbol in change.symbols if symbol.change == "added"}
    for symbol in change.symbols:
        old = symbol.old
        if symbol.change != "removed" or not symbol.is_test or old is None:
            continue
        if any(name.startswith(old.symbol.name) for name in added):
            continue  # it goes on, or in several
        if old.symbol.kind in ("function", "method") and is_test_case(old.file.parsed.language, old.symbol.name):
            lines = LineRange(start=old.symbol.start_line, end=old.symbol.start_line)
            text = f"The test `{old.name}` is gone"
            yield Newcomer(kind="deleted_test", text=text, side=old.file, lines=lines, symbol=old.name)

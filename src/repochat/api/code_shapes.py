"""The JSON of walking through code: folders, blame, history, refs."""

from typing import Literal

from pydantic import Field

from repochat.api.shapes import Shape


class EntryShape(Shape):
    """What stands in a folder. A folder and a submodule have no size; `skip_reason`: why a file is not indexed."""

    name: str
    path: str
    kind: Literal["folder", "file", "symlink", "submodule"]
    size_bytes: int
    language: str | None
    is_indexed: bool
    skip_reason: str | None


class FolderShape(Shape):
    """One level of the tree: folders first, then the rest, in code-point order."""

    commit: str
    folder: str
    entries: list[EntryShape]
    is_cut: bool = Field(description="The folder holds more.")


class BlameRangeShape(Shape):
    """Neighbouring lines that one commit wrote; `path` is what the file was called in it."""

    start: int
    end: int
    sha: str
    author: str
    committed_at: int = Field(description="Seconds since 1970.")
    subject: str
    path: str


class BlameShape(Shape):
    """By line. Where time ran out, lines that nobody is known of yet have no range."""

    commit: str
    start: int
    end: int
    ranges: list[BlameRangeShape]
    is_cut: bool = Field(description="Lines are left out, or time ran out before all were known.")


class PastCommitShape(Shape):
    """A commit that changed the file or the lines. The counts of lines are null for a binary file."""

    sha: str
    subject: str
    author: str
    committed_at: int = Field(description="Seconds since 1970.")
    path: str = Field(description="What the file was called after it.")
    added: int | None
    removed: int | None


class PastShape(Shape):
    """Newest first, merges left out."""

    commits: list[PastCommitShape]
    next_after: str | None = Field(description="Hand it back as `after` for what follows; null: this is all.")
    is_cut: bool = Field(description="Time or depth ran out: there may be older ones.")


class RefShape(Shape):
    """`rev` is what names it wherever a revision is asked for; `name` is for people."""

    name: str
    rev: str
    kind: Literal["branch", "tag", "pull", "commit"]
    sha: str
    committed_at: int = Field(description="Seconds since 1970.")
    title: str = Field(description="Of a pull request, or the subject of the commit.")
    is_indexed: bool


class RefList(Shape):
    """The default branch first, then the newest; what the query names by itself as a commit stands before all."""

    default_branch: str | None
    refs: list[RefShape]
    is_cut: bool

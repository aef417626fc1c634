"""What a tool is: a name, what a model is told of it, its arguments, and what runs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from repochat.chat.context import ContextPiece
from repochat.chat.context.book import PieceBook
from repochat.chat.tools.desk import Desk
from repochat.chat.tools.limits import ToolLimits
from repochat.chat.tools.world import ToolWorld
from repochat.core.errors import NotFoundError

Found = TypeVar("Found")
Args = TypeVar("Args", bound="ToolArguments")

PathArgument = Annotated[str, Field(max_length=4_096, description="A path from the repository's root, as shown.")]
NameArgument = Annotated[
    str, Field(max_length=500, description="A name, plain or qualified: `send`, `Session.send`, `net::Socket`.")
]
BelowArgument = Annotated[
    str, Field(max_length=4_096, description="Only definitions in this file or below this folder.")
]
SkipArgument = Annotated[int, Field(ge=0, le=1_000_000, description="How many to leave out: goes on with a long list.")]
TestsArgument = Annotated[Literal["any", "only", "none"], Field(description="Whether tests are wanted.")]


class ToolArguments(BaseModel):
    """What every tool takes. A tool that gets an argument it does not know says so."""

    model_config = ConfigDict(extra="forbid", strict=False)

    repo: Annotated[str, Field(max_length=500, description="Which of the open repositories; all when left out.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolbox:
    """What one answer's tools share."""

    world: ToolWorld
    book: PieceBook
    limits: ToolLimits

    def get_piece(self, piece_id: str) -> ContextPiece:
        """Raises NotFoundError, telling which ids there are."""
        piece = self.book.find(piece_id.strip().strip("[]"))
        if piece is None:
            ids = [piece.id for piece in self.book.pieces]
            known = f"Ids go from {ids[0]} to {ids[-1]}." if ids else "No piece was shown yet: search first."
            raise NotFoundError("No piece has that id.", hint=known)
        return piece

    async def render(self, found: Found, write: Callable[[Desk, Found], str]) -> str:
        """The result: `write` shows what was found and gives the first line. In a thread: pieces are read from git."""
        desk = Desk(self.book, self.limits, has_several=len(self.world.pins) > 1)
        return desk.finish(await asyncio.to_thread(write, desk, found))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSpec(Generic[Args]):
    """`description` tells a model when to use it and what comes back."""

    name: str
    description: str
    arguments: type[Args]
    run: Callable[[Toolbox, Args], Awaitable[str]]

"""What tools take, with the words that tell an agent how to give it."""

from typing import Annotated, Literal

from pydantic import Field

from repochat.mcp.limits import LIMITS

Repository = Annotated[
    str | None,
    Field(
        max_length=LIMITS.path_chars_max,
        description="Name, path or address of a connected repository, as list_repositories tells it. Leave it out for"
        " the repository of the working folder, or the only one that is connected.",
    ),
]
Revision = Annotated[
    str | None,
    Field(
        max_length=LIMITS.name_chars_max,
        description="A branch, tag or SHA that is indexed. Leave it out for the newest indexed revision.",
    ),
]
Detail = Annotated[
    Literal["brief", "full"],
    Field(description="brief (the default) is enough to choose from; full has the code, and costs more tokens."),
]
CursorText = Annotated[
    str | None, Field(max_length=LIMITS.name_chars_max, description="`next_cursor` of the result before this one.")
]
SymbolName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LIMITS.name_chars_max,
        description="Name of a function, class, method or constant, plain or qualified: send, Session.send, net::Conn.",
    ),
]
PathText = Annotated[
    str, Field(max_length=LIMITS.path_chars_max, description="Path from the repository's root, as results tell it.")
]
Below = Annotated[
    str, Field(max_length=LIMITS.path_chars_max, description="Only in this file or below this folder; empty: anywhere.")
]

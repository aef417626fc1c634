"""What comes out of a model's stream before anything is believed: one statement and the ids that it cites."""

from dataclasses import dataclass
from typing import Literal

RawKind = Literal["sentence", "item", "heading", "code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawStatement:
    """`text` is inert Markdown without citation marks; `cited` are piece ids as the model wrote them, each once."""

    text: str
    cited: tuple[str, ...]
    kind: RawKind
    is_item: bool = False

"""The JSON of `/v1` in OpenAI's shape, with what is ours in the field `repochat`.

Source: OpenAI's API reference, chat completions and models, as its Python client 3 reads them.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from repochat.api.limits import LIMITS
from repochat.api.shapes import NoNul
from repochat.chat import AskMode

ModelText = Annotated[str, Field(min_length=1, max_length=LIMITS.source_chars_max), NoNul]


class Foreign(BaseModel):
    """Clients of this protocol send settings that mean nothing here: temperature, tools, a user's id."""

    model_config = ConfigDict(extra="ignore")


class ContentPart(Foreign):
    type: str
    text: str = ""


class CompletionMessage(Foreign):
    role: str
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        return "".join(part.text for part in self.content or () if part.type == "text")


class StreamOptions(Foreign):
    include_usage: bool = False


class AskOptions(Foreign):
    """What this protocol has no field for."""

    mode: AskMode = "auto"
    strict: bool = False


class CompletionInput(Foreign):
    """`model` is `repochat/NAME` of a connected repository, or `repochat/NAME@REV`; the last user message is asked."""

    model: ModelText
    messages: Annotated[list[CompletionMessage], Field(min_length=1, max_length=LIMITS.messages_max)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    repochat: AskOptions = AskOptions()

    @property
    def wants_usage(self) -> bool:
        return self.stream_options is not None and self.stream_options.include_usage


class CompletionUsage(BaseModel):
    """Of the language model that wrote the answer; zero where none did."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Receipts(BaseModel):
    """The answer as `/chat` gives it: what each statement leans on, and how far it was proven."""

    answer_id: str
    revision: str
    mode: str
    note: str
    statements: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    confidence: dict[str, Any]


class CompletionText(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class CompletionChoice(BaseModel):
    index: Literal[0] = 0
    message: CompletionText
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(BaseModel):
    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[CompletionChoice]
    usage: CompletionUsage
    repochat: Receipts


class ModelShape(BaseModel):
    """A connected repository. `created` is when it was connected, in seconds of Unix time."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["repochat"] = "repochat"


class ModelList(BaseModel):
    object: Literal["list"] = "list"
    data: list[ModelShape]

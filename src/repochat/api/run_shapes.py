"""The JSON of the list of runs. More kinds of runs than indexing join it, so each says its own."""

from typing import Literal

from pydantic import Field

from repochat.api.shapes import RunShape, Shape, SkippedShape
from repochat.catalog.run_list_store import ListedRun


class RunListed(RunShape):
    """A run with the name of its repository."""

    kind: Literal["indexing"]
    repo: str

    @classmethod
    def of(cls, listed: ListedRun) -> "RunListed":
        told = RunShape.model_validate(listed.run).model_dump()
        return cls(**told, kind="indexing", repo=listed.repo)


class RunList(Shape):
    runs: list[RunListed]
    next_after: str | None = Field(description="Continues a list that reached its limit.")


class RunDetail(Shape):
    """A run, and what was skipped in the revision that it made: empty before its end, and once that is swept."""

    run: RunListed
    skipped: list[SkippedShape]

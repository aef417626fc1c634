"""`/repos/{repo}/model`: which model is configured, whether a repository's code may go to it, and what it may cost."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from repochat.api.limits import LIMITS
from repochat.api.services import WorkspaceDep, get_owner
from repochat.api.shapes import Input, NoNul, RepoText, Shape
from repochat.catalog.budget import BudgetChange, round_usd
from repochat.workspace.model_access import AccessChange, change_model_access, read_model_access

router = APIRouter(tags=["models"])


class BudgetShape(Shape):
    """What models may use in a day (UTC); null: no bound."""

    tokens_per_day: int | None
    usd_per_day: float | None


class SpentShape(Shape):
    """What counts against a budget today, with what running answers reserved."""

    tokens: int
    usd: float


class InstallationShape(Shape):
    """Of all repositories together."""

    budget: BudgetShape
    spent_today: SpentShape


class ModelAccessShape(Shape):
    """`host` is where texts would go, "" without a model; `hosts` are all those that the code may go to."""

    repo: str
    provider: str
    model: str
    host: str
    is_local: bool = Field(description="The host is this machine: nothing leaves it, and no consent is needed.")
    allowed: bool
    allowed_by: str | None
    allowed_at: datetime | None
    hosts: list[str]
    budget: BudgetShape
    spent_today: SpentShape
    installation: InstallationShape


class ModelAccessInput(Input):
    """What is absent stays as it is; a bound that is null is taken away."""

    allowed: bool | None = Field(default=None, description="Whether code may go to `host`.")
    host: Annotated[str, Field(max_length=LIMITS.name_chars_max), NoNul] | None = Field(
        default=None, description="Absent: the configured model's to allow, every one to deny."
    )
    tokens_per_day: int | None = Field(default=None, ge=0, le=LIMITS.budget_tokens_max)
    usd_per_day: float | None = Field(default=None, ge=0, le=LIMITS.budget_usd_max, allow_inf_nan=False)

    def read_budget(self) -> BudgetChange:
        change = BudgetChange()
        if "tokens_per_day" in self.model_fields_set:
            change["tokens_per_day"] = self.tokens_per_day
        if "usd_per_day" in self.model_fields_set:
            change["usd_per_day"] = None if self.usd_per_day is None else round_usd(self.usd_per_day)
        return change


@router.get("/repos/{repo:path}/model")
async def get_model_access(repo: RepoText, workspace: WorkspaceDep) -> ModelAccessShape:
    """The configured model, whether code of the repository may go to it, who said so, and what is spent today."""
    found = await workspace.find_repo(repo)
    access = await read_model_access(workspace.resources, workspace.viewer, found)
    return ModelAccessShape.model_validate(access.as_json())


@router.put("/repos/{repo:path}/model", dependencies=[Depends(get_owner)])
async def put_model_access(repo: RepoText, access_input: ModelAccessInput, workspace: WorkspaceDep) -> ModelAccessShape:
    """For an owner: allow or deny, and set budgets, on record. A denial holds from the next request on."""
    found = await workspace.find_repo(repo)
    change = AccessChange(is_allowed=access_input.allowed, host=access_input.host, budget=access_input.read_budget())
    access = await change_model_access(workspace.resources, workspace.viewer, found, change)
    return ModelAccessShape.model_validate(access.as_json())

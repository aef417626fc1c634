"""`/repos/{repo}/starters`: three questions to begin with, about what the repository itself leans on."""

import asyncio

from fastapi import APIRouter
from pydantic import Field

from repochat.api.lookup import get_repo
from repochat.api.services import ServicesDep, ViewerDep
from repochat.api.shapes import RepoText, Shape
from repochat.search.landmarks import Landmark, Landmarks, find_landmarks

router = APIRouter(tags=["repositories"])

QUESTIONS = 3


class StarterShape(Shape):
    question: str
    path: str | None = Field(description="Where what it is about stands; null: it is about the whole.")
    start_line: int | None


class StarterList(Shape):
    """At `commit`, the newest indexed one."""

    commit: str
    starters: list[StarterShape]


@router.get("/repos/{repo:path}/starters")
async def list_starters(repo: RepoText, services: ServicesDep, viewer: ViewerDep) -> StarterList:
    """Questions that this repository's own most used definitions and entry point suggest. 404 before it is indexed."""
    async with services.database.read(viewer.scope) as session:
        found = await get_repo(session, repo)
    revision = await services.searcher.find_revision(viewer, found, None)
    index = await services.searcher.get_index(viewer, revision)
    landmarks = await asyncio.to_thread(find_landmarks, index)
    return StarterList(commit=revision.sha, starters=_write(landmarks))


def _write(landmarks: Landmarks) -> list[StarterShape]:
    about = [
        _ask("What is `{}` for, and where is it used?", landmarks.type),
        _ask("What does `{}` do?", landmarks.function),
        _ask("What happens when `{}` in {} runs?", landmarks.entry),
    ]
    known = [starter for starter in about if starter is not None]
    whole = [
        StarterShape(question=text, path=None, start_line=None)
        for text in ("What does this project do?", "How are errors handled?", "How is it tested?")
    ]
    return [*known, *whole][:QUESTIONS]


def _ask(words: str, landmark: Landmark | None) -> StarterShape | None:
    if landmark is None:
        return None
    return StarterShape(
        question=words.format(landmark.name, landmark.path), path=landmark.path, start_line=landmark.start_line
    )

"""repochat: a chat that knows a git repository and proves what it says.

`repochat.connect("path")` is the way in for scripts and notebooks, `open_workspace()` the same for asynchronous code;
docs/python.md shows both. The names below are imported when they are first used: `import repochat` costs nothing.

Layers, lowest first: `core`; `jobs`, `git`, `syntax`, `llm`; `accounts`; `catalog`; `indexing` and `search`; `chat`;
`workspace`; `api`, `mcp` and `worker`; `cli`. A module imports only from layers below its own; import-linter holds it.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repochat.catalog.repo_store import Repo
    from repochat.chat import Answer, AnswerEvent, Ask, Citation, Confidence, EarlierTurn, Statement
    from repochat.chat.why import Why
    from repochat.core.errors import RepochatError
    from repochat.core.settings import Settings, load_settings
    from repochat.indexing.progress import IndexProgress, IndexReport
    from repochat.search import Hit, SearchReport
    from repochat.workspace import Workspace, open_workspace
    from repochat.workspace.blocking import Repository, connect
    from repochat.workspace.finding import CodePlace, FoundDefinitions, FoundLinks, RevisionComparison
    from repochat.workspace.reading import FileText
    from repochat.workspace.status import RepoStatus

__all__ = [
    "Answer",
    "AnswerEvent",
    "Ask",
    "Citation",
    "CodePlace",
    "Confidence",
    "EarlierTurn",
    "FileText",
    "FoundDefinitions",
    "FoundLinks",
    "Hit",
    "IndexProgress",
    "IndexReport",
    "Repo",
    "RepoStatus",
    "RepochatError",
    "Repository",
    "RevisionComparison",
    "SearchReport",
    "Settings",
    "Statement",
    "Why",
    "Workspace",
    "connect",
    "load_settings",
    "open_workspace",
]

_CHAT, _SEARCH, _PROGRESS = "repochat.chat", "repochat.search", "repochat.indexing.progress"
_FINDING = "repochat.workspace.finding"
_PLACES = {
    "Answer": _CHAT,
    "AnswerEvent": _CHAT,
    "Ask": _CHAT,
    "Citation": _CHAT,
    "CodePlace": _FINDING,
    "Confidence": _CHAT,
    "EarlierTurn": _CHAT,
    "FoundDefinitions": _FINDING,
    "FoundLinks": _FINDING,
    "FileText": "repochat.workspace.reading",
    "Hit": _SEARCH,
    "IndexProgress": _PROGRESS,
    "IndexReport": _PROGRESS,
    "Repo": "repochat.catalog.repo_store",
    "RepoStatus": "repochat.workspace.status",
    "RepochatError": "repochat.core.errors",
    "Repository": "repochat.workspace.blocking",
    "RevisionComparison": _FINDING,
    "SearchReport": _SEARCH,
    "Settings": "repochat.core.settings",
    "Statement": _CHAT,
    "Why": "repochat.chat.why",
    "Workspace": "repochat.workspace",
    "connect": "repochat.workspace.blocking",
    "load_settings": "repochat.core.settings",
    "open_workspace": "repochat.workspace",
}

# A search multiplies one matrix by one vector: a second thread gains nothing and fights with every other process.
# It must be said before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def __getattr__(name: str) -> object:
    """PEP 562: the module that holds `name` is imported now."""
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(place), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

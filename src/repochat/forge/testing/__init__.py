"""A GitHub on loopback that behaves as the real one over HTTP, for every call that we make. For tests and seeding.

No test's expectations may enter, and nothing of the product may import it. Whatever it learns is held against the
client by the tests in `tests/forge`, and its events against GitHub's own example payloads.
"""

from repochat.forge.testing.actions import Actions, RegisteredApp
from repochat.forge.testing.deliveries import Delivery
from repochat.forge.testing.git_door import AnswerGit, GitRequest
from repochat.forge.testing.objects import GitStore, MemoryGit
from repochat.forge.testing.server import GitHubServer, run_github_server
from repochat.forge.testing.switches import Switches
from repochat.forge.testing.wire import HttpRequest, HttpResponse
from repochat.forge.testing.world import World

__all__ = [
    "Actions",
    "AnswerGit",
    "Delivery",
    "GitHubServer",
    "GitRequest",
    "GitStore",
    "HttpRequest",
    "HttpResponse",
    "MemoryGit",
    "RegisteredApp",
    "Switches",
    "World",
    "run_github_server",
]

"""What the tools of one answer may reach: its pinned revisions, with the rights of the one who asks."""

from dataclasses import dataclass

from repochat.accounts import Viewer
from repochat.chat.pinned import Pinned
from repochat.core.database import Database
from repochat.core.errors import NotFoundError
from repochat.search import Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolWorld:
    """`pins` holds at least one; their labels differ."""

    viewer: Viewer
    pins: tuple[Pinned, ...]
    searcher: Searcher
    database: Database

    def choose_pins(self, label: str) -> tuple[Pinned, ...]:
        """Those that `label` names: all for "", else one, or all revisions of a repository. Raises NotFoundError."""
        asked = label.strip()
        if not asked:
            return self.pins
        exact = tuple(pin for pin in self.pins if pin.label == asked)
        found = exact or tuple(
            pin for pin in self.pins if pin.repo.name == asked or pin.repo.name.endswith(f"/{asked}")
        )
        if not found:
            labels = ", ".join(pin.label for pin in self.pins)
            raise NotFoundError("No such repository is open here.", hint=f"Give one of these as repo: {labels}.")
        return found

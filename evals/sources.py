"""Where a public repository is read from: a local mirror when there is one, else its address."""

from pathlib import Path
from urllib.parse import urlsplit

MIRRORS_VARIABLE = "REPOCHAT_MIRRORS"


def choose_source(address: str, mirrors: Path | None) -> str:
    """The folder of the mirror of `address` below `mirrors`, or `address` itself."""
    found = find_mirror(address, mirrors) if mirrors is not None else None
    return str(found) if found is not None else address


def find_mirror(address: str, mirrors: Path) -> Path | None:
    """`OWNER+NAME/repo`, `OWNER/NAME`, `OWNER/NAME.git`, `NAME` or `NAME.git`, the first that is a repository."""
    parts = [part for part in urlsplit(address).path.removesuffix(".git").split("/") if part]
    if len(parts) < 2:
        return None
    owner, name = parts[-2:]
    layouts = (f"{owner}+{name}/repo", f"{owner}/{name}", f"{owner}/{name}.git", name, f"{name}.git")
    return next((mirrors / layout for layout in layouts if _is_repository(mirrors / layout)), None)


def _is_repository(folder: Path) -> bool:
    return (folder / "HEAD").is_file() or (folder / ".git").exists()

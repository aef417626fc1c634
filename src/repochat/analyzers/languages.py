"""Which language a file is of, by its name: as the tools know them."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

__all__ = ["find_language", "find_suffix"]

_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        ".bash": "bash",
        ".c": "c",
        ".cc": "cpp",
        ".cjs": "javascript",
        ".cpp": "cpp",
        ".cs": "csharp",
        ".cts": "typescript",
        ".cxx": "cpp",
        ".ex": "elixir",
        ".exs": "elixir",
        ".go": "go",
        ".h": "c",
        ".hh": "cpp",
        ".hpp": "cpp",
        ".java": "java",
        ".js": "javascript",
        ".jsx": "javascript",
        ".kt": "kotlin",
        ".kts": "kotlin",
        ".lua": "lua",
        ".mjs": "javascript",
        ".mts": "typescript",
        ".php": "php",
        ".py": "python",
        ".pyi": "python",
        ".rb": "ruby",
        ".rs": "rust",
        ".scala": "scala",
        ".sh": "bash",
        ".swift": "swift",
        ".ts": "typescript",
        ".tsx": "typescript",
    }
)
_NOT_CODE = frozenset((".cfg", ".conf", ".env", ".ini", ".json", ".properties", ".toml", ".yaml", ".yml", ".tf"))


def find_language(path: str) -> str | None:
    """None: no tool here reads such files as code."""
    return _LANGUAGES.get(PurePosixPath(path).suffix.lower())


def find_suffix(path: str) -> str:
    """The end of its name where a tool may go by it, else `.txt`: so no name of a repository reaches a disk."""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if suffix in _LANGUAGES or suffix in _NOT_CODE else ".txt"

"""Which file a path of Rust means: modules stand where their names say, below the root of their crate."""

from collections.abc import Iterator, Sequence
from posixpath import dirname

from repochat.thinking.mapping.packages import Package

_OWN = ("crate", "self", "super")


class CrateTable:
    """The modules of all crates of a revision."""

    def __init__(self, paths: Sequence[str], packages: Sequence[Package]) -> None:
        self._paths = frozenset(path for path in paths if path.endswith(".rs"))
        crates = [package for package in packages if package.manifest.endswith("Cargo.toml")]
        self._folders = {package.folder for package in crates}
        self._roots = {
            package.name.replace("-", "_"): _join(package.folder, "src") for package in crates if package.name
        }

    def find_files(self, folder: str, module: str, name: str) -> list[str]:
        """The file of the innermost module that `module::name` names, seen from a file in `folder`; [] outside."""
        parts = [part for part in (*module.split("::"), name) if part and part != "*"]
        if not parts:
            return []
        for root, rest in self._list_roots(folder, parts):
            for length in range(len(rest), -1, -1):
                found = self._find_module(root, rest[:length])
                if found is not None:
                    return [found]
        return []

    def _list_roots(self, folder: str, parts: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
        first = parts[0]
        if first == "crate":
            yield _join(self._find_crate(folder), "src"), parts[1:]
        elif first in ("self", "super"):
            ups = sum(part == "super" for part in parts)
            rest = [part for part in parts if part not in _OWN]
            at = folder
            for _ in range(max(0, ups - 1)):
                at = dirname(at)
            yield at, rest
            yield dirname(at), rest
        elif first in self._roots:
            yield self._roots[first], parts[1:]
        elif self._find_module(folder, parts[:1]) is not None:
            yield folder, parts

    def _find_module(self, root: str, parts: Sequence[str]) -> str | None:
        at = _join(root, *parts)
        choices = (
            (f"{at}.rs", f"{at}/mod.rs")
            if parts
            else (f"{root}/lib.rs", f"{root}/mod.rs", f"{root}/main.rs", f"{root}.rs")
        )
        return next((path for path in choices if path in self._paths), None)

    def _find_crate(self, folder: str) -> str:
        while folder and folder not in self._folders:
            folder = dirname(folder)
        return folder


def _join(*parts: str) -> str:
    return "/".join(part for part in parts if part)

"""A real bare repository as the local GitHub's store, so that what is pushed there can be fetched from the disk."""

import os
import shutil
import subprocess
from pathlib import Path


class BareGit:
    """`repochat.forge.testing.GitStore` by git's own commands. Safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        """An empty repository at `path`, in the place of what is there."""
        shutil.rmtree(path, ignore_errors=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._run("init", "-q", "--bare", "-b", "main", str(path), within=False)

    def read(self, sha: str) -> tuple[str, bytes] | None:
        try:
            kind = self._run("cat-file", "-t", sha).decode().strip()
        except subprocess.CalledProcessError:
            return None
        return kind, self._run("cat-file", kind, sha)

    def write(self, kind: str, data: bytes) -> str:
        return self._run("hash-object", "-w", "-t", kind, "--stdin", stdin=data).decode().strip()

    def list_refs(self) -> dict[str, str]:
        lines = self._run("for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
        return {name: sha for name, _, sha in (line.partition(" ") for line in lines)}

    def set_ref(self, name: str, sha: str | None) -> None:
        self._run(*(("update-ref", "-d", name) if sha is None else ("update-ref", name, sha)))

    def _run(self, *arguments: str, stdin: bytes = b"", within: bool = True) -> bytes:
        # Neither the caller's repository nor its configuration is meant.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment = kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        place = ["--git-dir", str(self.path)] if within else []
        command = ["git", *place, *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, env=environment, check=True).stdout

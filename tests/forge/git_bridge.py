"""Real repositories behind the local GitHub: git answers for it, over HTTP and for the API's objects.

bridge = GitBridge(tmp_path)
with run_github_server(answer_git=bridge.answer) as github:
    bridge.add_repository(github, "ada/engine", {"a.py": b"1"})
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from repochat.forge.testing import GitHubServer, GitRequest, HttpResponse
from repochat.forge.testing.world import RepositoryRecord


class DiskGit:
    """The objects and refs of a bare repository, as the server's `GitStore`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            self._run("init", "-q", "--bare", str(path))

    def read(self, sha: str) -> tuple[str, bytes] | None:
        head, _, rest = self._run("cat-file", "--batch", stdin=f"{sha}\n".encode()).partition(b"\n")
        kind = head.decode().split(" ")[1]
        return None if kind == "missing" else (kind, rest[:-1])

    def write(self, kind: str, data: bytes) -> str:
        return self._run("hash-object", "-w", "--literally", "-t", kind, "--stdin", stdin=data).decode().strip()

    def list_refs(self) -> dict[str, str]:
        lines = self._run("for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
        return dict(line.split(" ") for line in lines)

    def set_ref(self, name: str, sha: str | None) -> None:
        self._run("update-ref", *(("-d", name) if sha is None else (name, sha)))

    def set_head(self, branch: str) -> None:
        self._run("symbolic-ref", "HEAD", f"refs/heads/{branch}")

    def _run(self, *args: str, stdin: bytes = b"") -> bytes:
        command = ["git", *(() if args[0] == "init" else ("--git-dir", str(self.path))), *args]
        return subprocess.run(command, input=stdin, capture_output=True, check=True, env=plain_environment()).stdout


class GitBridge:
    """Keeps its repositories below `root`, and serves them through git's own http-backend."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._stores: dict[int, DiskGit] = {}

    def add_repository(
        self,
        github: GitHubServer,
        full_name: str,
        files: Mapping[str, bytes] | None = None,
        *,
        path: Path | None = None,
        is_private: bool = False,
        default_branch: str = "main",
    ) -> RepositoryRecord:
        """`path` is a bare repository that is there already; None makes one."""
        store = DiskGit(path or self._root / f"{full_name.replace('/', '+')}.git")
        record = github.do.add_repository(full_name, git=store, is_private=is_private, default_branch=default_branch)
        self._stores[record.repo_id] = store
        store.set_head(default_branch)
        if files:
            github.do.push(full_name, files)
        return record

    def answer(self, request: GitRequest) -> HttpResponse:
        store = self._stores[request.repo_id]
        environment = plain_environment() | {
            "GIT_PROJECT_ROOT": str(store.path.parent),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": f"/{store.path.name}{request.path}",
            "QUERY_STRING": request.query,
            "REQUEST_METHOD": request.method,
            "CONTENT_TYPE": request.headers.get("content-type", ""),
            "HTTP_CONTENT_ENCODING": request.headers.get("content-encoding", ""),
            "GIT_PROTOCOL": request.headers.get("git-protocol", ""),
            "CONTENT_LENGTH": str(len(request.body)),
        }
        done = subprocess.run(
            ["git", "http-backend"], input=request.body, capture_output=True, env=environment, check=False
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        status = int(headers.pop("Status", "200").split()[0])
        return HttpResponse(status=status, headers=headers, body=body)


def plain_environment() -> dict[str, str]:
    """Git without the developer's own configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    safe = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    return kept | safe | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

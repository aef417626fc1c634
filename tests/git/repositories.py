r"""Builds real repositories fast, with fixed dates, and with any path that git can store. For every module's tests.

repository = make_repository(tmp_path / "source", {"a.py": b"print()\n"})
second = repository.commit({"a.py": b"", "b.py": b"x\n"}, message="Empty a", remove=["c.py"])
"""

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FIRST_COMMIT_AT = 1_700_000_000
COMMIT_EVERY_S = 3_600

Content = bytes | tuple[str, bytes]
"""Bytes of a file, or a mode (`100755`, `120000`, `160000`) with them; for a submodule they are the commit's SHA."""


@dataclass(kw_only=True)
class Repository:
    """A repository without checked out files, unless `checkout` is called."""

    path: Path
    branch: str
    commits: int = 0

    def git(self, *args: str, stdin: bytes = b"") -> bytes:
        """Stdout of git run here; fails the test when git fails."""
        return run_plain_git("-C", str(self.path), *args, stdin=stdin)

    def commit(
        self,
        files: Mapping[str, Content] | Mapping[bytes, Content],
        *,
        message: str = "Change",
        remove: Iterable[str] = (),
        branch: str | None = None,
        author: str = "Ada Lovelace <ada@example.com>",
        at: int | None = None,
    ) -> str:
        """Adds a commit to `branch` (default: the repository's) and returns its SHA; each is an hour after the last."""
        ref = f"refs/heads/{branch or self.branch}"
        moment = FIRST_COMMIT_AT + COMMIT_EVERY_S * self.commits if at is None else at
        self.commits += 1
        lines = [f"commit {ref}\nauthor {author} {moment} +0000\ncommitter {author} {moment} +0000\n".encode()]
        lines.append(_data(message.encode()))
        if self.has(ref):
            lines.append(f"from {ref}^0\n".encode())
        lines += [b"D %s\n" % _quote(os.fsencode(path)) for path in remove]
        lines += [_modify(path, content) for path, content in files.items()]
        self.git("fast-import", "--quiet", "--force", stdin=b"".join(lines))
        return self.sha(ref)

    def has(self, ref: str) -> bool:
        return bool(self.git("for-each-ref", ref))

    def sha(self, rev: str = "HEAD") -> str:
        return self.git("rev-parse", "--verify", rev).decode().strip()

    def checkout(self) -> None:
        """Writes the files of HEAD into the work tree."""
        self.git("reset", "-q", "--hard")


def make_repository(
    path: Path,
    files: Mapping[str, Content] | Mapping[bytes, Content] | None = None,
    *,
    branch: str = "main",
    is_bare: bool = False,
    object_format: str = "sha1",
) -> Repository:
    """A repository at `path` whose first commit holds `files`; None leaves it empty."""
    kind = ("--bare",) if is_bare else ()
    run_plain_git("init", "-q", "-b", branch, f"--object-format={object_format}", *kind, str(path))
    repository = Repository(path=path, branch=branch)
    if files is not None:
        repository.commit(files, message="Begin")
    return repository


def run_plain_git(*args: str, stdin: bytes = b"") -> bytes:
    """Git without the developer's own configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    identity = ("-c", "user.name=Ada Lovelace", "-c", "user.email=ada@example.com", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *identity, *args], input=stdin, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


def _modify(path: str | bytes, content: Content) -> bytes:
    mode, data = ("100644", content) if isinstance(content, bytes) else content
    name = _quote(os.fsencode(path))
    if mode == "160000":
        return b"M 160000 %s %s\n" % (data, name)
    return b"M %s inline %s\n%s" % (mode.encode(), name, _data(data))


def _quote(path: bytes) -> bytes:
    escaped = b"".join(
        b"\\%03o" % byte if byte < 0x21 or byte in b'"\\' or byte > 0x7E else bytes([byte]) for byte in path
    )
    return b'"' + escaped + b'"'


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)

"""Proves citations with plain git, knowing nothing of the product: where each one stands, and what it quotes."""

import hashlib
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]
SHA_DIGITS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """`resolves`: the lines exist in that blob at that path and commit. `quotes`: their hash is the one that was told.

    `lines` are the cited ones, without their ends; `why` says what is broken, "" when nothing is.
    """

    resolves: bool
    quotes: bool
    lines: tuple[str, ...] = ()
    why: str = ""


class Prover:
    """Reads each blob of one repository once."""

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir
        self._blobs: dict[tuple[str, str], tuple[str, list[bytes]] | None] = {}

    def prove(self, citation: Json) -> Proof:
        """`citation` as the product tells it in JSON. Never raises."""
        commit, path = citation["commit"], citation["path"]
        if len(commit) != SHA_DIGITS:
            return Proof(resolves=False, quotes=False, why=f"{commit} is no whole commit id")
        found = self._read(commit, path)
        if found is None:
            return Proof(resolves=False, quotes=False, why=f"no {path} at {commit}")
        blob, lines = found
        start, end = citation["start_line"], citation["end_line"]
        if citation["blob"] != blob:
            return Proof(resolves=False, quotes=False, why=f"{path} is blob {blob}, not {citation['blob']}")
        if not 1 <= start <= end <= len(lines):
            return Proof(resolves=False, quotes=False, why=f"{path} has {len(lines)} lines, not {start}-{end}")
        cited = lines[start - 1 : end]
        quotes = hashlib.sha256(b"".join(cited)).hexdigest() == citation["snippet_sha256"]
        texts = tuple(line.decode("utf-8", "replace").rstrip("\n") for line in cited)
        return Proof(
            resolves=True, quotes=quotes, lines=texts, why="" if quotes else f"{path}:{start}-{end} was altered"
        )

    def prove_all(self, citations: Iterable[Json]) -> dict[str, Proof]:
        """The proof of each citation by its id."""
        return {citation["id"]: self.prove(citation) for citation in citations}

    def _read(self, commit: str, path: str) -> tuple[str, list[bytes]] | None:
        key = (commit, path)
        if key not in self._blobs:
            blob = self._git("rev-parse", f"{commit}:{path}")
            content = self._git("cat-file", "blob", blob.decode().strip()) if blob is not None else None
            self._blobs[key] = (blob.decode().strip(), split_lines(content)) if blob and content is not None else None
        return self._blobs[key]

    def _git(self, *arguments: str) -> bytes | None:
        ran = subprocess.run(["git", "--git-dir", str(self._git_dir), *arguments], capture_output=True, check=False)
        return ran.stdout if ran.returncode == 0 else None


def split_lines(content: bytes) -> list[bytes]:
    """Lines as git counts them: they end in a newline and nothing else."""
    *whole, last = content.split(b"\n")
    return [line + b"\n" for line in whole] + ([last] if last else [])

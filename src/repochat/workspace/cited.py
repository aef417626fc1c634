"""The lines that an answer cites, read again: of a file or a message from git, of a pull request as it was told."""

import asyncio
from pathlib import Path

from repochat.chat import Citation
from repochat.git import BlobReader, read_message, split_lines


async def read_cited(mirror: Path, citation: Citation) -> str:
    """The cited lines without the last end, whatever revision is indexed. Raises what git raises."""
    if citation.kind == "pull_request":
        return citation.told.rstrip("\r\n")
    return await asyncio.to_thread(_read, mirror, citation)


def _read(mirror: Path, citation: Citation) -> str:
    first, last = citation.start_line - 1, citation.end_line
    if citation.kind == "commit":
        message = read_message(mirror, citation.commit)
        return "\n".join(message.decode(line) for line in message.lines[first:last])
    with BlobReader(mirror) as reader:
        lines = list(split_lines(reader.read(citation.blob)))[first:last]
    return b"".join(lines).decode("utf-8", "replace").rstrip("\r\n")

"""A commit of a mirror, opened in memory as an answer has it: no database, no vectors, only what a check reads."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import numpy as np

from repochat.catalog.piece import unpack_piece
from repochat.catalog.repo_store import Repo
from repochat.catalog.revision_store import Revision
from repochat.chat.pinned import Pinned
from repochat.chat.receipts import SourceText
from repochat.git import BlobReader, list_tree
from repochat.indexing.derive import derive_blob
from repochat.llm.choose import load_embedding_model
from repochat.llm.embedding import EmbeddingModel
from repochat.search.hot import HotIndex, IndexedFile
from repochat.search.hot_building import build_hot_index
from repochat.syntax.languages import detect_language

FILE_BYTES_MAX = 400_000
_SOURCE = (".py", ".go", ".js", ".ts", ".rs", ".c", ".h", ".md", ".rst", ".rb", ".java", ".toml")


@contextmanager
def pin_mirror(mirror: Path, commit: str, *, name: str, address: str) -> Generator[Pinned]:
    """`commit` of the bare repository `mirror`, its sources indexed. Raises what git raises."""
    with closing(BlobReader(mirror)) as reader:
        tree = _read_tree(mirror, commit)
        source = SourceText(reader, tree, commit, mirror=mirror, get_tree=_read_tree)
        yield Pinned(
            repo=_make_repo(name, address),
            revision=_make_revision(commit),
            index=_build_index(source, tree),
            source=source,
            mirror=mirror,
            label=name,
        )


def _read_tree(mirror: Path, commit: str) -> dict[str, str]:
    return {entry.path.decode("utf-8", "surrogateescape"): entry.oid for entry in list_tree(mirror, commit)}


def _build_index(source: SourceText, tree: dict[str, str]) -> HotIndex:
    model = load_embedding_model("static")
    paths = sorted(path for path in tree if path.endswith(_SOURCE))
    files = [_derive(path, tree[path], b"".join(source.read_lines(path)), model) for path in paths]
    return build_hot_index([file for file in files if file is not None], model)


def _derive(path: str, oid: str, data: bytes, model: EmbeddingModel) -> IndexedFile | None:
    if len(data) > FILE_BYTES_MAX:
        return None
    language = detect_language(path, data)
    derived = derive_blob(path, language, data)
    if derived.skip_reason is not None:
        return None
    vectors = np.zeros((len(derived.heads), model.dimensions), np.float16)
    return IndexedFile(
        path=path, oid=oid, language=language, blob_id=0, piece=unpack_piece(derived.piece), vectors=vectors
    )


def _make_repo(name: str, address: str) -> Repo:
    nobody = UUID(int=0)
    return Repo(
        id=nobody,
        tenant_id=nobody,
        name=name,
        source=address,
        source_kind="url",
        default_branch=None,
        created_at=datetime.fromtimestamp(0, UTC),
    )


def _make_revision(commit: str) -> Revision:
    long_ago = datetime.fromtimestamp(0, UTC)
    return Revision(
        id=0,
        repo_id=UUID(int=0),
        sha=commit,
        ordinal=0,
        ref="HEAD",
        committed_at=long_ago,
        indexed_at=long_ago,
        derivation="",
        counts={},
    )

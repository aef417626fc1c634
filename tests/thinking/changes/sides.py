"""Two sides of a change without git, and indexes of real repositories without a database."""

import numpy as np

from repochat.catalog.piece import unpack_piece
from repochat.git import BlobReader, list_tree
from repochat.indexing.derive import derive_blob
from repochat.search.hot import HotIndex, IndexedFile
from repochat.search.hot_building import build_hot_index
from repochat.syntax import detect_language
from repochat.thinking.changes.brief import Brief, BriefLine, SectionName
from tests.git.repositories import Repository
from tests.search.library import load_model


def index_commit(repository: Repository, sha: str) -> HotIndex:
    """As indexing makes it, but that no passage is like any other."""
    with BlobReader(repository.path) as blobs:
        files = [
            _index(entry.path.decode(), entry.oid, blobs.read(entry.oid)) for entry in list_tree(repository.path, sha)
        ]
    return build_hot_index(files, load_model())


def list_lines(brief: Brief, name: SectionName) -> list[BriefLine]:
    return [line for section in brief.sections if section.name == name for line in section.lines]


def _index(path: str, oid: str, data: bytes) -> IndexedFile:
    language = detect_language(path, data)
    derived = derive_blob(path, language, data)
    return IndexedFile(
        path=path,
        oid=oid,
        language=language,
        blob_id=int(oid[:12], 16),
        piece=unpack_piece(derived.piece),
        vectors=np.zeros((len(derived.heads), load_model().dimensions), np.float16),
    )

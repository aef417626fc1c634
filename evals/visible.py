"""What a reader sees of an indexed revision, row by row, without the numbers that a database gives out."""

from dataclasses import dataclass
from typing import Any

from evals.product import Product
from sqlalchemy import text

from repochat.catalog.revision_store import Revision, RevisionStore

Row = tuple[Any, ...]

_CHUNKS = """
SELECT blob_id, position, start_line, end_line, kind, symbol, heading, md5(CAST(embedding AS text))
FROM chunks WHERE blob_id = ANY(:ids)
"""
_SYMBOLS = """
SELECT blob_id, position, kind, name, qualified_name, signature, doc, start_line, end_line, parent, complexity
FROM symbols WHERE blob_id = ANY(:ids)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleRows:
    """Sorted rows of files, chunks and symbols; each chunk and symbol stands with its file's path."""

    files: list[Row]
    chunks: list[Row]
    symbols: list[Row]


async def read_visible_rows(product: Product, revision: Revision) -> VisibleRows:
    """Every row of `revision`."""
    async with product.database.read(product.viewer.scope) as session:
        manifest = await RevisionStore(session).get_manifest(revision)
        ids = sorted({file.blob_id for file in manifest if file.blob_id is not None})
        found = {
            name: (await session.execute(text(query), {"ids": ids})).all()
            for name, query in (("chunks", _CHUNKS), ("symbols", _SYMBOLS))
        }
    paths: dict[int, list[str]] = {}
    for file in manifest:
        if file.blob_id is not None:
            paths.setdefault(file.blob_id, []).append(file.path)
    placed = {
        name: sorted((path, *tuple(row)[1:]) for row in rows for path in paths[row[0]]) for name, rows in found.items()
    }
    return VisibleRows(
        files=[(f.path, f.oid, f.mode, f.size_bytes, f.language, f.skip_reason or "") for f in manifest],
        chunks=placed["chunks"],
        symbols=placed["symbols"],
    )


def describe_difference(name: str, one: list[Row], other: list[Row]) -> str | None:
    """The first row that only one side has; None when both are equal."""
    if one == other:
        return None
    ours, theirs = set(one), set(other)
    example = next(iter(sorted(ours ^ theirs)), "only their order or their number")
    return f"{name}: {len(ours - theirs)} rows more, {len(theirs - ours)} fewer than a fresh index; such as {example}"

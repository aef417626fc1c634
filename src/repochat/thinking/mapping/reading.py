"""Reading what a map is made of: the index, the tree, docs of definitions, and what was counted before."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress

from repochat.catalog.revision_store import Revision, RevisionStore, StoredSymbol
from repochat.catalog.thinking.fact_store import FactStore, StoredFact
from repochat.catalog.thinking.repo_map import HISTORY_SUBJECT, KIND, SUBJECT
from repochat.git import BlobReader, list_tree
from repochat.search.hot import HotIndex
from repochat.thinking.context import ThoughtContext
from repochat.thinking.mapping.drawing import list_symbol_keys
from repochat.thinking.mapping.limits import LIMITS
from repochat.thinking.mapping.material import MapMaterial, Texts
from repochat.thinking.mapping.owners import Authorship, read_authorship

SYMBOLS_READ_AT_ONCE = 300


async def find_target(context: ThoughtContext) -> Revision:
    """The indexed revision that the run is about. Raises NotFoundError."""
    return await context.services.searcher.find_revision(context.viewer, context.repo, context.target.sha)


@asynccontextmanager
async def open_material(context: ThoughtContext, revision: Revision) -> AsyncGenerator[MapMaterial]:
    """What of a revision is read; git is let go at the end."""
    index = await context.services.searcher.get_index(context.viewer, revision)
    entries = await asyncio.to_thread(list_tree, context.mirror, revision.sha)
    tree = {entry.path.decode("utf-8", "surrogateescape"): entry for entry in entries}
    with BlobReader(context.mirror) as reader:
        yield MapMaterial(
            sha=revision.sha,
            committed_at=int(revision.committed_at.timestamp()),
            mirror=context.mirror,
            index=index,
            texts=Texts(reader, tree),
            roots=list(tree),
            limits=LIMITS,
        )


async def read_symbols(context: ThoughtContext, index: HotIndex, symbols: Sequence[int]) -> dict[int, StoredSymbol]:
    """Docs and signatures of definitions by number."""
    keys = list_symbol_keys(index, symbols)
    found: dict[tuple[str, int], StoredSymbol] = {}
    async with context.services.database.read(context.viewer.scope) as session:
        for start in range(0, len(keys), SYMBOLS_READ_AT_ONCE):
            for row in await RevisionStore(session).get_symbols(keys[start : start + SYMBOLS_READ_AT_ONCE]):
                found[row.path, row.position] = row
    placed = zip(symbols, keys, strict=True)
    return {symbol: found[path, at] for symbol, (path, _, at) in placed if (path, at) in found}


async def read_known(context: ThoughtContext) -> tuple[StoredFact | None, Authorship | None]:
    """The map that is stored, and what its ownership was counted of."""
    async with context.services.database.read(context.viewer.scope) as session:
        store = FactStore(session)
        known = await store.find(context.repo.id, KIND, SUBJECT)
        counted = await store.find(context.repo.id, KIND, HISTORY_SUBJECT)
    authorship = None
    if counted is not None:
        with suppress(KeyError, TypeError):  # of another version: the history is read anew
            authorship = read_authorship(counted.payload)
    return known, authorship

"""What each blob yielded, written in bulk and read in bulk."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql
from psycopg.types.json import Jsonb

from repochat.core.database import ReadSession, WriteSession

BlobKey = tuple[str, str]  # (object id, how its path says to read it)


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedBlob:
    """What indexing made of one blob: rows for SQL, a packed piece for the hot index, half-precision vectors."""

    oid: str
    read_as: str
    language: str
    size_bytes: int
    lines: int
    skip_reason: str | None
    problems: tuple[str, ...]
    piece: bytes
    chunks: Sequence[tuple[int, int, str, int, str]]  # start, end, kind, symbol, heading
    symbols: Sequence[tuple[str, str, str, str, str, int, int, int, int]]  # kind, names, signature, doc, lines, ...
    vectors: bytes  # (chunks, dimensions) of big-endian float16


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBlob:
    """What is stored of a blob that need not be derived again."""

    id: int
    language: str
    skip_reason: str | None
    chunks: int
    symbols: int


class BlobStore:
    """Reads and writes derived blobs of the session's tenant."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    async def find_known(self, keys: Iterable[BlobKey], derivation: str) -> dict[BlobKey, KnownBlob]:
        """Those of `keys` that this derivation has derived."""
        wanted = list(keys)
        raw = await _driver(self._session)
        async with raw.cursor() as cursor:
            await cursor.execute(
                "SELECT b.oid, b.read_as, b.id, b.language, b.skip_reason, b.chunks, b.symbols FROM blobs b"
                " JOIN unnest(%s::text[], %s::text[]) AS k(oid, read_as)"
                " ON b.oid = k.oid AND b.read_as = k.read_as WHERE b.derivation = %s",
                ([k[0] for k in wanted], [k[1] for k in wanted], derivation),
            )
            rows = await cursor.fetchall()
        return {
            (oid, read_as): KnownBlob(id=id_, language=language, skip_reason=skip, chunks=chunks, symbols=symbols)
            for oid, read_as, id_, language, skip, chunks, symbols in rows
        }

    async def count_yields(self, blob_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Numbers of chunks and symbols by blob id."""
        raw = await _driver(self._session)
        async with raw.cursor() as cursor:
            await cursor.execute("SELECT id, chunks, symbols FROM blobs WHERE id = ANY(%s)", (list(blob_ids),))
            return {id_: (chunks, symbols) for id_, chunks, symbols in await cursor.fetchall()}

    async def load_pieces(self, blob_ids: Sequence[int]) -> dict[int, bytes]:
        """Packed pieces by blob id."""
        raw = await _driver(self._session)
        async with raw.cursor(binary=True) as cursor:
            await cursor.execute("SELECT id, piece FROM blobs WHERE id = ANY(%s)", (list(blob_ids),))
            return dict(await cursor.fetchall())

    async def load_vectors(self, blob_ids: Sequence[int]) -> dict[int, NDArray[np.float16]]:
        """(chunks, dimensions) by blob id, in the chunks' order."""
        raw = await _driver(self._session)
        async with raw.cursor(binary=True) as cursor:
            await cursor.execute(
                "SELECT blob_id, string_agg(substr(halfvec_send(embedding), 5), '' ORDER BY position),"
                " min(vector_dims(embedding)) FROM chunks WHERE blob_id = ANY(%s) GROUP BY blob_id",
                (list(blob_ids),),
            )
            rows = await cursor.fetchall()
        return {
            blob: np.frombuffer(data, dtype=">f2").reshape(-1, dimensions).astype(np.float16)
            for blob, data, dimensions in rows
        }


class BlobWriter(BlobStore):
    """Writes derived blobs; needs a session that may write.

    Rows travel by COPY into temporary tables, since PostgreSQL takes no COPY into a table with row-level security.
    """

    def __init__(self, session: WriteSession) -> None:
        super().__init__(session)
        self._session = session

    async def add(self, tenant_id: UUID, derivation: str, blobs: Sequence[DerivedBlob]) -> dict[BlobKey, int]:
        """Stores `blobs` whole; one that another run stored meanwhile stays as it is. Returns their ids."""
        raw = await _driver(self._session)
        async with raw.cursor() as cursor:
            # In one order everywhere: two runs that store the same blobs would wait for each other for ever.
            ordered = sorted(blobs, key=lambda blob: (blob.oid, blob.read_as))
            new = await _insert_blobs(cursor, tenant_id, derivation, ordered)
            fresh = [blob for blob in blobs if (blob.oid, blob.read_as) in new]
            await _copy_symbols(cursor, new, fresh)
            await _copy_chunks(cursor, new, fresh)
        if len(new) == len(blobs):
            return new
        known = await BlobStore(self._session).find_known([(b.oid, b.read_as) for b in blobs], derivation)
        return {key: blob.id for key, blob in known.items()}

    async def hold(self, blob_ids: Sequence[int]) -> bool:
        """Keeps the blobs from being swept until the transaction ends; False when one of them is gone."""
        wanted = set(blob_ids)
        raw = await _driver(self._session)
        async with raw.cursor() as cursor:
            # In one order everywhere, as for storing them.
            query = "SELECT id FROM blobs WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
            await cursor.execute(query, (sorted(wanted),))
            return len(await cursor.fetchall()) == len(wanted)


async def _driver(session: ReadSession) -> psycopg.AsyncConnection[Any]:
    """The driver's connection below the session, in its transaction: for COPY and binary results."""
    connection = await (await session.connection()).get_raw_connection()
    return cast("psycopg.AsyncConnection[Any]", connection.driver_connection)


async def _insert_blobs(
    cursor: psycopg.AsyncCursor[Any], tenant_id: UUID, derivation: str, blobs: Sequence[DerivedBlob]
) -> dict[BlobKey, int]:
    await cursor.execute(
        "INSERT INTO blobs (tenant_id, derivation, oid, read_as, language, size_bytes, lines, chunks, symbols,"
        " skip_reason, problems, piece) SELECT %s, %s, u.* FROM unnest(%s::text[], %s::text[], %s::text[],"
        " %s::bigint[], %s::int[], %s::int[], %s::int[], %s::text[], %s::jsonb[], %s::bytea[]) AS u"
        " ON CONFLICT (tenant_id, oid, read_as, derivation) DO NOTHING RETURNING oid, read_as, id",
        (
            tenant_id,
            derivation,
            [b.oid for b in blobs],
            [b.read_as for b in blobs],
            [b.language for b in blobs],
            [b.size_bytes for b in blobs],
            [b.lines for b in blobs],
            [len(b.chunks) for b in blobs],
            [len(b.symbols) for b in blobs],
            [b.skip_reason for b in blobs],
            [Jsonb(list(b.problems)) for b in blobs],
            [b.piece for b in blobs],
        ),
        binary=True,
    )
    return {(oid, read_as): id_ for oid, read_as, id_ in await cursor.fetchall()}


async def _copy_symbols(
    cursor: psycopg.AsyncCursor[Any], ids: dict[BlobKey, int], blobs: Sequence[DerivedBlob]
) -> None:
    rows = (
        (ids[blob.oid, blob.read_as], position, *symbol)
        for blob in blobs
        for position, symbol in enumerate(blob.symbols)
    )
    types = ["int8", "int4", "text", "text", "text", "text", "text", "int4", "int4", "int4", "int4"]
    await _copy_into(cursor, "symbols", types, rows)


async def _copy_chunks(cursor: psycopg.AsyncCursor[Any], ids: dict[BlobKey, int], blobs: Sequence[DerivedBlob]) -> None:
    rows = (
        (ids[blob.oid, blob.read_as], position, *chunk, vector)
        for blob in blobs
        for position, (chunk, vector) in enumerate(zip(blob.chunks, _halfvecs(blob), strict=True))
    )
    types = ["int8", "int4", "int4", "int4", "text", "int4", "text", "bytea"]
    await _copy_into(cursor, "chunks", types, rows)


def _halfvecs(blob: DerivedBlob) -> Iterator[bytes]:
    """The binary form of each row as pgvector reads it: its dimensions, two zero bytes, big-endian halves."""
    if not blob.chunks:
        return
    width = len(blob.vectors) // len(blob.chunks)
    header = struct.pack(">HH", width // 2, 0)
    for start in range(0, len(blob.vectors), width):
        yield header + blob.vectors[start : start + width]


async def _copy_into(
    cursor: psycopg.AsyncCursor[Any], table: str, types: list[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Rows hold every column of `table`, in order; `types` say how values are written, a vector as its bytes."""
    names = {"table": sql.Identifier(table), "staging": sql.Identifier(f"{table}_in")}
    create = sql.SQL("CREATE TEMP TABLE IF NOT EXISTS {staging} (LIKE {table}) ON COMMIT DELETE ROWS")
    await cursor.execute(create.format(**names))
    async with cursor.copy(sql.SQL("COPY {staging} FROM STDIN (FORMAT BINARY)").format(**names)) as copy:
        copy.set_types(types)
        for row in rows:
            await copy.write_row(row)
    await cursor.execute(sql.SQL("INSERT INTO {table} SELECT * FROM {staging}").format(**names))

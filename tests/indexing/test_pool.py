"""Deriving in processes: the same as inline, and nothing stays behind."""

import asyncio
import os
import signal
from pathlib import Path

import psutil
import pytest

from repochat.catalog.blob_store import DerivedBlob
from repochat.core.errors import UnavailableError
from repochat.git import list_tree
from repochat.indexing.plan import list_tasks, plan_files
from repochat.indexing.pool import BlobTask, DerivePool, PoolLimits
from tests.git.repositories import make_repository

FILES = 30
PROCESSES = PoolLimits(inline_bytes_max=0, batch_files_max=5)
INLINE = PoolLimits(batch_files_max=5)

pytestmark = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core derives inline")


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    files = {f"f{n}.py": b"def work_%d():\n    return %d\n" % (n, n) for n in range(FILES)}
    return make_repository(tmp_path / "mirror", files, is_bare=True).path


def build_pool(mirror: Path, limits: PoolLimits) -> DerivePool:
    return DerivePool(mirror.parent / "grammars", limits)


async def derive(pool: DerivePool, mirror: Path, *, stop_after: int = FILES) -> list[DerivedBlob]:
    """The blobs of every batch, in the tasks' order; stops after so many batches."""
    tasks = read_tasks(mirror)
    batches: list[list[DerivedBlob]] = []

    def should_stop() -> bool:
        return len(batches) >= stop_after

    async for batch, derived in pool.derive(mirror, tasks, static_model=True, should_stop=should_stop):
        assert [task.oid for task in batch.tasks] == [blob.oid for blob in derived.blobs]
        batches.append(derived.blobs)
    done = [blob for blobs in batches for blob in blobs]
    return sorted(done, key=lambda blob: blob.oid)


def read_tasks(mirror: Path) -> list[BlobTask]:
    head = (mirror / "refs/heads/main").read_text().strip()
    return list_tasks(plan_files(mirror, list_tree(mirror, head)), {})


async def test_processes_derive_what_the_own_one_does(mirror: Path) -> None:
    pool, inline = build_pool(mirror, PROCESSES), build_pool(mirror, INLINE)
    try:
        assert await derive(pool, mirror) == await derive(inline, mirror)
        again = await derive(pool, mirror)
        assert len(again) == FILES
    finally:
        pool.close()


async def test_a_process_that_dies_is_told_and_replaced(mirror: Path) -> None:
    """As when memory runs out; the next call starts new ones."""
    pool = build_pool(mirror, PROCESSES)
    try:
        before = set(list_workers())
        await derive(pool, mirror)
        for worker in set(list_workers()) - before:
            worker.send_signal(signal.SIGKILL)
        await asyncio.sleep(0.2)
        with pytest.raises(UnavailableError):
            await derive(pool, mirror)
        assert len(await derive(pool, mirror)) == FILES
    finally:
        pool.close()


async def test_closing_leaves_no_process(mirror: Path) -> None:
    pool = build_pool(mirror, PROCESSES)
    before = set(list_workers())
    await derive(pool, mirror)
    started = set(list_workers()) - before
    assert started
    pool.close()
    assert not psutil.wait_procs(started, timeout=10)[1]


@pytest.mark.parametrize("limits", [PROCESSES, INLINE])
async def test_a_stop_ends_the_work_early(mirror: Path, limits: PoolLimits) -> None:
    pool = build_pool(mirror, limits)
    try:
        assert 0 < len(await derive(pool, mirror, stop_after=1)) < FILES
    finally:
        pool.close()


def list_workers() -> list[psutil.Process]:
    """Processes below the fork server of this one."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if child.ppid() != os.getpid()]

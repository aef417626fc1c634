"""The bar of a running indexing, on standard error, for people only."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from repochat.cli.terminal import clean_line, is_watched
from repochat.indexing.progress import IndexProgress, OnProgress, Phase

PHASES: dict[Phase, str] = {
    "mirror": "fetching",
    "plan": "planning",
    "parse": "reading",
    "graph": "linking",
    "publish": "publishing",
    "done": "done",
}


@contextmanager
def watch_progress(name: str) -> Generator[OnProgress]:
    """Shows what the yielded function is told; shows nothing when nobody watches."""
    if not is_watched():
        yield lambda _: None
        return
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=12),
        TextColumn("{task.fields[detail]}", markup=False),
        console=Console(file=sys.stderr, stderr=True),
        transient=True,
        refresh_per_second=8,
    )
    with bar:
        yield _follow(bar, clean_line(name))


def _follow(bar: Progress, name: str) -> Callable[[IndexProgress], None]:
    task = bar.add_task(name, total=None, detail="")

    def show(progress: IndexProgress) -> None:
        bar.update(
            task,
            description=f"{name}: {PHASES[progress.phase]}",
            completed=progress.bytes_done,
            total=progress.bytes_total or None,
            detail=describe_progress(progress),
        )

    return show


def describe_progress(progress: IndexProgress) -> str:
    """Files, bytes, chunks, rate and time left, as far as they are known."""
    if not progress.files_total:
        return clean_line(progress.detail)
    parts = [
        f"{progress.files_done}/{progress.files_total} files",
        f"{progress.bytes_done / 1e6:.1f}/{progress.bytes_total / 1e6:.1f} MB",
        f"{progress.chunks} chunks",
        f"{progress.bytes_per_s / 1e6:.1f} MB/s",
    ]
    if progress.seconds_left is not None:
        parts.append(f"{progress.seconds_left:.0f} s left")
    return ", ".join(parts)

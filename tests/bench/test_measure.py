import subprocess
import sys
import time

import psutil
import pytest
from bench.measure import Measure
from bench.memory import PeakMemory

HOLD_80_MB = "block = bytearray(80_000_000); print('held', flush=True); input()"


@pytest.mark.parametrize(
    ("figure", "target", "verdict"), [(1.5, 1.5, "ok"), (1.51, 1.5, "MISSED"), (0.2, 1.5, "ok"), (9.0, None, "")]
)
def test_a_figure_past_its_target_is_missed(figure: float, target: float | None, verdict: str) -> None:
    assert Measure(name="m", subject="s", figure=figure, unit="x", target=target).verdict == verdict


def test_the_memory_of_children_counts() -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD_80_MB], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        alone = psutil.Process().memory_full_info().rss
        with PeakMemory(psutil.Process()) as memory:
            deadline = time.monotonic() + 10
            while memory.peak_processes == 0 and time.monotonic() < deadline:
                time.sleep(0.01)
        child.communicate(b"\n")
    assert memory.peak_processes >= 2
    assert memory.peak_bytes >= 80_000_000
    assert memory.peak_bytes < alone + 400_000_000

"""The newest map leads with reasons and quality; quarters before it follow, once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from repochat.catalog.thinking.risk_store import RiskFile
from repochat.thinking.charting import ChartLimits, Known, chart_risk, list_quarters
from repochat.thinking.risk import FileSignals
from tests.git.repositories import Repository, make_repository

DAY_S = 86_400
END_S = int(datetime(2026, 2, 10, tzinfo=UTC).timestamp())


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A year of commits, every third a fix of one file."""
    repository = make_repository(tmp_path / "source")
    first = {f"m{n}.py": b"A = 1\n" * (n + 2) for n in range(12)}
    repository.commit(first, message="Begin", at=END_S - 360 * DAY_S)
    for month in range(12):
        path = "m3.py" if month % 3 == 0 else f"m{month}.py"
        message = f"Fix #{month}: work again" if month % 3 == 0 else f"Change {month}"
        files = {path: f"def work():\n    return {month}\n".encode() * 3}
        repository.commit(files, message=message, at=END_S - (11 - month) * 30 * DAY_S)
    return repository


def test_quarters_go_back_over_new_year() -> None:
    found = [f"{each:%Y-%m-%d}" for each in list_quarters(datetime(2026, 5, 3, tzinfo=UTC), 4)]
    assert found == ["2026-04-01", "2026-01-01", "2025-10-01", "2025-07-01"]


def test_what_a_run_maps_depends_on_its_level_and_on_what_is_known(repository: Repository) -> None:
    mirror = repository.path / ".git"
    small = chart_risk(mirror, repository.sha(), "small")
    assert [each.sha for each in small] == [repository.sha()]
    large = chart_risk(mirror, repository.sha(), "large")
    dates = [each.committed_at for each in large]
    assert len(large) > 3
    assert dates == sorted(dates, reverse=True)
    rest = chart_risk(mirror, repository.sha(), "large", known=Known(shas={large[1].sha}))
    assert [each.sha for each in rest] == [each.sha for each in large if each is not large[1]]


def test_each_file_has_both_scores_its_reasons_and_what_made_them(repository: Repository) -> None:
    known = Known(signals={"m3.py": FileSignals(smells=4)})
    (newest, *past) = chart_risk(
        repository.path / ".git", repository.sha(), "medium", known=known, limits=ChartLimits(past_files_max=2)
    )
    first = get_file(newest.files, "m3.py")
    assert first.reasons
    assert first.features["smells"]["value"] == 4
    assert first.bug_percentile > get_file(newest.files, "m10.py").bug_percentile
    assert [len(each.files) for each in past] == [2, 2]
    assert "riskiest files are kept" in past[0].problems[0]


def get_file(files: object, path: str) -> RiskFile:
    assert isinstance(files, list)
    return next(file for file in files if isinstance(file, RiskFile) and file.path == path)

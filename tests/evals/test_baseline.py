from pathlib import Path

from evals.baseline import MEASURES, compare, read_baseline, write_baseline


def test_a_measure_within_the_tolerance_holds_its_baseline() -> None:
    assert compare({"hit_at_1": 0.78}, {"hit_at_1": 0.80}, tolerance=0.03) == []


def test_a_measure_below_the_tolerance_is_named() -> None:
    [problem] = compare({"hit_at_1": 0.76}, {"hit_at_1": 0.80}, tolerance=0.03)
    assert "hit_at_1" in problem


def test_an_update_raises_what_improved_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    write_baseline(dict.fromkeys(MEASURES, 0.8), file)
    write_baseline({**dict.fromkeys(MEASURES, 0.8), MEASURES[0]: 0.9, MEASURES[1]: 0.7}, file)
    assert read_baseline(file) == {**dict.fromkeys(MEASURES, 0.8), MEASURES[0]: 0.9}

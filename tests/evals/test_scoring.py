"""The benchmark's rule, against cases worked out by hand."""

import math

import pytest
from evals.scoring import RANKS, Span, Target, compute_ndcg, find_ranks, is_hit, is_same_path, score_question


def span(path: str, start_line: int = 1, end_line: int = 40) -> Span:
    return Span(path=path, start_line=start_line, end_line=end_line)


def test_one_file_found_first_scores_one() -> None:
    assert score_question([span("src/a.py"), span("src/b.py")], [Target(path="a.py")]).ndcg == 1.0


@pytest.mark.parametrize(("rank", "ndcg"), [(2, 0.6309), (3, 0.5), (7, 1 / 3), (10, 0.2891)])
def test_one_file_found_later_scores_the_discount_of_its_rank(rank: int, ndcg: float) -> None:
    chunks = [span("other.py") for _ in range(rank - 1)] + [span("a.py")]
    score = score_question(chunks, [Target(path="a.py")])
    assert score.ndcg == pytest.approx(ndcg, abs=1e-4)
    assert score.first_rank == rank


def test_nothing_past_the_tenth_chunk_counts() -> None:
    chunks = [*(span(f"other{number}.py") for number in range(RANKS)), span("a.py")]
    score = score_question(chunks, [Target(path="a.py")])
    assert (score.ndcg, score.strict_ndcg, score.first_rank) == (0.0, 0.0, None)


def test_two_targets_at_ranks_one_and_three() -> None:
    """DCG is 1 + 1/2, the ideal 1 + 0.6309."""
    chunks = [span("a.py"), span("x.py"), span("b.py")]
    ndcg = score_question(chunks, [Target(path="a.py"), Target(path="b.py")]).ndcg
    assert ndcg == pytest.approx(1.5 / (1 + 1 / math.log2(3)))


def test_a_second_chunk_of_a_found_file_takes_a_rank_and_earns_nothing() -> None:
    """a.py, a.py, b.py: the ranks that first hit are 1 and 3, not 1, 2 and 3."""
    chunks = [span("a.py", 1, 10), span("a.py", 11, 20), span("b.py")]
    assert find_ranks(chunks, [Target(path="a.py"), Target(path="b.py")], iou_min=0.0) == {1, 3}


def test_a_chunk_that_hits_two_targets_counts_once() -> None:
    """Both spans lie in one chunk: one rank of an ideal of two."""
    targets = [Target(path="a.py", start_line=1, end_line=5), Target(path="a.py", start_line=8, end_line=12)]
    ndcg = score_question([span("a.py", 1, 20)], targets).ndcg
    assert ndcg == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_the_ideal_stops_at_ten_targets() -> None:
    targets = [Target(path=f"{number}.py") for number in range(14)]
    assert score_question([span(f"{number}.py") for number in range(10)], targets).ndcg == pytest.approx(1.0)
    assert compute_ndcg({1}, 14) == compute_ndcg({1}, 10)


@pytest.mark.parametrize(
    ("path", "target", "same"),
    [
        ("src/requests/models.py", "models.py", True),
        ("src/requests/models.py", "requests/models.py", True),
        ("src/requests/models.py", "src/requests/models.py", True),
        ("src/requests/my_models.py", "models.py", False),
        ("models.py", "requests/models.py", False),
    ],
)
def test_paths_are_compared_by_whole_trailing_segments(path: str, target: str, *, same: bool) -> None:
    assert is_same_path(path, target) is same


@pytest.mark.parametrize(
    ("chunk", "hit", "strict"),
    [
        ((10, 19), True, True),  # the span itself
        ((19, 30), True, False),  # one shared line: 1 of 21
        ((1, 9), False, False),  # ends just above
        ((20, 29), False, False),  # begins just below
        ((10, 42), True, True),  # 10 of 33 = 0.303
        ((10, 43), True, False),  # 10 of 34 = 0.294
    ],
)
def test_a_span_is_hit_by_any_overlap_and_strictly_by_a_third(
    chunk: tuple[int, int], *, hit: bool, strict: bool
) -> None:
    target = Target(path="a.py", start_line=10, end_line=19)
    assert is_hit(span("a.py", *chunk), target, iou_min=0.0) is hit
    assert is_hit(span("a.py", *chunk), target, iou_min=0.3) is strict


def test_the_strict_score_passes_over_a_chunk_that_overlaps_too_little() -> None:
    target = Target(path="a.py", start_line=10, end_line=19)
    score = score_question([span("a.py", 19, 60), span("a.py", 8, 18)], [target])
    assert score.ndcg == 1.0
    assert score.strict_ndcg == pytest.approx(1 / math.log2(3))
    assert score.first_rank == 1


def test_the_right_file_with_the_wrong_lines_counts_for_the_files_alone() -> None:
    targets = [Target(path="a.py", start_line=1, end_line=5), Target(path="a.py", start_line=50, end_line=60)]
    score = score_question([span("a.py", 20, 30)], targets)
    assert (score.ndcg, score.file_ndcg, score.first_rank) == (0.0, 1.0, None)

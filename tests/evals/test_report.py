from evals.asking import Asked, CaseResult
from evals.questions import Case, Question
from evals.report import summarise
from evals.scoring import Score, Target


def _case(name: str, scores: list[tuple[str, float]]) -> CaseResult:
    asked = tuple(
        Asked(
            question=Question(text=f"{name} {number}", category=category, targets=(Target(path="a.py"),)),
            score=Score(ndcg=ndcg, strict_ndcg=ndcg / 2, file_ndcg=ndcg, first_rank=1 if ndcg == 1 else 2),
            tokens_before=100 if ndcg < 1 else 0,
            query_ms=2.0,
        )
        for number, (category, ndcg) in enumerate(scores)
    )
    case = Case(name=name, language=name, address="", revision="", root="", questions=())
    return CaseResult(case=case, asked=asked, index_s=1.0, load_s=0.1, files=1, chunks=1)


def test_repositories_weigh_alike_in_one_mean_and_questions_in_the_other() -> None:
    """One repository with three perfect answers, one with a single failed one."""
    figures = summarise([_case("go", [("symbol", 1.0)] * 3), _case("rust", [("semantic", 0.0)])])
    assert figures["ndcg10_mean_over_repositories"] == 0.5
    assert figures["ndcg10_mean_over_queries"] == 0.75
    assert figures["strict_ndcg10_mean_over_queries"] == 0.375
    assert figures["hit_at_1"] == 0.75
    assert figures["tokens_before_first_hit_mean"] == 25


def test_categories_and_languages_are_counted_apart() -> None:
    figures = summarise([_case("go", [("symbol", 1.0), ("semantic", 0.5)]), _case("rust", [("semantic", 0.0)])])
    assert figures["by_category"]["semantic"]["ndcg10"] == 0.25
    assert figures["by_category"]["symbol"]["questions"] == 1
    assert figures["by_language"]["go"]["ndcg10"] == 0.75

"""Both scores of a revision, their parts, their reasons, and what they were worth."""

import pytest

from repochat.git import GitStoppedError
from repochat.thinking.risk import (
    FileSignals,
    RiskLimits,
    list_risky_functions,
    measure_own_history,
    score_change,
    score_revision,
    trace_fix,
)
from tests.git.repositories import Repository

from .history_maker import make_past


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return make_past(tmp_path_factory.mktemp("risk") / "r.git")


def test_the_file_that_is_fixed_all_the_time_comes_first(past: Repository) -> None:
    risk = score_revision(past.path, past.sha())
    first = risk.files[0]
    assert first.path == "src/core.py"
    assert first.bug_percentile == 100
    assert any("fixed 31 times" in reason for reason in first.reasons)
    assert first.bug_probability > risk.files[-1].bug_probability


def test_the_parts_of_both_scores_add_up_exactly(past: Repository) -> None:
    risk = score_revision(past.path, past.sha())
    for file in risk.files:
        assert file.bug_score == pytest.approx(risk.bug_base + sum(file.contributions.values()), abs=1e-9)
        assert file.review_score == pytest.approx(risk.review_base + sum(file.review_contributions.values()), abs=1e-9)


def test_a_revision_scores_the_same_whenever_it_is_asked(past: Repository) -> None:
    assert score_revision(past.path, past.sha("HEAD~3")) == score_revision(past.path, past.sha("HEAD~3"))


def test_what_others_know_is_told_and_changes_no_score(past: Repository) -> None:
    plain = {file.path: file for file in score_revision(past.path, past.sha()).files}["src/core.py"]
    signals = {"src/core.py": FileSignals(coverage_gap=0.4, smells=3, security_severity=7.5, secrets=1)}
    told = {file.path: file for file in score_revision(past.path, past.sha(), signals).files}["src/core.py"]
    assert told.bug_score == plain.bug_score
    assert told.features["smells"] == 3
    assert plain.features["smells"] is None
    assert any("40%" in reason and "not part of the score" in reason for reason in told.reasons)


def test_bounds_are_kept_and_told(past: Repository) -> None:
    risk = score_revision(past.path, past.sha(), limits=RiskLimits(commits_max=5, files_max=4))
    assert (len(risk.files), risk.commits_read, risk.is_history_cut, risk.files_left_out) == (4, 5, True, 10)


def test_a_scoring_can_be_stopped(past: Repository) -> None:
    with pytest.raises(GitStoppedError):
        score_revision(past.path, past.sha(), should_stop=lambda: True)


def test_own_history_says_what_the_scores_were_worth(past: Repository) -> None:
    worth = measure_own_history(past.path, past.sha())
    assert worth is not None
    assert worth.fixed_files >= 5
    assert worth.until - worth.scored_at >= 365 * 86_400
    assert worth.bug.auc is not None
    assert f"{worth.review.recall_fifth:.0%} of the {worth.fixes} later fixes" in worth.sentence


def test_a_history_without_a_year_is_not_judged(past: Repository) -> None:
    assert measure_own_history(past.path, past.sha("HEAD~40")) is None


def test_functions_show_where_fixes_wrote_and_what_is_new(past: Repository) -> None:
    found = list_risky_functions(past.path, past.sha(), "src/core.py", uncovered=[2])
    assert found.problems == ()
    by_name = {each.qualified_name: each for each in found.functions}
    assert found.functions[0] == by_name["f3"]
    assert (by_name["f3"].once_fixed, by_name["f3"].hot, by_name["f5"].once_fixed) == (1, 1, 0)
    assert found.functions[0].fix_commits == (
        past.git("log", "-1", "--format=%H", "HEAD", "--", "src/core.py").decode().strip(),
    )
    assert (by_name["f0"].uncovered, by_name["f5"].uncovered) == (1, 0)


def test_a_fix_is_followed_to_the_commit_that_wrote_its_lines(past: Repository) -> None:
    newest, before = past.git("log", "-2", "--format=%H", "HEAD", "--", "src/core.py").decode().split()
    traced = trace_fix(past.path, newest)
    assert [(each.sha, each.path) for each in traced.found] == [(before, "src/core.py")]
    assert traced.is_complete


def test_a_change_is_placed_among_commits_of_its_size(past: Repository) -> None:
    risk = score_change(past.path, past.sha("HEAD~1"), past.sha())
    assert risk is not None
    assert risk.band_commits >= 30
    assert risk.percentile is not None
    assert 0 <= risk.percentile <= 100
    assert risk.score == pytest.approx(risk.base + sum(risk.contributions.values()), abs=1e-9)


def test_a_change_without_code_has_no_risk(past: Repository) -> None:
    base = past.sha()
    changed = past.commit({"README.md": b"words\n"}, message="Say more")
    assert score_change(past.path, base, changed) is None

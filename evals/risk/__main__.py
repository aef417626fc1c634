"""Measures the risk scores on public repositories: `python -m evals.risk --mirrors DIR`; `--ship` writes the model."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from evals.risk.bugs import BUG_REPOSITORIES, BUGS_IN_PY, BugTable, list_bugs, read_bug_table
from evals.risk.calibration import Scored, draw_curve, fit, predict
from evals.risk.introduced import Judged, read_judged
from evals.risk.kept import keep
from evals.risk.measuring import (
    FIRST,
    Score,
    choose_primary,
    draw_interval,
    expect_by_chance,
    list_simple,
    measure_all,
    measure_changes,
    rank_bugs,
    shuffle_labels,
)
from evals.risk.report import write_report
from evals.risk.sample import write_sample
from evals.risk.snapshots import HORIZON_DAYS, Snapshot, read_snapshots
from evals.risk.training import apply, learn_bug, learn_change, learn_review
from evals.risk.unseen import Models, learn_unseen
from evals.sources import MIRRORS_VARIABLE, find_mirror

from repochat.thinking.risk.additive import MODEL_FILE, parse_model, write_additive
from repochat.thinking.risk.features import FEATURES

HERE = Path(__file__).parent
VERSION = "risk-1"
Learner = Callable[[Sequence[Snapshot], Sequence[str]], Models]
HOTSPOT = "hotspot (commits x lines)"


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 when a repository of the list could not be had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirrors", type=Path, help=f"folder of local clones (or {MIRRORS_VARIABLE})")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was read of histories")
    parser.add_argument("--out", type=Path, default=HERE, help="where results go")
    parser.add_argument("--ship", action="store_true", help="learn from all repositories and write the product's model")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that learn")
    asked = parser.parse_args(argv)
    named = json.loads((HERE / "repositories.json").read_text("utf-8"))
    folder = asked.mirrors or Path(os.environ.get(MIRRORS_VARIABLE, "."))
    mirrors = {each["name"]: find_mirror(each["name"], folder) for each in named["repositories"]}
    missing = [name for name, mirror in mirrors.items() if mirror is None]
    snapshots: list[Snapshot] = []
    for each in named["repositories"]:
        mirror = mirrors[each["name"]]
        if mirror is not None:
            snapshots += _keep_snapshots(asked.cache, each["name"], mirror, each["sha"])
    results, models = measure_files(
        snapshots,
        lambda known, names: keep(asked.cache, "models", lambda: learn_unseen(known, names, workers=asked.workers)),
    )
    judged = _read_all_judged(asked.cache, named, mirrors)
    results["changes"] = measure_changes(judged)
    catalogue = find_mirror(BUGS_IN_PY, folder)
    if catalogue is not None:
        tables, left_out = _read_bugs(asked.cache, catalogue, mirrors)
        results["bugs"] = measure_bugs(tables, models) | {"left_out": left_out}
    results["missing"] = missing
    write_report(results, asked.out)
    if asked.ship:
        ship(snapshots, judged, results)
    print((asked.out / "results.md").read_text("utf-8"))
    return 1 if missing else 0


def measure_files(snapshots: Sequence[Snapshot], learner: Learner) -> tuple[dict[str, Any], Models]:
    """All figures of files, and the models of each repository that never saw it."""
    primary = choose_primary(snapshots)
    names = {*(each.repository for each in primary), *BUG_REPOSITORIES}
    models = learner(snapshots, sorted(names))
    scores: dict[str, Score] = {
        "bug": lambda each: apply(models[each.repository][0], each.ranks),
        "review": lambda each: apply(models[each.repository][1], each.ranks),
        **list_simple(),
    }
    found = measure_all(primary, scores)
    scored = [
        Scored(scores=scores["bug"](each), fixed_share=each.fixed_share, is_fixed=each.fixes > 0) for each in primary
    ]
    said = [predict(fit([*scored[:at], *scored[at + 1 :]]), each) for at, each in enumerate(scored)]
    came = np.concatenate([each.is_fixed for each in scored])
    return {
        "primary": [_describe(each) for each in primary],
        "window": _find_window(snapshots),
        "languages": dict(Counter(each.language for each in primary)),
        "snapshots": len(snapshots),
        "files": int(sum(len(each.paths) for each in primary)),
        "each": found,
        "scores": {name: {key: draw_interval(values) for key, values in one.items()} for name, one in found.items()},
        "pairs": {
            "bug auc above lines": _pair(found, "bug", "lines", "auc"),
            "bug auc above hotspot": _pair(found, "bug", HOTSPOT, "auc"),
            "review popt above lines": _pair(found, "review", "lines", "popt"),
            "review popt above fewest lines": _pair(found, "review", "fewest lines first", "popt"),
            "review popt above commits a line": _pair(found, "review", "commits a line, decayed", "popt"),
        },
        "shuffled_auc": shuffle_labels(primary, scores["bug"]),
        "calibration": fit(scored),
        "curve": draw_curve(np.concatenate(said), came),
    }, models


def measure_bugs(tables: Sequence[BugTable], models: Models) -> dict[str, Any]:
    """Where each score puts the file that was fixed; of a project by a model that never saw it."""

    def column(name: str) -> int:
        return FEATURES.index(name)

    ranks = {
        "bug": rank_bugs(tables, lambda each: apply(models[each.bug.repository][0], each.ranks)),
        "review": rank_bugs(tables, lambda each: apply(models[each.bug.repository][1], each.ranks)),
        "lines": rank_bugs(tables, lambda each: each.lines),
        "hotspot (commits x lines)": rank_bugs(
            tables, lambda each: each.raw[:, column("lasting_commits")] * each.lines
        ),
    }
    projects = [each.bug.project for each in tables]
    return {
        "bugs": len(tables),
        "projects": dict(Counter(projects)),
        "by_chance": round(expect_by_chance(tables), 4),
        "scores": {name: _tell_ranks(values) for name, values in ranks.items()},
        "by_project": {
            project: {name: _tell_ranks(_of(values, projects, project)) for name, values in ranks.items()}
            for project in sorted(set(projects))
        },
    }


def ship(snapshots: Sequence[Snapshot], judged: Sequence[Judged], results: dict[str, Any]) -> None:
    """Learns from everything and writes the product's model, with what was measured of its like."""
    bug, review, change = learn_bug(snapshots), learn_review(snapshots), learn_change(judged)
    body = {
        "version": VERSION,
        "training": {
            "repositories": sorted({each.repository for each in snapshots}),
            "window": results["window"],
            "snapshots": len(snapshots),
            "judged_repositories": sorted(each.repository for each in judged),
            "measured": {
                "bug_auc": results["scores"]["bug"]["auc"],
                "bug_auc_above_lines": results["pairs"]["bug auc above lines"],
                "review_popt": results["scores"]["review"]["popt"],
                "review_recall_fifth": results["scores"]["review"]["recall_fifth"],
                "change_auc_within_size": results["changes"]["auc_within_size"],
            },
        },
        "calibration": [round(value, 4) for value in results["calibration"]],
        "bug": write_additive(bug),
        "review": write_additive(review),
        "change": write_additive(change),
    }
    MODEL_FILE.write_text(json.dumps(body, separators=(",", ":")) + "\n", "utf-8")
    write_sample(snapshots, parse_model(body))


def _keep_snapshots(cache: Path | None, name: str, mirror: Path, sha: str) -> list[Snapshot]:
    folder = None if cache is None else cache / "snapshots"
    return keep(folder, name, lambda: read_snapshots(name, mirror, sha))


def _read_all_judged(cache: Path | None, named: dict[str, Any], mirrors: dict[str, Path | None]) -> list[Judged]:
    folder = None if cache is None else cache / "judged"
    heads = {each["name"]: each["sha"] for each in named["repositories"]}
    found: list[Judged] = []
    for name in named["judged"]:
        mirror = mirrors[name]
        if mirror is not None:
            judged = keep(folder, name, lambda name=name, mirror=mirror: read_judged(name, mirror, heads[name]))
            found += [judged] if judged is not None else []
    return found


def _read_bugs(
    cache: Path | None, catalogue: Path, mirrors: dict[str, Path | None]
) -> tuple[list[BugTable], dict[str, int]]:
    folder = None if cache is None else cache / "bugs"
    there = {name: mirror for name, mirror in mirrors.items() if mirror is not None}
    bugs, left_out = list_bugs(catalogue, there)
    tables = [
        keep(folder, f"{bug.project}-{bug.number}", lambda bug=bug: read_bug_table(bug, there[bug.repository]))
        for bug in bugs
    ]
    return [each for each in tables if each.is_fixed.any()], left_out


def _find_window(snapshots: Sequence[Snapshot]) -> dict[str, str]:
    """The first and the last day of what was learned from: features before a T0, fixes up to a year after."""
    days = [datetime.fromtimestamp(each.scored_at, UTC).date() for each in snapshots]
    return {
        "first_scored": min(days).isoformat(),
        "last_scored": max(days).isoformat(),
        "fixes_until": (max(days) + timedelta(days=HORIZON_DAYS)).isoformat(),
    }


def _describe(each: Snapshot) -> dict[str, Any]:
    return {
        "name": each.repository,
        "language": each.language,
        "sha": each.sha,
        "until_sha": each.until_sha,
        "files": len(each.paths),
        "fixed": int((each.fixes > 0).sum()),
        "fixes": int(each.fixes.sum()),
        "lines": int(each.lines.sum()),
    }


def _pair(found: dict[str, dict[str, list[float]]], one: str, other: str, key: str) -> dict[str, float]:
    return draw_interval([a - b for a, b in zip(found[one][key], found[other][key], strict=True)])


def _tell_ranks(ranks: Sequence[float]) -> dict[str, float]:
    return {
        "bugs": len(ranks),
        "first_five": round(float(np.mean([rank <= FIRST for rank in ranks])), 4),
        "mrr": round(float(np.mean([1 / rank for rank in ranks])), 4),
    }


def _of(values: Sequence[float], projects: Sequence[str], project: str) -> list[float]:
    return [value for value, name in zip(values, projects, strict=True) if name == project]


if __name__ == "__main__":
    sys.exit(main())

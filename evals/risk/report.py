"""The results as tables for people, as JSON for machines, and the calibration as a picture."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.risk.calibration import write_picture

Figures = Mapping[str, Any]


def write_report(results: dict[str, Any], folder: Path) -> None:
    """`results.json`, `results.md` and `calibration.svg` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    (folder / "calibration.svg").write_text(write_picture(results["curve"]), "utf-8")
    parts = [_tell_subject(results), _tell_scores(results), _tell_pairs(results), _tell_changes(results["changes"])]
    if "bugs" in results:
        parts.append(_tell_bugs(results["bugs"]))
    parts.append(_tell_each(results))
    (folder / "results.md").write_text("\n\n".join(parts) + "\n", "utf-8")


def _tell_subject(results: Figures) -> str:
    languages = ", ".join(f"{name} {count}" for name, count in sorted(results["languages"].items()))
    window = results["window"]
    return (
        "# Results\n\nWritten by `python -m evals.risk`; the README says what the figures mean.\n\n"
        f"{len(results['primary'])} repositories ({languages}), {results['files']:,} files scored; learned from"
        f" {results['snapshots']} snapshots between {window['first_scored']} and {window['last_scored']}."
        f" AUC against labels dealt anew: {results['shuffled_auc']:.3f}."
    )


def _tell_scores(results: Figures) -> str:
    rows = [
        f"| {name} | {_interval(one['auc'])} | {_interval(one['popt'])} | {_interval(one['recall_fifth'])} |"
        for name, one in results["scores"].items()
    ]
    head = "| order | AUC | Popt | recall in the first fifth of lines |\n| --- | --- | --- | --- |\n"
    return "## Files\n\n" + head + "\n".join(rows)


def _tell_pairs(results: Figures) -> str:
    rows = [f"| {name} | {_interval(one, sign='+')} |" for name, one in results["pairs"].items()]
    return "| paired difference | mean (95 %) |\n| --- | --- |\n" + "\n".join(rows)


def _tell_changes(changes: Figures) -> str:
    names = {
        "auc": "learned",
        "auc_lines": "lines changed alone",
        "auc_above_lines": "difference",
        "auc_within_size": "learned, within fifths of size",
        "auc_lines_within_size": "lines changed alone, within fifths of size",
        "auc_within_size_above_lines": "difference",
    }
    rows = [f"| {name} | {_interval(changes[key])} |" for key, name in names.items()]
    return (
        f"## Changes\n\n{changes['commits']:,} commits of {changes['repositories']} repositories, of which"
        f" {changes['guilty']:,} wrote lines that a later fix mended.\n\n| order | AUC |\n| --- | --- |\n"
    ) + "\n".join(rows)


def _tell_bugs(bugs: Figures) -> str:
    rows = [f"| {name} | {one['first_five']:.1%} | {one['mrr']:.3f} |" for name, one in bugs["scores"].items()]
    projects = [
        f"| {project} | {one['bug']['bugs']} | "
        + " | ".join(f"{one[name]['first_five']:.0%}" for name in ("bug", "hotspot (commits x lines)", "lines"))
        + " |"
        for project, one in bugs["by_project"].items()
    ]
    left_out = "; ".join(f"{count} {reason}" for reason, count in bugs["left_out"].items())
    return (
        f"## Real bugs\n\n{bugs['bugs']} bugs of BugsInPy; by chance a fixed file is among the first five in"
        f" {bugs['by_chance']:.1%}. Left out: {left_out}.\n\n"
        "| order | fixed file among the first five | MRR |\n| --- | --- | --- |\n"
        + "\n".join(rows)
        + "\n\n| project | bugs | bug | hotspot | lines |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(projects)
    )


def _tell_each(results: Figures) -> str:
    each = results["each"]
    rows = [
        f"| {one['name']} | {one['language']} | {one['files']:,} | {one['fixed']} | {each['bug']['auc'][at]:.3f}"
        f" | {each['lines']['auc'][at]:.3f} | {each['review']['popt'][at]:.3f}"
        f" | {each['review']['recall_fifth'][at]:.3f} | {each['lines']['popt'][at]:.3f} |"
        for at, one in enumerate(results["primary"])
    ]
    head = (
        "## Each repository\n\n| repository | language | files | fixed | bug AUC | lines AUC | review Popt"
        " | review recall | lines Popt |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "\n".join(rows)


def _interval(one: Figures, sign: str = "") -> str:
    return f"{one['mean']:{sign}.3f} ({one['low']:{sign}.3f} to {one['high']:{sign}.3f})"

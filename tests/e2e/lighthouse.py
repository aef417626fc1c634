"""Lighthouse on the dashboard and the chat, over a served product: `python -m tests.e2e.lighthouse [REPOSITORY]`.

Prints the scores and fails below 95. Lighthouse is installed from its own lock file into .tools/lighthouse.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.e2e.browsing import CHROMIUM
from tests.e2e.node import load_build
from tests.e2e.screens import SCREENS
from tests.e2e.stage import QUESTIONS, Stage, own_stage, set_stage

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tests" / "lighthouse"
TOOLS = ROOT / ".tools" / "lighthouse"
AUDITED = ("dashboard", "chat")
CATEGORIES = ("performance", "accessibility", "best-practices")
SCORE_MIN = 95
TIMEOUT_S = 300
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


async def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 1 when a score is below SCORE_MIN."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("repository", nargs="?", default=os.environ.get("REPO") or str(ROOT))
    options = parser.parse_args(argv)
    program = install()
    async with own_stage() as empty:
        stage = await set_stage(empty.product, Path(options.repository), QUESTIONS)
        reports = {name: await asyncio.to_thread(audit, program, stage, name) for name in AUDITED}
    print_scores(reports)
    return 1 if any(score < SCORE_MIN for report in reports.values() for score in read_scores(report).values()) else 0


def install() -> list[str]:
    """The command that starts Lighthouse; `npm ci` unless the lock file is the one that was installed last."""
    node = load_build().Node.find()
    lock, installed = SOURCE / "package-lock.json", TOOLS / "installed-lock"
    if not installed.is_file() or installed.read_bytes() != lock.read_bytes():
        shutil.rmtree(TOOLS, ignore_errors=True)
        shutil.copytree(SOURCE, TOOLS)
        subprocess.run([node.program, node.npm, "ci", "--no-progress"], cwd=TOOLS, check=True, timeout=TIMEOUT_S)
        shutil.copy2(lock, installed)
    return [str(node.program), str(TOOLS / "node_modules/lighthouse/cli/index.js")]


def audit(program: Sequence[str], stage: Stage, name: str) -> dict[str, Any]:
    """Lighthouse's report of one screen, as this machine's owner sees it."""
    screen = next(screen for screen in SCREENS if screen.name == name)
    address = f"{stage.product.address}{screen.address(stage)}"
    with tempfile.TemporaryDirectory() as folder:
        headers, report = Path(folder) / "headers.json", Path(folder) / "report.json"
        headers.write_text(json.dumps({"Authorization": f"Bearer {stage.product.token}"}), "utf-8")
        options = ["--preset=desktop", f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={headers}"]
        output = ["--output=json", f"--output-path={report}", "--quiet", f"--chrome-flags={FLAGS}"]
        env = {**os.environ, "CHROME_PATH": CHROMIUM}
        subprocess.run([*program, address, *options, *output], env=env, check=True, timeout=TIMEOUT_S)
        told: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return told


def read_scores(report: dict[str, Any]) -> dict[str, int]:
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def list_findings(report: dict[str, Any]) -> list[str]:
    """What Lighthouse would mend, the weightiest first."""
    weighed = [
        (ref["weight"], report["audits"][ref["id"]])
        for category in report["categories"].values()
        for ref in category["auditRefs"]
        if ref["weight"] > 0 and (report["audits"][ref["id"]]["score"] or 0) < SCORE_MIN / 100
        if report["audits"][ref["id"]]["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}
    ]
    return [f"{told['title']} {told.get('displayValue', '')}" for _, told in sorted(weighed, key=lambda each: -each[0])]


def print_scores(reports: dict[str, dict[str, Any]]) -> None:
    table = Table(title="Lighthouse, desktop", title_justify="left")
    for title in ("screen", *CATEGORIES, "to mend"):
        table.add_column(title)
    for name, report in reports.items():
        scores = read_scores(report)
        table.add_row(name, *(str(scores[each]) for each in CATEGORIES), "\n".join(list_findings(report)))
    Console().print(table)


if __name__ == "__main__":  # the indexer's processes import this file, too
    sys.exit(asyncio.run(main()))

"""Golden questions about public repositories: written from their code, with the lines that answer them."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.questions import DataError
from evals.scoring import Target

GOLDEN = Path(__file__).parent / "questions"
ABSENT = "absent"
"""The kind of a question that the repository has no answer to: it has no targets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Lines that answer, and the text that the first of them begins with at the pinned commit."""

    target: Target
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenQuestion:
    """`facts` are names and values that stand in the gold lines and belong into a right answer."""

    text: str
    kind: str
    facts: tuple[str, ...]
    gold: tuple[Gold, ...]

    @property
    def is_answerable(self) -> bool:
        return self.kind != ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenCase:
    """A public repository at one commit, with its questions."""

    name: str
    language: str
    address: str
    revision: str
    questions: tuple[GoldenQuestion, ...]


def read_golden(folder: Path = GOLDEN, *, only: Sequence[str] = ()) -> list[GoldenCase]:
    """Every `golden_NAME.json` of `folder`, those named in `only` when it has names. Raises DataError."""
    cases = [read_golden_case(file) for file in sorted(folder.glob("golden_*.json"))]
    chosen = [case for case in cases if not only or case.name in only]
    if not chosen:
        wanted = f" about {', '.join(only)}" if only else ""
        raise DataError(f"{folder} has no golden questions{wanted}; it has {', '.join(case.name for case in cases)}.")
    return chosen


def read_golden_case(file: Path) -> GoldenCase:
    """Raises DataError, which names the file."""
    try:
        content = json.loads(file.read_text("utf-8"))
        return GoldenCase(
            name=content["name"],
            language=content["language"],
            address=content["address"],
            revision=content["revision"],
            questions=tuple(_read_question(item) for item in content["questions"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{file} holds no golden questions: {error!r}.") from error


def _read_question(item: Mapping[str, Any]) -> GoldenQuestion:
    return GoldenQuestion(
        text=item["question"],
        kind=item["kind"],
        facts=tuple(item["facts"]),
        gold=tuple(
            Gold(
                target=Target(path=target["path"], start_line=target["start"], end_line=target["end"]),
                text=target["text"],
            )
            for target in item["targets"]
        ),
    )


def list_misplaced(case: GoldenCase, git_dir: Path) -> list[str]:
    """A sentence for each target whose text does not stand where it says, and each fact that no target holds."""
    problems: list[str] = []
    for question in case.questions:
        held: list[str] = []
        for gold in question.gold:
            lines = read_lines_at(git_dir, case.revision, gold.target.path)
            start, end = gold.target.start_line or 0, gold.target.end_line or 0
            if not 1 <= start <= end <= len(lines) or lines[start - 1].strip() != gold.text:
                problems.append(f"{case.name}: {gold.target.path}:{start}-{end} does not begin with {gold.text!r}.")
            held += lines[start - 1 : end]
        shown = "\n".join(held)
        problems += [
            f"{case.name}: no target of {question.text!r} holds {fact!r}."
            for fact in question.facts
            if fact not in shown
        ]
    return problems


def read_lines_at(git_dir: Path, commit: str, path: str) -> list[str]:
    """The lines of a file as git has them, without their ends; none when there is no such file."""
    shown = subprocess.run(
        ["git", "--git-dir", str(git_dir), "cat-file", "blob", f"{commit}:{path}"], capture_output=True, check=False
    )
    return shown.stdout.decode("utf-8", "replace").split("\n") if shown.returncode == 0 else []

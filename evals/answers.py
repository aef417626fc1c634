"""Measures whole answers: every golden question through the product's own chat, its citations proven with plain git."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.answers_report import print_answers, summarise_answers
from evals.asking import Connected, connect_case
from evals.baseline import compare, read_baseline, write_baseline
from evals.chatting import Told, ask_chat, find_model_settings, open_chat
from evals.evidence import Evidence, weigh
from evals.golden import GoldenCase, GoldenQuestion, read_golden
from evals.product import Product
from evals.proving import Prover
from evals.questions import Case
from rich.console import Console

from repochat.chat import Answerer
from repochat.core.errors import RepochatError
from repochat.indexing.connect import mirror_of

BASELINE = Path(__file__).parent / "answers_baseline.json"
EXTRACTIVE = "extractive"
NOTHING_MEASURED = 2  # the exit code

# The repositories are pinned and the extractive chat is deterministic: what falls, a change of ours let fall.
TOLERANCE = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question, what was told, and what its evidence is worth."""

    question: GoldenQuestion
    told: Told
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCase:
    case: GoldenCase
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Judged cases by who answered, and why each repository that is missing there could not be asked."""

    rows: Mapping[str, list[JudgedCase]]
    unmeasured: Mapping[str, str]


async def evaluate_answers(options: argparse.Namespace, product: Product, console: Console) -> int:
    """The exit code: 0, 1 when the baseline was missed or a citation is broken, 2 when nothing could be measured."""
    cases = read_golden(only=options.only)
    measured = await measure_answers(product, cases, options.mirrors, console)
    for name, reason in measured.unmeasured.items():
        console.print(f"[yellow]not measured: {name}[/] {reason}")
    if not any(measured.rows.values()):
        return NOTHING_MEASURED
    figures = {row: summarise_answers(judged) for row, judged in measured.rows.items() if judged}
    for row, summary in figures.items():
        print_answers(row, summary, console)
    if options.json is not None:
        _write_json(options.json, figures, measured)
    return _hold_baseline(figures[EXTRACTIVE], console, update=options.update_baseline)


async def measure_answers(
    product: Product, cases: Sequence[GoldenCase], mirrors: Path | None, console: Console
) -> Measured:
    """The extractive chat's answers, and those of the model that the environment names."""
    model = find_model_settings(product)
    writers = {EXTRACTIVE: product.settings}
    if model is not None:
        writers[f"{model.llm_provider} {model.llm_model}"] = model
    rows: dict[str, list[JudgedCase]] = {name: [] for name in writers}
    unmeasured: dict[str, str] = {}
    for number, case in enumerate(cases, 1):
        console.print(f"[dim]{number}/{len(cases)} {case.name}: {len(case.questions)} questions")
        try:
            connected = await connect_case(product, _as_case(case), mirrors)
        except RepochatError as error:
            unmeasured[case.name] = f"{error.message} {error.hint}"
            continue
        for name, settings in writers.items():
            async with open_chat(product, settings) as answerer:
                rows[name].append(await _ask_all(answerer, product, case, connected))
    return Measured(rows=rows, unmeasured=unmeasured)


def _as_case(case: GoldenCase) -> Case:
    return Case(
        name=case.name, language=case.language, address=case.address, revision=case.revision, root="", questions=()
    )


async def _ask_all(answerer: Answerer, product: Product, case: GoldenCase, connected: Connected) -> JudgedCase:
    prover = Prover(mirror_of(product.home.mirrors, connected.repo))
    judged: list[Judged] = []
    for question in case.questions:
        told = await ask_chat(answerer, product, connected.repo, question.text, case.revision)
        proofs = prover.prove_all(told.answer["citations"])
        evidence = weigh(question, told.answer, told.retrieved, proofs)
        judged.append(Judged(question=question, told=told, evidence=evidence))
    return JudgedCase(case=case, judged=tuple(judged))


def _write_json(file: Path, figures: Mapping[str, Any], measured: Measured) -> None:
    content = {
        "unmeasured": dict(measured.unmeasured),
        "rows": {
            row: {**summary, "answers": [_tell(case, each) for case in measured.rows[row] for each in case.judged]}
            for row, summary in figures.items()
        },
    }
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _tell(case: JudgedCase, judged: Judged) -> dict[str, Any]:
    citations = judged.told.answer["citations"]
    return {
        "repository": case.case.name,
        "question": judged.question.text,
        "kind": judged.question.kind,
        "gold": [f"{g.target.path}:{g.target.start_line}-{g.target.end_line}" for g in judged.question.gold],
        "facts": judged.question.facts,
        "cited": [f"{c['path']}:{c['start_line']}-{c['end_line']}" for c in citations],
        "retrieved": judged.told.retrieved,
        "answer": judged.told.answer["answer"],
        "mode": judged.told.answer["mode"],
        **asdict(judged.evidence),
    }


def _hold_baseline(summary: Mapping[str, Any], console: Console, *, update: bool) -> int:
    flat = flatten(summary)
    problems = [f"{measure} is {flat[measure]:.4f} and must be 1." for measure in MUST_BE_WHOLE if flat[measure] < 1]
    if update:
        for line in write_baseline(flat, BASELINE, measures=[name for name in flat if name not in MUST_BE_WHOLE]):
            console.print(line)
    else:
        held = {name: value for name, value in read_baseline(BASELINE).items() if name in flat}
        problems += compare(flat, held, tolerance=TOLERANCE)
    for problem in problems:
        console.print(f"[red]{problem}")
    console.print(f"baseline {BASELINE.name}: {'missed' if problems else 'held'}")
    return 1 if problems else 0


MEASURES = ("files_at_5", "files_cited", "spans_cited", "lines_cited", "precision", "grounding", "facts_shown")
MUST_BE_WHOLE = ("resolve_rate", "quote_rate")


def flatten(summary: Mapping[str, Any]) -> dict[str, float]:
    """Measures by name: each repository's, as `NAME.measure`, and the two that nothing may lower."""
    flat = {measure: float(summary["all"][measure]) for measure in MUST_BE_WHOLE}
    for name, figures in summary["by_repository"].items():
        flat |= {f"{name}.{measure}": figures[measure] for measure in MEASURES if figures[measure] is not None}
        for measure in ("absent_doubted", "answerable_believed"):
            if figures[measure] is not None:
                flat[f"{name}.{measure}"] = figures[measure]
    return flat

"""The second row of a report: weights learned from every repository but the one that is asked."""

from collections.abc import Sequence

from evals.asking import CaseResult, Connected, ask_case
from evals.product import Product
from evals.ranking.train import Example, fit_leaving_out

from repochat.search.features import FEATURES
from repochat.search.policy import Policy


async def ask_leaving_out(
    product: Product, cases: Sequence[Connected], examples: Sequence[Example]
) -> list[CaseResult]:
    """Each case under weights that never saw it. Needs examples of at least two repositories."""
    weights = fit_leaving_out(examples)
    results: list[CaseResult] = []
    for connected in cases:
        learned = weights[connected.case.name]
        policy = Policy(
            version=f"leaving out {connected.case.name}",
            weights={name: float(weight) for name, weight in zip(FEATURES, learned, strict=True)},
        )
        results.append(await ask_case(product, connected, policy, timed=False))
    return results

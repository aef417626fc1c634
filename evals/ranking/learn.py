"""Writes the shipped policy: `python -m evals.ranking.learn DATA --mirrors DIR`."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.asking import build_examples, connect_case
from evals.product import choose_home, open_product
from evals.questions import read_cases
from evals.ranking.train import Example, fit

import repochat.search.policy
from repochat.search.features import FEATURES

POLICY = Path(repochat.search.policy.__file__).with_name("policy.json")
# The data asks nothing about callers or the past, so these two are set by hand: a sure caller outweighs any other sign,
# a commit about the matter counts about as much as the best of the other legs.
BY_HAND = {"related": 4.0, "history": 2.0}
DECIMALS = 4


def main(argv: Sequence[str] | None = None) -> int:
    """Learns from all of DATA, without leaving anything out, and replaces the policy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--mirrors", type=Path)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--version", required=True, help="the name that answers will carry")
    options = parser.parse_args(argv)
    with choose_home(options.home) as home:
        examples = asyncio.run(_collect(options.data, options.mirrors, home))
    weights = {name: round(float(weight), DECIMALS) for name, weight in zip(FEATURES, fit(examples), strict=True)}
    policy = {"version": options.version, "weights": {**weights, **BY_HAND}}
    POLICY.write_text(json.dumps(policy, indent=1) + "\n", "utf-8")
    print(f"{POLICY.name}: {len(weights)} weights from {len(examples)} questions")
    return 0


async def _collect(data: Path, mirrors: Path | None, home: Path) -> list[Example]:
    examples: list[Example] = []
    async with open_product(home) as product:
        for case in read_cases(data):
            examples += await build_examples(product, await connect_case(product, case, mirrors))
    return examples


if __name__ == "__main__":
    sys.exit(main())

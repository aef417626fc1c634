"""`python -m infra.seed`, from a checkout."""

import asyncio
import sys

if __name__ == "__main__":  # the indexer's processes import this file, too: they are to load nothing of ours
    from infra.seed.telling import run

    sys.exit(asyncio.run(run()))

"""`python evals` is `python evals/run.py`, and what `repochat eval` runs."""

import sys
from pathlib import Path

if __name__ == "__main__":  # the indexer's processes import this file, too: they are to load nothing of ours
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from evals.run import main

    sys.exit(main())

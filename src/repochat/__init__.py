"""repochat: a chat that knows a git repository and proves what it says.

Layers, lowest first: `core`; `jobs`, `git`, `syntax`, `llm`; `accounts`; `catalog`; `indexing` and `search`; `chat`;
`api` and `worker`; `cli`. A module imports only from layers below its own; import-linter holds it.
"""

import os

# A search multiplies one matrix by one vector: a second thread gains nothing and fights with every other process.
# It must be said before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

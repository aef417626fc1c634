"""repochat: a chat that knows a git repository and proves what it says.

Layers, lowest first: `core`; `jobs`, `git`, `syntax`, `llm`; `accounts`; `catalog`; `indexing` and `search`; `chat`;
`api` and `worker`; `cli`. A module imports only from layers below its own; import-linter holds it.
"""

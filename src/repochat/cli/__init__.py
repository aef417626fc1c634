"""The command line: Typer commands, each a thin call of a layer below. This package alone prints.

Must never enter: SQL, ranking, anything that another door would need too. What a command needs is imported when it
runs, so that `repochat --help` never waits.
"""

from repochat.cli.app import main

__all__ = ["main"]

from tests.cli.conftest import indexed

__all__ = ["indexed"]

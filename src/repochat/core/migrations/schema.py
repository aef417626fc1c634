"""Which tables the schema is compared by."""

import importlib
from collections.abc import MutableMapping
from pathlib import Path
from types import ModuleType
from typing import Literal

from sqlalchemy import MetaData

import repochat
from repochat.core.database import Table

Kind = Literal["schema", "table", "column", "index", "unique_constraint", "foreign_key_constraint", "check_constraint"]
ParentName = Literal["schema_name", "table_name", "schema_qualified_table_name"]
QUEUE_PREFIX = "procrastinate_"  # the queue's own tables, described by the queue's own SQL


def load_metadata() -> MetaData:
    """The schema as the modules describe it. Which modules have tables is looked up: `core` knows none of them."""
    for module in _list_model_modules():
        importlib.import_module(module)
    return Table.metadata


def is_ours(name: str | None, kind: Kind, parents: MutableMapping[ParentName, str | None]) -> bool:
    """Alembic's `include_name`: whether a thing found in the database is to be compared."""
    table = name if kind == "table" else parents.get("table_name")
    return not (table or "").startswith(QUEUE_PREFIX)


def _list_model_modules() -> list[str]:
    root = _package_folder(repochat)
    paths = sorted(path.relative_to(root).with_suffix("") for path in root.glob("*/**/*models.py"))
    return [".".join((repochat.__name__, *path.parts)) for path in paths]


def _package_folder(package: ModuleType) -> Path:
    return Path(next(iter(package.__path__)))

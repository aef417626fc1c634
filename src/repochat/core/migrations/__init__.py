"""Bringing a database to this release's schema. Tables are described by the modules that own them, never here."""

from repochat.core.migrations.runner import find_head, migrate

__all__ = ["find_head", "migrate"]

"""Registers tasks and runs them. What a task does stands in the layers below; nothing is computed here."""

from repochat.worker.main import run_worker

__all__ = ["run_worker"]

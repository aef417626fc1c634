"""Runs of Thoughts: claimed by lease and fence, each in a process of its own, bounded, measured, and written once.

Nothing here chooses what runs (`thinking.scheduling`) or judges what was found (`thinking.insights`).
"""

from repochat.thinking.running.limits import LIMITS, RunLimits
from repochat.thinking.running.order import REGISTRY
from repochat.thinking.running.supervisor import RunServices, Supervisor

__all__ = ["LIMITS", "REGISTRY", "RunLimits", "RunServices", "Supervisor"]

"""Decides what runs next: proposals, admission in one fixed order, budgets, fairness, and what a level is worth.

Nothing here runs a Thought: an admitted proposal becomes a run and its job, in the same transaction.
"""

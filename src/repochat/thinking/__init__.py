"""Looks without being asked: Thoughts, the scheduler with its budgets, runs and their evidence, and risk.

A Thought is an atomic background job, one file each in `thoughts`. Nothing here runs code of a repository, merges
anything or opens a pull request; what is found stands in the catalog, where the chat and the screens read it.
"""

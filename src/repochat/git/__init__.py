"""Mirrors, revisions, trees, blobs, diffs, blame and history, under time and size limits.

The only module that runs git. Knows nothing of the product. Repositories are data: their hooks, filters, configuration
and submodules are never run or followed.
"""

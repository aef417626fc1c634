"""A change read for its reviewer: what differs, who leans on it, which tests reach it, and what was left behind.

Pure over git and a hot index; the side before need not be indexed.
"""

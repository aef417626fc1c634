"""Findings of tools: made one of many, known again wherever they move, kept for each blob, and told with care.

This is hygiene, not bug finding: of 180 real bugs, a correctness finding stood on the fixed lines in 0.6 %.
"""

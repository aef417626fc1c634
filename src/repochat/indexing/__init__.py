"""Turns a revision into catalog rows, by blob, resumably, recording why each skipped file was skipped.

Nothing here ranks or answers. Parsing and skipping return data: a bad file is a `SkipReason`, never an exception.
"""

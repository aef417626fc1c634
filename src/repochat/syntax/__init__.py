"""Bytes in; symbols, references, imports, chunks and metrics out, one file at a time.

Pure, over tree-sitter; never raises on bad code. Nothing of repositories, databases or the network enters here.
"""

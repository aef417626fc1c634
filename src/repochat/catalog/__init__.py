"""What we know about code: repositories, revisions, files, blobs, symbols, chunks, edges, answers and policies.

The tables, who may see them, and the packed forms in which `indexing` writes what `search` reads. Nothing here parses,
ranks or speaks to a model.
"""

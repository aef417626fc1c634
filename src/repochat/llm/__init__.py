"""Chat and embedding models behind two small protocols, with token accounting. Knows nothing of the product."""

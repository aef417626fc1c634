"""Makes a small demo, so that a fresh installation has something to ask, to be behind of and to be told of.

A program beside the product, run by `make seed`: the product never imports it. Everything that it stores went through
the product's own doors. Must never enter: code of others.
"""

from infra.seed.seeding import SeedReport, seed

__all__ = ["SeedReport", "seed"]

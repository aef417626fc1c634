"""How a repository is organised, read from what is indexed: nothing of it is run, and every claim stands on lines.

Pure over a revision's index, its tree and its history, but for `reading`, which asks the catalog.
"""

from repochat.thinking.mapping.drawing import Outline, count_owners, draw_map, hash_inputs, outline_map
from repochat.thinking.mapping.limits import LIMITS, MapLimits
from repochat.thinking.mapping.material import MapMaterial, Texts
from repochat.thinking.mapping.reading import find_target, open_material, read_known, read_symbols

__all__ = [
    "LIMITS",
    "MapLimits",
    "MapMaterial",
    "Outline",
    "Texts",
    "count_owners",
    "draw_map",
    "find_target",
    "hash_inputs",
    "open_material",
    "outline_map",
    "read_known",
    "read_symbols",
]

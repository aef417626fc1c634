"""What the graph needs of each blob, kept between runs: a push resolves every reference, but reads only what is new."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from repochat.catalog.piece import Piece, unpack_links

BLOBS_MAX = 20_000  # about 8 kB each; those of the repository that was indexed longest ago go first


class LinkCache:
    """Unpacked pieces without their postings, by blob id. A derived blob never changes, so neither does its piece."""

    def __init__(self, blobs_max: int = BLOBS_MAX) -> None:
        self._blobs_max = blobs_max
        self._pieces: OrderedDict[int, Piece] = OrderedDict()

    def find(self, blob_ids: Iterable[int]) -> dict[int, Piece]:
        """Those of `blob_ids` that are kept."""
        found = {blob_id: self._pieces[blob_id] for blob_id in blob_ids if blob_id in self._pieces}
        for blob_id in found:
            self._pieces.move_to_end(blob_id)
        return found

    def keep(self, pieces: Mapping[int, Piece]) -> None:
        self._pieces.update(pieces)
        while len(self._pieces) > self._blobs_max:
            self._pieces.popitem(last=False)


def unpack_all(packed: Mapping[int, bytes]) -> dict[int, Piece]:
    """Each piece as the graph needs it."""
    return {blob_id: unpack_links(data) for blob_id, data in packed.items()}

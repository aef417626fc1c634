"""Reads the weights that ship in the package: a WordPiece vocabulary and one int8 row with its scale for each piece."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from repochat.core.errors import UnavailableError
from repochat.llm.embedding import Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

STATIC_MODEL_FOLDER = Path(__file__).parent / "static_model"


@dataclass(frozen=True, kw_only=True)
class StaticWeights:
    """`rows[i] * scales[i]` is the vector of piece i, frequency weight included; special pieces are rows of zeros."""

    name: str
    tokenizer: "Tokenizer"
    rows: NDArray[np.int8]  # (pieces, dimensions)
    scales: NDArray[np.float32]  # (pieces,)

    def sum_pieces(self, words: Sequence[str]) -> Vectors:
        """Shape (len(words), dimensions): the sum of a word's pieces, zeros if it has none. Not normalised."""
        encodings = self.tokenizer.encode_batch_fast(list(words), add_special_tokens=False)
        ids = [encoding.ids for encoding in encodings]
        flat = np.fromiter((piece for pieces in ids for piece in pieces), dtype=np.int64)
        counts = np.fromiter(map(len, ids), dtype=np.int64, count=len(ids))
        sums = np.zeros((len(ids), self.rows.shape[1]), np.float32)
        if flat.size:
            vectors = self.rows[flat] * self.scales[flat, None]
            # reduceat gives a segment of no length its first element, so words without a piece are left out.
            starts = (np.cumsum(counts) - counts)[counts > 0]
            sums[counts > 0] = np.add.reduceat(vectors, starts, axis=0)
        return sums


def load_static_weights(folder: Path = STATIC_MODEL_FOLDER) -> StaticWeights:
    """The vectors stay mapped from the file. Raises UnavailableError when a file is missing or wrong."""
    try:
        about = cast("dict[str, object]", json.loads((folder / "model.json").read_text("utf-8")))
        pieces = (folder / "vocabulary.txt").read_text("utf-8").splitlines()
        rows = cast("NDArray[np.int8]", np.load(folder / "vectors.int8.npy", mmap_mode="r"))
        scales = cast("NDArray[np.float32]", np.load(folder / "scales.npy"))
    except (OSError, ValueError) as error:
        raise _broken(f"its files cannot be read ({type(error).__name__})") from error
    if rows.shape != (len(pieces), about["dimensions"]) or scales.shape != (len(pieces),):
        raise _broken(f"{len(pieces)} pieces do not fit vectors of shape {rows.shape} and {scales.shape} scales")
    tokenizer = _build_tokenizer(pieces)
    return StaticWeights(name=str(about["name"]), tokenizer=tokenizer, rows=rows, scales=scales)


def _build_tokenizer(pieces: Sequence[str]) -> "Tokenizer":
    # Imported here because a process that embeds through a provider does not need it.
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: PLC0415  # see above

    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106  # a piece, not a password
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def _broken(what: str) -> UnavailableError:
    return UnavailableError(
        f"The static embedding model is damaged: {what}.",
        hint="Reinstall repochat; from a checkout, restore src/repochat/llm/static_model or run evals/embedding.",
    )

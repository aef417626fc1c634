"""A small project to search in, indexed in memory without a database."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha1

import numpy as np

from repochat.catalog.piece import unpack_piece
from repochat.indexing.derive import derive_blob
from repochat.indexing.pool import embed_heads
from repochat.llm.choose import load_embedding_model
from repochat.llm.embedding import EmbeddingModel
from repochat.search import SearchFilter, SearchReport
from repochat.search.hot import HotIndex, IndexedFile
from repochat.search.hot_building import build_hot_index
from repochat.search.policy import load_shipped_policy
from repochat.search.ranking import Request, search_index
from repochat.syntax.languages import detect_language

LIBRARY = {
    "README.md": "# Lending\n\nLends books to readers.\n\n## Install\n\nRun `make up`.\n",
    "docs/loans.md": "# Loans\n\nA loan lasts three weeks. Renew a loan before it is due.\n",
    "lending/loans.py": (
        '"""Loans of books."""\n\nfrom lending.store import LoanStore\n\n\nclass LoanDesk:\n'
        '    """Hands out books."""\n\n'
        "    def __init__(self, store: LoanStore) -> None:\n        self.store = store\n\n"
        '    def renew_loan(self, loan_id: int) -> bool:\n        """Renew a loan unless it is overdue."""\n'
        "        if is_overdue(loan_id):\n            return False\n        return self.store.save_loan(loan_id)\n\n\n"
        'def is_overdue(loan_id: int) -> bool:\n    """Whether a loan is past its due date."""\n'
        "    return loan_id < 0\n"
    ),
    "lending/store.py": (
        '"""Where loans are kept."""\n\n\nclass LoanStore:\n    """Keeps loans in a table."""\n\n'
        "    def save_loan(self, loan_id: int) -> bool:\n        return bool(loan_id)\n"
    ),
    "lending/fines.py": (
        '"""Fines for late books."""\n\nfrom lending.loans import is_overdue\n\n\n'
        'def compute_fine(loan_id: int) -> int:\n    """The fine in cents, by the days that a book is late."""\n'
        "    return 100 if is_overdue(loan_id) else 0\n"
    ),
    "lending/mail.py": (
        '"""Mails to readers."""\n\n\ndef send_reminder(address: str) -> None:\n    """Remind a reader by mail."""\n'
        "    print(address)\n"
    ),
    "lending/settings.py": "TIMEOUT_S = 30\nRETRIES = 3\n",
    "tests/test_loans.py": (
        "from lending.loans import is_overdue\n\n\ndef test_a_loan_is_overdue() -> None:\n"
        "    assert is_overdue(-1)\n\n\ndef test_renew_loan() -> None:\n    assert not is_overdue(1)\n"
    ),
    "web/app.js": "export function renderLoan(loan) {\n  return `<li>${loan.title}</li>`;\n}\n",
    "i18n/说明.md": "# 借书\n\n读者可以借书三个星期。\n\n# Займы\n\nЧитатель может взять книгу.\n",
}


@lru_cache(maxsize=1)
def load_model() -> EmbeddingModel:
    return load_embedding_model("static")


@lru_cache(maxsize=1024)
def derive_file(path: str, text: str) -> IndexedFile:
    """A file as indexing makes it, with the static model."""
    data = text.encode()
    language = detect_language(path, data)
    derived = derive_blob(path, language, data)
    (packed,) = embed_heads(load_model(), [derived.heads])
    vectors = np.frombuffer(packed, ">f2").reshape(len(derived.heads), -1).astype(np.float16)
    oid = sha1(data, usedforsecurity=False).hexdigest()
    piece = unpack_piece(derived.piece)
    return IndexedFile(path=path, oid=oid, language=language, blob_id=int(oid[:12], 16), piece=piece, vectors=vectors)


def build_index(files: Mapping[str, str]) -> HotIndex:
    """The hot index of `files`, with the static model."""
    return build_hot_index([derive_file(path, files[path]) for path in sorted(files)], load_model())


def ask(
    index: HotIndex,
    text: str,
    *,
    limit: int = 10,
    path_prefix: str = "",
    where: SearchFilter | None = None,
    without: tuple[str, ...] = (),
) -> SearchReport:
    request = Request(text=text, limit=limit, path_prefix=path_prefix, where=where, without=without)
    return search_index(index, request, load_shipped_policy(), revision="0" * 40)

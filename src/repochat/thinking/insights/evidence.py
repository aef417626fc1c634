"""Evidence as it is stored, as JSON."""

from collections.abc import Mapping
from typing import Any

from repochat.thinking.model import CommitQuote, Evidence, Quote, Repro


def evidence_as_json(piece: Evidence, *, is_secret: bool) -> dict[str, Any]:
    """Of a line that holds a secret no hash is kept: of a short line, that would tell the secret to who guesses."""
    match piece:
        case Quote():
            return {
                "kind": "quote",
                "sha": piece.sha,
                "path": piece.path,
                "blob": piece.blob,
                "start_line": piece.start_line,
                "end_line": piece.end_line,
                "snippet_sha256": "" if is_secret else piece.snippet_sha256,
                "why": piece.why,
            }
        case Repro():
            return {"kind": "repro", "argv": list(piece.argv), "artifact": piece.artifact, "why": piece.why}
        case CommitQuote():
            return {"kind": "commit", "sha": piece.sha, "text": piece.text, "why": piece.why}


def read_evidence(stored: Mapping[str, Any]) -> Evidence:
    """The reverse."""
    fields = {name: value for name, value in stored.items() if name != "kind"}
    match stored["kind"]:
        case "quote":
            return Quote(**fields)
        case "repro":
            return Repro(**fields)
        case _:
            return CommitQuote(**fields)

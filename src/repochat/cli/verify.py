"""`repochat verify`: an exported answer, proven again from git alone."""

from collections.abc import Sequence
from pathlib import Path

from repochat.chat.proving import ExportedAnswer, Proof, prove_export, read_export
from repochat.cli.terminal import clean, clean_line, write, write_json
from repochat.core.errors import NotFoundError
from repochat.core.settings import load_settings
from repochat.git.source import find_git_dir

PROVEN = 0
BROKEN = 1


def verify(file: Path, *, repos: Sequence[Path], as_json: bool) -> int:
    """Proves `file` from the clones in `repos`, or else from this home's mirrors; returns the exit code."""
    answer = read_export(file)
    proofs = prove_export(answer, [_open_clone(repo) for repo in repos] if repos else _list_mirrors())
    broken = [proof for proof in proofs if proof.problem is not None]
    if as_json:
        write_json(_describe(answer, proofs))
    else:
        _show(answer, proofs, broken, named_repos=bool(repos))
    return BROKEN if broken else PROVEN


def _open_clone(path: Path) -> Path:
    if not path.is_dir():
        raise NotFoundError(f"There is no folder {path}.", hint="Name a clone of the repository.")
    return find_git_dir(path)


def _list_mirrors() -> list[Path]:
    """Those of this home, whether or not a database runs there."""
    mirrors = load_settings().repochat_home.expanduser() / "mirrors"
    return sorted(path for path in mirrors.glob("*.git") if (path / "HEAD").is_file())


def _describe(answer: ExportedAnswer, proofs: Sequence[Proof]) -> dict[str, object]:
    return {
        "question": answer.question,
        "proven": all(proof.problem is None for proof in proofs),
        "citations": [
            {
                "id": proof.citation,
                "place": proof.place,
                "problem": proof.problem,
                "detail": proof.detail,
                "proven_by": "forge" if proof.is_told else "git",
            }
            for proof in proofs
        ],
    }


def _show(answer: ExportedAnswer, proofs: Sequence[Proof], broken: Sequence[Proof], *, named_repos: bool) -> None:
    write(clean(answer.question))
    for proof in proofs:
        mark = "BROKEN" if proof.problem else "told  " if proof.is_told else "proven"
        detail = f": {proof.problem}: {proof.detail}" if proof.problem else ""
        write(f"  {mark}  {clean_line(proof.citation)}  {clean_line(proof.place)}{clean_line(detail)}")
    if not proofs:
        write("The answer cites nothing: there is nothing to prove.")
        return
    by_git = [proof for proof in proofs if not proof.is_told]
    proven = sum(proof.problem is None for proof in by_git)
    write(f"{proven} of {len(by_git)} citations are proven by git.")
    if len(by_git) < len(proofs):
        write(f"{len(proofs) - len(by_git)} cite pull requests, as their forge told them: git has no copy.")
    if any(proof.problem == "missing_commit" for proof in broken):
        hint = "fetch that commit into the clone" if named_repos else "name a clone that has it with --repo PATH"
        write(f"A commit is not at hand: {hint}.")

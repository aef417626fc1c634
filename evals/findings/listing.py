"""Lists what SmellHunt would show of a repository: `python -m evals.findings.listing MIRROR [REV] [--all]`."""

import argparse
import time
from collections import Counter
from pathlib import Path

from repochat.analyzers import SourceFile
from repochat.analyzers.languages import find_language
from repochat.git import BlobReader, list_tree, resolve_revision
from repochat.thinking.smells.finding import CONFIDENCES, SEVERITY_WEIGHTS, Finding
from repochat.thinking.smells.places import is_aside
from repochat.thinking.smells.scanning import Scan, scan_files


def read_files(mirror: Path, sha: str) -> list[SourceFile]:
    """Every file of code at a commit."""
    entries = [entry for entry in list_tree(mirror, sha) if entry.kind in {"file", "executable"}]
    named = {entry.path.decode("utf-8", "replace"): entry.oid for entry in entries}
    chosen = {path: oid for path, oid in named.items() if find_language(path)}
    with BlobReader(mirror) as reader:
        blobs = reader.iter_blobs(chosen.values())
        return [
            SourceFile(path=path, content=blob.content)
            for path, blob in zip(chosen, blobs, strict=True)
            if blob.content is not None
        ]


def rank(finding: Finding) -> float:
    return SEVERITY_WEIGHTS[finding.severity] * CONFIDENCES[finding.confidence]


def list_shown(scan: Scan, *, with_all: bool = False) -> list[Finding]:
    """The worst and surest first; with all, those of shadow rules and of tests too."""
    found = [finding for findings in scan.findings.values() for finding in findings]
    shown = [each for each in found if with_all or not (each.is_shadow or is_aside(each.path))]
    return sorted(shown, key=lambda each: (-rank(each), each.path, each.start_line))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mirror", type=Path)
    parser.add_argument("rev", nargs="?")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    sha = resolve_revision(options.mirror, options.rev).sha
    started = time.monotonic()
    files = read_files(options.mirror, sha)
    scan = scan_files(files)
    seconds = time.monotonic() - started
    for report in scan.reports:
        print(f"# {report.tool} {report.state} {len(report.hits)} hits, {report.cpu_s:.1f} CPU s {report.problems}")
    print(f"# {sha} {len(files)} files, {len(scan.unfit)} unfit, {seconds:.1f} s, {scan.cpu_s:.1f} CPU s")
    shown = list_shown(scan, with_all=options.all)
    print("#", len(shown), Counter(each.rule for each in shown).most_common())
    for each in shown:
        print(f"{each.severity}/{each.confidence} {each.rule} {each.path}:{each.start_line} [{each.qualified_name}]")
        print(f"    {each.text[:140]}")


if __name__ == "__main__":
    main()

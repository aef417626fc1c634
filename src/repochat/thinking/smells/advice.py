"""Dependencies with known vulnerabilities, as findings of the manifests that pin them."""

from collections.abc import Mapping, Sequence

from repochat.analyzers import Advisories, Hit, SourceFile, check_pins
from repochat.thinking.smells.finding import Finding
from repochat.thinking.smells.normalising import normalise_hits


def find_vulnerable(
    files: Sequence[SourceFile], advisories: Advisories
) -> tuple[Mapping[str, Sequence[Finding]], Sequence[str]]:
    """By path, one list for each of `files`; and what could not be read."""
    hits, problems = check_pins(files, advisories)
    by_path: dict[str, list[Hit]] = {}
    for hit in hits:
        by_path.setdefault(hit.path, []).append(hit)
    return {file.path: normalise_hits(file, by_path.get(file.path, ())) for file in files}, problems

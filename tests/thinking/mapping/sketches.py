"""Maps of small repositories, drawn without a database."""

from collections.abc import Mapping
from pathlib import Path

from repochat.catalog.thinking.repo_map import MapEvidence, RepoMap
from repochat.git import BlobReader, list_tree
from repochat.thinking.mapping import MapMaterial, Texts, count_owners, draw_map, outline_map
from tests.git.repositories import FIRST_COMMIT_AT, make_repository
from tests.search.library import build_index


def sketch(folder: Path, files: Mapping[str, str]) -> RepoMap:
    """The map of one commit that holds `files`; docs of definitions are not known."""
    repository = make_repository(folder, {path: text.encode() for path, text in files.items()})
    mirror, sha = repository.path / ".git", repository.sha()
    tree = {entry.path.decode(): entry for entry in list_tree(mirror, sha)}
    with BlobReader(mirror) as reader:
        material = MapMaterial(
            sha=sha,
            committed_at=FIRST_COMMIT_AT,
            mirror=mirror,
            index=build_index(files),
            texts=Texts(reader, tree),
            roots=list(tree),
        )
        outline = outline_map(material)
        found = draw_map(material, outline, {}, count_owners(material, outline, None), lambda: None)
        for evidence in list_evidence(found):
            assert reader.sha256_of_lines(evidence.blob, evidence.start_line, evidence.end_line) == (
                evidence.snippet_sha256
            )
    return found


def list_evidence(found: RepoMap) -> list[MapEvidence]:
    """All that any claim of the map stands on."""
    modules = found.modules
    return [
        *(module.purpose.evidence for module in modules if module.purpose),
        *(evidence for module in modules for link in module.depends_on for evidence in link.evidence),
        *(symbol.evidence for module in modules for symbol in module.public),
        *(each.evidence for cycle in found.cycles for each in cycle.imports),
        *(each.evidence for each in (*found.entry_points, *found.commands, *found.dependencies)),
    ]

"""`repochat map`."""

from repochat.catalog.thinking.repo_map import MapModule, RepoMap
from repochat.cli.terminal import clean_line, write, write_json
from repochat.cli.workspace import open_workspace
from repochat.workspace.maps import read_repo_map

SHA_DIGITS = 12
COMMANDS_SHOWN = 12
ENTRIES_SHOWN = 12
IMPORTS_SHOWN = 3
PURPOSE_CHARS = 90


async def show(repo: str | None, *, as_json: bool) -> None:
    """The stored map, the layer that all others stand on last."""
    async with open_workspace() as workspace:
        found = await workspace.choose_repo(repo)
        drawn, _ = await read_repo_map(workspace.database, workspace.viewer, found)
    if as_json:
        write_json({"repo": found.name, **drawn.as_json()})
        return
    write(f"{found.name} at {drawn.commit[:SHA_DIGITS]}: {len(drawn.modules)} modules in {len(drawn.layers)} layers.")
    _write_layers(drawn)
    _write_rest(drawn)


def _write_layers(drawn: RepoMap) -> None:
    by_path = {module.path: module for module in drawn.modules}
    for number, layer in reversed(list(enumerate(drawn.layers))):
        write(f"layer {number}")
        for path in layer:
            write(f"  {_describe(by_path[path])}")
    for module in drawn.modules:
        if module.layer is None:
            write(f"beside  {_describe(module)}")


def _describe(module: MapModule) -> str:
    purpose = f"  {module.purpose.text[:PURPOSE_CHARS]}" if module.purpose else ""
    return clean_line(f"{module.path:40} {module.files:>5} files {module.lines:>8,} lines{purpose}")


def _write_rest(drawn: RepoMap) -> None:
    for cycle in drawn.cycles:
        write(clean_line(f"cycle{'' if cycle.is_eager else ' by late imports'}: {', '.join(cycle.modules)}"))
        for each in cycle.imports[:IMPORTS_SHOWN]:
            write(clean_line(f"  {each.evidence.path}:{each.evidence.start_line}  {each.source} -> {each.target}"))
    for entry in drawn.entry_points[:ENTRIES_SHOWN]:
        write(clean_line(f"{entry.kind:8} {entry.name}  {entry.path}:{entry.line}"))
    for command in drawn.commands[:COMMANDS_SHOWN]:
        where = f"{command.evidence.path}:{command.evidence.start_line}"
        write(clean_line(f"{command.kind:8} {command.command}  {where}"))
    write(f"{len(drawn.dependencies)} dependencies: `--json` lists them with their lines.")
    if drawn.cut:
        write(f"Bounds reached: {', '.join(drawn.cut)}.")

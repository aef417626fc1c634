"""`repochat mcp --setup`: the line that connects each of the common agents."""

import json
import shlex
import sys
from pathlib import Path

from repochat.cli.terminal import write, write_json
from repochat.core.settings import Settings

HEADER = '--header "Authorization: Bearer $(repochat keys create agent)"'
CONFIG = "Others (JSON configuration)"


def show_setup(settings: Settings, *, as_json: bool) -> None:
    """Prints what to run or paste, for standard input and output and for HTTP."""
    lines = list_setups(find_command(), f"http://{settings.api_host}:{settings.api_port}/mcp")
    if as_json:
        write_json(lines)
        return
    write("One line connects an agent on this machine; run it in the folder of a repository that is indexed:")
    for name, line in lines.items():
        write(f"\n{name}:\n  {line}")


def list_setups(command: list[str], address: str) -> dict[str, str]:
    """By agent. `command` starts the server over stdio, `address` reaches a running one over HTTP."""
    run = shlex.join(command)
    entry = {"command": command[0], "args": command[1:]}
    return {
        "Claude Code": f"claude mcp add repochat -- {run}",
        "Codex": f"codex mcp add repochat -- {run}",
        "Gemini CLI": f"gemini mcp add repochat {run}",
        "VS Code": f"code --add-mcp {shlex.quote(json.dumps({'name': 'repochat', **entry}))}",
        "Cursor (.cursor/mcp.json)": json.dumps({"mcpServers": {"repochat": entry}}),
        CONFIG: json.dumps({"mcpServers": {"repochat": entry}}),
        "Over HTTP, while `repochat up` runs": f"claude mcp add --transport http repochat {address} {HEADER}",
    }


def find_command() -> list[str]:
    """This very program: an agent's search path may lack it."""
    program = Path(sys.executable).with_name("repochat")
    return [str(program) if program.is_file() else "repochat", "mcp"]

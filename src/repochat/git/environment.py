"""What git is started with: no configuration but ours and the repository's, and never a question to a person."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

PROTECTED_CONFIG = Path(__file__).with_name("protected.gitconfig")

_KEPT_VARIABLES = frozenset(
    {
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "TMPDIR",
        "SSH_AUTH_SOCK",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "CURL_CA_BUNDLE",
        "GIT_SSL_CAINFO",
        "GIT_SSL_CAPATH",
    }
)
_PROXY_VARIABLES = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy"})

SSH_COMMAND = "ssh -oBatchMode=yes -oConnectTimeout=20 -oControlMaster=no -oControlPath=none -oPermitLocalCommand=no"

# A repository's own configuration outranks the user's, and only `-c` outranks that.
_OVERRIDES = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "core.commitGraph=false",
    "core.pager=cat",
    "core.quotePath=false",
    "core.askPass=",
    "credential.helper=",
    "protocol.ext.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
    "log.showSignature=false",
    "safe.directory=*",
)


def build_environment(protocols: Iterable[str], extra: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of one git process; `protocols` are the transports that it may use, none by default."""
    kept = {name: value for name, value in os.environ.items() if _is_kept(name)}
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": str(PROTECTED_CONFIG),
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "SSH_ASKPASS": "true",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_SSH_COMMAND": SSH_COMMAND,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_PROTOCOL_FROM_USER": "0",
        "GIT_ALLOW_PROTOCOL": ":".join(protocols) or "none",
        "GIT_PAGER": "cat",
        "GIT_EDITOR": "false",
        **extra,
    }


def build_command(args: Iterable[str | bytes], git_dir: Path | None) -> list[str | bytes]:
    """`git`, the settings that no repository may change, and `args`."""
    command: list[str | bytes] = ["git", "--no-pager"]
    for override in _OVERRIDES:
        command += ["-c", override]
    if git_dir is not None:
        command.append(f"--git-dir={git_dir}")
    return [*command, *args]


def _is_kept(name: str) -> bool:
    return name in _KEPT_VARIABLES or name.lower() in _PROXY_VARIABLES

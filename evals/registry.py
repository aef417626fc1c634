"""Source releases from the package registry, through pip as it is configured here, held to pinned checksums."""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

RELEASES = Path(__file__).parent / "releases.json"
TOOLS = Path(__file__).parents[1] / ".tools"
PIP_TIMEOUT_S = 600


class RegistryUnreachableError(Exception):
    """The registry did not give what was asked; the message is the last line of pip's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """`releases` is version -> SHA-256 of its source archive, oldest first."""

    name: str
    licence: str
    large: bool
    releases: dict[str, str]


def read_packages(file: Path = RELEASES) -> list[Package]:
    """The packages of `releases.json`."""
    return [
        Package(name=item["name"], licence=item["licence"], large=item.get("large", False), releases=item["releases"])
        for item in json.loads(file.read_text("utf-8"))
    ]


def ensure_environment(name: str, *requirements: str) -> Path:
    """The Python of an environment `.tools/NAME` that holds `requirements`. Raises RegistryUnreachableError."""
    folder = TOOLS / name
    python = folder / "bin" / "python"
    stamp = folder / ".installed"
    if stamp.exists() and stamp.read_text("utf-8").split() == list(requirements):
        return python
    _run([sys.executable, "-m", "venv", "--clear", str(folder)])
    if requirements:
        _run([str(python), "-m", "pip", "install", "--quiet", *requirements])
    stamp.write_text("\n".join(requirements), "utf-8")
    return python


def fetch_release(package: Package, version: str, archives: Path) -> Path:
    """The source archive, fetched when `archives` lacks it. Raises RegistryUnreachableError, ValueError if altered."""
    wanted = package.releases[version]
    kept = archives / f"{package.name}-{version}.tar.gz"
    if not kept.exists():
        archives.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=archives) as folder:
            _download(package, version, Path(folder))
            next(Path(folder).glob("*.tar.gz")).replace(kept)
    found = hashlib.sha256(kept.read_bytes()).hexdigest()
    if found != wanted:
        raise ValueError(f"{kept} has the checksum {found}, not {wanted}.")
    return kept


def _download(package: Package, version: str, folder: Path) -> None:
    pinned = folder / "requirements.txt"
    pinned.write_text(f"{package.name}=={version} --hash=sha256:{package.releases[version]}\n", "utf-8")
    pip = [str(ensure_environment("pip")), "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    _run([*pip, "--no-binary", package.name, "--dest", str(folder), "--requirement", str(pinned)])


def unpack_release(archive: Path, folder: Path) -> None:
    """The archive's files below `folder`, without the folder that they come in."""
    with tarfile.open(archive) as content:
        for member in content.getmembers():
            _, _, inner = member.name.partition("/")
            if inner and (member.isfile() or member.isdir()):
                content.extract(member.replace(name=inner, deep=False), folder, filter="data")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PIP_TIMEOUT_S, check=False)
    if done.returncode != 0:
        lines = [line for line in done.stderr.strip().splitlines() if line.startswith("ERROR")] or [done.stderr.strip()]
        raise RegistryUnreachableError(lines[-1])

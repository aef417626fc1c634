"""The installed `repochat` program, run as a person or a script would, in a home of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repochat.core.settings import list_keys

TIMEOUT_S = 60
PROGRAM = Path(sys.executable).with_name("repochat")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a finished command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be exactly one JSON value."""
        return json.loads(self.out)

    @property
    def json_lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, kw_only=True)
class Program:
    """`environment` holds every setting that the program meets; `folder` is where it is run, `path` is the program."""

    environment: Mapping[str, str]
    folder: Path
    path: Path = PROGRAM

    def run(self, *arguments: str, stdin: str = "") -> Outcome:
        done = subprocess.run(
            [self.path, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            env=self._environment(),
            cwd=self.folder,
            timeout=TIMEOUT_S,
            check=False,
        )
        return Outcome(code=done.returncode, out=done.stdout, err=done.stderr)

    def get(self, *arguments: str) -> Any:
        """What the command prints as JSON; fails the test with what it said when it does not succeed."""
        outcome = self.run(*arguments, "--json")
        assert outcome.code == 0, outcome.out + outcome.err
        return outcome.json

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.path, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment(),
            cwd=self.folder,
        )

    def _environment(self) -> dict[str, str]:
        ours = {key: value for key, value in os.environ.items() if key not in list_keys()}
        return {**ours, **self.environment}


def interrupt(process: "subprocess.Popen[str]", number: signal.Signals = signal.SIGINT) -> Outcome:
    """Send it a signal and wait for its end."""
    process.send_signal(number)
    out, err = process.communicate(timeout=TIMEOUT_S)
    return Outcome(code=process.returncode, out=out, err=err)

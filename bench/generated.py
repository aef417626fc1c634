"""A repository of any size that git takes in one stream: modules that import and call one another, and pushes to it."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.history import FIRST_COMMIT_AT, IDENTITY, run_git

FOLDER_FILES = 40
FUNCTIONS = 4
LETTERS = "bcdfghjklm"  # for the digits
SHARED_NAMES = 97  # functions of the same name stand all over the tree, as `get` and `parse` do


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A commit, with a word that it brought into its first file and the one that this took the place of."""

    commit: str
    before: str
    path: str
    new_word: str
    old_word: str


class GeneratedRepository:
    """A bare repository at `path` whose branch `main` only we write."""

    def __init__(self, path: Path, files: int, *, seed: int = 0) -> None:
        self.path = path
        self._files = files
        self._seed = seed
        self._versions = [0] * files
        self._commits = 0
        path.mkdir(parents=True)
        run_git(path, "init", "--quiet", "--bare", "--initial-branch=main")
        self.head = self._commit("Begin", range(files))

    def push(self, files: int) -> Pushed:
        """Changes `files` modules that are spread over the tree."""
        step = max(1, self._files // files)
        chosen = [(self._commits * 7 + number * step) % self._files for number in range(files)]
        first = chosen[0]
        old_word = self._word(first)
        for number in dict.fromkeys(chosen):
            self._versions[number] += 1
        before = self.head
        self.head = self._commit(f"Change {files} modules for the {self._commits}th time", dict.fromkeys(chosen))
        return Pushed(
            commit=self.head,
            before=before,
            path=self._path_of(first),
            new_word=self._word(first),
            old_word=old_word,
        )

    def move(self, commit: str) -> None:
        """Points the branch at a commit that was pushed before."""
        staged = self.path / f"{commit}.new"  # by hand: a process for each would be half of the storm
        staged.write_text(f"{commit}\n")
        staged.replace(self.path / "refs" / "heads" / "main")
        self.head = commit

    def _commit(self, message: str, numbers: Sequence[int] | range | dict[int, None]) -> str:
        stream = "".join(self._write_commit(message, numbers)).encode()
        command = ["git", "-C", str(self.path), "fast-import", "--quiet", "--done"]
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(command, input=stream, env=environment, check=True)
        self._commits += 1
        return run_git(self.path, "rev-parse", "refs/heads/main").strip()

    def _write_commit(self, message: str, numbers: Sequence[int] | range | dict[int, None]) -> Iterator[str]:
        dated = f"{IDENTITY['NAME']} <{IDENTITY['EMAIL']}> {FIRST_COMMIT_AT + 60 * self._commits} +0000"
        yield f"commit refs/heads/main\ncommitter {dated}\n{_data(message)}"
        if self._commits:
            yield "from refs/heads/main^0\n"
        for number in numbers:
            yield f"M 100644 inline {self._path_of(number)}\n{_data(self._write_module(number))}"
        yield "done\n"

    def _path_of(self, number: int) -> str:
        return f"src/area_{number // FOLDER_FILES:04}/module_{number:05}.py"

    def _word(self, number: int) -> str:
        """In one version of one module, and nowhere else: one word to any tokenizer, with no ending to strip."""
        digits = f"{self._seed:03}{number:05}{self._versions[number]:04}"
        return f"z{''.join(LETTERS[int(digit)] for digit in digits)}q"

    def _write_module(self, number: int) -> str:
        other = (number * 31 + 7) % self._files
        area, module = f"area_{other // FOLDER_FILES:04}", f"module_{other:05}"
        functions = "\n\n".join(self._write_function(number, place, module) for place in range(FUNCTIONS))
        return (
            f'"""Module {number} keeps {self._word(number)} for the areas that ask for it."""\n\n'
            f"from {area} import {module}\n\nLIMIT_{number} = {number % 13}\n\n\n"
            f"class Keeper{number}:\n"
            f'    """Holds what module {number} was given."""\n\n'
            f"    def __init__(self, value):\n        self.value = value\n\n"
            f"    def keep(self):\n        return handle_{(number * 5) % SHARED_NAMES}(self.value)\n\n\n{functions}\n"
        )

    def _write_function(self, number: int, place: int, module: str) -> str:
        name = f"handle_{(number + place) % SHARED_NAMES}" if place % 2 else f"step_{number}_{place}"
        return (
            f"def {name}(value, limit=LIMIT_{number}):\n"
            f'    """Returns the {place}th reading of `value`, at most `limit` times {self._versions[number]}."""\n'
            f"    if value > limit:\n"
            f"        return {module}.handle_{(number * 3 + place) % SHARED_NAMES}(value - limit)\n"
            f"    return [value, limit, {number % 7}, {place}]\n"
        )


def _data(text: str) -> str:
    """`text` is ASCII: git counts bytes."""
    return f"data {len(text)}\n{text}\n"

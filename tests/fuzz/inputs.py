"""An input as data, and the way in which it is run."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.helpers import inside


class BrokenPromiseError(Exception):
    """An input for which a promise does not hold."""


@dataclass(frozen=True)
class Input:
    """One input.

    Args:
        family: the name of the family that made it and checks it.
        files: file name -> content; they are written into an empty folder.
        arguments: what is done with them, as the family reads it.
    """

    family: str
    files: dict[str, bytes]
    arguments: list[str] = field(default_factory=list)

    def dumps(self) -> str:
        """The input as JSON; bytes are written as Latin-1."""
        files = {name: content.decode("latin-1") for name, content in self.files.items()}
        return json.dumps({"family": self.family, "files": files, "arguments": self.arguments}, indent=1)

    @classmethod
    def loads(cls, text: str) -> Input:
        """The input that `dumps` wrote."""
        plain = json.loads(text)
        files = {name: content.encode("latin-1") for name, content in plain["files"].items()}
        return cls(plain["family"], files, plain["arguments"])

    def unpack(self, folder: Path) -> None:
        """Write the files into a folder, and empty it of others first."""
        for old in sorted(folder.rglob("*"), reverse=True):
            old.rmdir() if old.is_dir() and not old.is_symlink() else old.unlink()
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)


@dataclass(frozen=True)
class Family:
    """A kind of inputs.

    Args:
        name: its name.
        share: how many of a hundred inputs are of it.
        make: an input from a generator of random numbers.
        check: raises `BrokenPromiseError` where a promise does not hold; the input's files are in the
            folder that it gets, which is also the working folder.
    """

    name: str
    share: int
    make: Callable[[random.Random], Input]
    check: Callable[[Input, Path], None]


def promise(kept: object, text: str) -> None:
    """Raise unless a promise is kept."""
    if not kept:
        raise BrokenPromiseError(text)


def run(*arguments: str, codes: tuple[int, ...] = (0, 1, 2, 3)) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a verb, run in this process.

    Raises:
        BrokenPromiseError: the exit code is none of `codes`, or what is printed looks like a traceback.
    """
    code, out, err = inside.run(*arguments)
    promise(code in codes, f"{arguments}: exit code {code}: {err[-500:]}")
    promise("Traceback (most recent call last)" not in err, f"{arguments}: {err[-2000:]}")
    promise(code == 0 or out or err, f"{arguments}: exit code {code} without a word")
    return code, out, err

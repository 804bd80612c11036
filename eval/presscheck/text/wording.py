"""Advice in the words of the caller: options where a shell asked, arguments where Python did.

A message that advises names an option or a verb by these functions, and never spells
one out. `for_a_shell` is entered once, where the command line begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SHELL = ContextVar("shell", default=False)


@contextmanager
def for_a_shell() -> Iterator[None]:
    """Word advice for the command line while the block runs."""
    token = _SHELL.set(True)
    try:
        yield
    finally:
        _SHELL.reset(token)


def either(shell: str, python: str) -> str:
    """Choose between two wordings.

    Args:
        shell: for a user of the command line.
        python: for a caller in Python.
    """
    return shell if _SHELL.get() else python


def name(argument: str) -> str:
    """Name an argument of a verb.

    Args:
        argument: its name in Python; one that ends in `_` would be a keyword of the language.

    >>> name("by")
    '`by`'
    >>> with for_a_shell():
    ...     name("by_position")
    '--by-position'
    """
    return either(_flag(argument), f"`{argument}`")


def option(argument: str, value: str | None = None) -> str:
    r"""Write out an argument of a verb with its value, as code.

    Args:
        argument: its name in Python.
        value: a value, or in capitals a placeholder for one; None for a switch.

    >>> option("missing", "empty"), option("label_map", "FILE"), option("join_parts")
    ('`missing="empty"`', '`label_map=FILE`', '`join_parts=True`')
    >>> with for_a_shell():
    ...     option("missing", "empty"), option("join_parts")
    ('`--missing empty`', '`--join-parts`')
    """
    shell = _flag(argument) if value is None else f"{_flag(argument)} {value}"
    given = "True" if value is None else value if value.isupper() else f'"{value}"'
    return either(f"`{shell}`", f"`{argument}={given}`")


def verb(words: str, shell: str = "", python: str = "") -> str:
    """Write out a verb, as code.

    Args:
        words: its name, and that of a verb below it, which Python does not have.
        shell: what follows it on a command line.
        python: its arguments in Python, in brackets.

    >>> verb("anchor", "PRED -o FILE")
    '`presscheck.anchor`'
    >>> with for_a_shell():
    ...     verb("anchor", "PRED -o FILE")
    '`presscheck anchor PRED -o FILE`'
    """
    in_python = f"presscheck.{words.partition(' ')[0]}{python}"
    return either(f"`presscheck {f'{words} {shell}'.strip()}`", f"`{in_python}`")


def _flag(argument: str) -> str:
    return f"--{argument.rstrip('_').replace('_', '-')}"

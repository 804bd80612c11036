"""How a verb's text comes out: in which format, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from presscheck import jsonl

Command = Callable[..., Any]

output_option: Callable[[Command], Command] = click.option(
    "-o", "--output", type=click.Path(), metavar="FILE", help="Write there instead of to stdout."
)


def format_option(forms: Iterable[str]) -> Callable[[Command], Command]:
    """The option `--format`, which arrives as `form`.

    Args:
        forms: what may be chosen; the first is the default.
    """
    known = list(forms)
    return click.option("--format", "form", type=click.Choice(known), default=known[0], show_default=True)


def say(text: str, output: str | None) -> None:
    """Print a verb's text, or write it to a file, whole or not at all.

    Args:
        text: without its last line feed; an empty one leaves an empty file.
        output: the file, or None for stdout.
    """
    if output is None:
        click.echo(text, nl=bool(text))
        return
    with jsonl.replacing(output) as file:
        file.write(f"{text}\n" if text else "")

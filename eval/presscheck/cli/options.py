"""The options that every scoring verb has: one for each setting, made from its field and text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from presscheck.cli.config import config_options
from presscheck.cli.outputs import Gold, texts_option
from presscheck.measure.settings import Field, fields

Command = Callable[..., Any]

_OF_SCORE_ALONE = ("resample",)
"""Settings whose options only `score` has, in a form of its own."""


def _option(name: str, field: Field) -> Callable[[Command], Command]:
    """The option of one setting."""
    flag = f"--{name.replace('_', '-')}"
    if field.choices:
        kind = click.Choice(field.choices)
        return click.option(
            flag, type=kind, default=field.default, show_default=field.default is not None, help=field.text
        )
    return click.option(
        flag,
        type=click.Path() if "FILE" in (field.metavar or "").split("|")[0] else str,
        default=field.default,
        show_default=field.default is not None,
        metavar=field.metavar,
        help=field.text,
    )


def setting_options(command: Command) -> Command:
    """Add an option for every setting."""
    for name, field in reversed(fields().items()):
        if name not in _OF_SCORE_ALONE:
            command = _option(name, field)(command)
    return command


def scoring_options(command: Command) -> Command:
    """Add `--gold`, `--texts` and an option for every setting; values are keywords for `presscheck.score`."""
    command = setting_options(command)
    gold = click.option(
        "--gold",
        type=Gold(),
        metavar="FILE|NAME",
        help="Gold corpus (JSONL), or a shipped one by name: article (the default), companions, all.",
    )
    return config_options(gold(texts_option(command)))

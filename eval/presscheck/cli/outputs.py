"""How a verb's text comes out: in which format, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from presscheck.cli.faults import FAULTS, FaultError, UndecidedError, fault
from presscheck.cli.printing import JSON, echo
from presscheck.document import streams
from presscheck.document.exceptions import UsageError
from presscheck.document.output import STANDARD_OUTPUT, refuse_inputs, replacing
from presscheck.document.streams import STANDARD_INPUT
from presscheck.text.visible import block

Command = Callable[..., Any]


class Output(click.Path):
    """The type of a parameter that names a file to be written."""


class Verb(click.Command):
    """A verb that reads and writes different files."""

    fault: type[FaultError] = FaultError
    """What it is where a file cannot be read or written: the exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb, unless one of its outputs is also one of its inputs.

        Raises:
            UsageError: names both.
            FaultError: the machine or a file fails; a sentence, and not a traceback.
        """
        try:
            return self._invoke(ctx)
        except FAULTS as error:
            raise self.fault(fault(error)) from None

    def _invoke(self, ctx: click.Context) -> Any:
        paths = [param for param in self.params if isinstance(param.type, click.Path)]
        for output in (param for param in paths if isinstance(param.type, Output)):
            refuse_inputs(_given(ctx, [output]), _given(ctx, (p for p in paths if p is not output)))
        inputs = _given(ctx, (p for p in paths if not isinstance(p.type, Output)))
        if inputs.count(STANDARD_INPUT) > 1:
            raise UsageError("`-` is given twice; standard input can be only one of the files")
        with streams.kept():
            return super().invoke(ctx)


class Verdict(Verb):
    """A verb whose exit code 1 is an answer: what keeps it from an answer is 3."""

    fault = UndecidedError


def _given(ctx: click.Context, params: Iterable[click.Parameter]) -> list[str]:
    """The paths that were given for some parameters."""
    values = [ctx.params.get(param.name or "") for param in params]
    return [path for value in values for path in ([value] if isinstance(value, str) else value or ())]


output_option: Callable[[Command], Command] = click.option(
    "-o", "--output", type=Output(), metavar="FILE", help="Write there instead of to stdout; `-` is stdout."
)


def format_option(forms: Iterable[str]) -> Callable[[Command], Command]:
    """The option `--format`, which arrives as `form`.

    Args:
        forms: what may be chosen; the first is the default.
    """
    known = list(forms)
    return click.option("--format", "form", type=click.Choice(known), default=known[0], show_default=True)


def say(text: str, output: str | None, form: str = "text") -> None:
    """Print a verb's text, or write it to a file, whole or not at all.

    Args:
        text: without its last line feed; an empty one leaves an empty file.
        output: the file, or None for stdout.
        form: a choice of `--format`; JSON keeps every value as it is.
    """
    if output in (None, STANDARD_OUTPUT):
        if text:
            echo(text, form=form)
        return
    with replacing(output or "") as file:
        file.write(f"{text if form in JSON else block(text)}\n" if text else "")

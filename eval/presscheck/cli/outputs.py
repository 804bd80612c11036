"""Output of a verb: its format and its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any

import click

from presscheck.cli.config import told
from presscheck.cli.faults import FAULTS, FaultError, UndecidedError, fault
from presscheck.cli.printing import JSON, echo
from presscheck.document import standoff, streams
from presscheck.document.exceptions import UsageError
from presscheck.document.output import STANDARD_OUTPUT, refuse_inputs, replacing
from presscheck.document.streams import STANDARD_INPUT
from presscheck.measure.settings import fields
from presscheck.text import wording
from presscheck.text.nearest import nearest
from presscheck.text.visible import block

Command = Callable[..., Any]


class Output(click.Path):
    """The type of a parameter that names a file to be written."""


class Gold(click.Path):
    """The type of a parameter that may name gold: it is read with its words where `--texts` gives them."""


class Texts(click.Path):
    """The type of a parameter that names the texts of gold."""


_TEXTS = "texts_of_gold"
"""The parameter of `--texts` where a verb does nothing else with it: the verb's function does not get it."""

texts_option: Callable[[Command], Command] = click.option(
    "--texts",
    _TEXTS,
    type=Texts(),
    metavar="FILE",
    help="The texts of gold that `presscheck strip` left without words: JSONL with `id` and `text`.",
)


class Verb(click.Command):
    """A verb that reads and writes different files."""

    fault: type[FaultError] = FaultError
    """Exit code if a file cannot be read or written."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options in groups: what many need, the settings, what few need."""
        groups: dict[str, list[tuple[str, str]]] = {"Options": [], "Settings": [], "Seldom needed": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None and isinstance(param, click.Option):
                groups[_group(param.name or "")].append(record)
        for title, records in groups.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb, unless one of its outputs is also one of its inputs.

        Raises:
            UsageError: names both.
            FaultError: the machine or a file fails; a sentence, and not a traceback.
        """
        try:
            with wording.for_a_shell():
                return self._invoke(ctx)
        except FAULTS as error:
            raise self.fault(fault(error)) from None

    def _invoke(self, ctx: click.Context) -> Any:
        told(ctx)
        paths = [param for param in self.params if isinstance(param.type, click.Path)]
        for output in (param for param in paths if isinstance(param.type, Output)):
            refuse_inputs(_given(ctx, [output]), _given(ctx, (p for p in paths if p is not output)))
        inputs = _given(ctx, (p for p in paths if not isinstance(p.type, Output)))
        if inputs.count(STANDARD_INPUT) > 1:
            raise UsageError("`-` is given twice; standard input can be only one of the files")
        with streams.kept(), self._whole_gold(ctx):
            return super().invoke(ctx)

    def _whole_gold(self, ctx: click.Context) -> AbstractContextManager[None]:
        """Gold is read with its words while the verb runs, if it was given texts."""
        of = {
            kind: _given(ctx, (p for p in self.params if isinstance(p.type, kind))) for kind in (Gold, Texts)
        }
        ctx.params.pop(_TEXTS, None)
        return standoff.reading(of[Gold], of[Texts][0]) if of[Texts] else nullcontext()


class Verbs(click.Group):
    """A verb with verbs of its own; an unknown one is answered with the nearest."""

    noun = "verb"
    """The word for one of them in messages."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them."""
        known = super().get_command(ctx, cmd_name)
        if known is None:
            ctx.fail(f"there is no {self.noun} {cmd_name!r}; {nearest(cmd_name, self.commands)}")
        return known


_COMMON = ("measures", "label_map", "profile")
"""Settings that many people need."""

_SELDOM = (
    "config",
    "no_config",
    "trials",
    "seed",
    "jobs",
    "dask",
    "results",
    "share",
    "skip_bad",
    "per_document",
)
"""Options that few people need, beside the settings that are rare."""


def _group(name: str) -> str:
    """The group that an option stands in."""
    setting = fields().get(name)
    if name in _SELDOM or (setting is not None and setting.rare):
        return "Seldom needed"
    return "Settings" if setting is not None and name not in _COMMON else "Options"


class Verdict(Verb):
    """A verb whose exit code 1 is an answer: what keeps it from an answer is 3."""

    fault = UndecidedError


def _given(ctx: click.Context, params: Iterable[click.Parameter]) -> list[str]:
    """The paths that were given for some parameters."""
    values = [ctx.params.get(param.name or "") for param in params]
    return [path for value in values for path in ([value] if isinstance(value, str) else value or ())]


output_option: Callable[[Command], Command] = click.option(
    "-o", "--output", type=Output(), metavar="FILE", help="File to write instead of stdout; `-` is stdout."
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
    say_lines([text] if text else [], output, form)


def say_lines(lines: Iterable[str], output: str | None, form: str = "text") -> None:
    """Print lines as they come, or write them to a file, whole or not at all.

    Args:
        lines: without their line feeds.
        output: the file, or None for stdout.
        form: a choice of `--format`.
    """
    blocks = _blocks(lines)
    if output in (None, STANDARD_OUTPUT):
        for text in blocks:
            echo(text, form=form)
        return
    with replacing(output or "") as file:
        for text in blocks:
            file.write(f"{text if form in JSON else block(text)}\n")


LINES = 1_000
"""So many lines are printed together: printing costs more by the call than by the line."""


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    each = iter(lines)
    while some := [*islice(each, LINES)]:
        yield "\n".join(some)

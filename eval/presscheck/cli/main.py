"""The command line: a verb a file, loaded when it is called."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

from presscheck.cli import REPOSITORY, SECTIONS, VERBS
from presscheck.cli.faults import FAULTS, fault
from presscheck.cli.printing import echo, echo_line
from presscheck.document import shipped
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.text import wording
from presscheck.text.nearest import nearest
from presscheck.version import __version__


class Verbs(click.Group):
    """A group that imports a verb only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs, in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One verb; an unknown one is answered with the nearest."""
        if cmd_name not in VERBS and cmd_name not in REPOSITORY:
            ctx.fail(f"there is no verb {cmd_name!r}; {nearest(cmd_name, VERBS)}")
        module = import_module(f"presscheck.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        # click keeps an example's lines apart at a backspace; docstrings write it as two characters.
        command.help = (command.help or "").replace("\\b\n", "\b\n")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of verbs, without importing any of them."""
        widest = max(map(len, VERBS))
        for title, verbs in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(verb.ljust(widest), VERBS[verb]) for verb in verbs])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="presscheck")
def group() -> None:
    r"""How far are an extractor's entities, events and quotes from gold?

    \b
      presscheck score PRED              a table: how far PRED is from the gold
      presscheck errors PRED             what is wrong in it, the worst first
      presscheck convert FILE -o PRED    another format to ours, to be scored
      presscheck compare A B             is the difference between systems real?
      presscheck gate PRED --rules FILE  may this build pass? (for CI)
      presscheck VERB --help             everything about one verb

    PRED is JSONL; without --gold it is scored against the shipped article.
    Step by step: docs/score-your-system.md in the project's repository.
    """


group.help = (group.help or "").replace("\\b\n", "\b\n")


def script(verb: str, given: Sequence[str], *defaults: str) -> NoReturn:
    """Run a verb with this repository's own paths filled in: what `scripts/` call.

    Args:
        verb: its name.
        given: the arguments that the user typed.
        defaults: arguments if the user typed none; files of the checkout are found wherever this is called.
    """
    root = shipped.root()
    filled = [str(root / word) if (root / word).exists() else word for word in defaults]
    main([verb, *(given or filled)])


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run, and turn what went wrong into one message and an exit code (1 invalid data, 2 wrong question)."""
    _prepare()
    with wording.for_a_shell():
        _main(arguments)


def _main(arguments: Sequence[str] | None) -> NoReturn:
    try:
        code = group.main(arguments, prog_name="presscheck", standalone_mode=False)
    except click.exceptions.Abort:
        echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        echo(_shown(error), err=True)
        sys.exit(error.exit_code)
    except InvalidInputError as error:
        from presscheck.reporting import findings

        echo("\n".join([*findings.explained(error.findings), _how_many(error)]), err=True)
        sys.exit(1)
    except UsageError as error:
        echo_line(f"Error: {error}", err=True)
        sys.exit(2)
    except FAULTS as error:
        echo_line(f"Error: {fault(error)}", err=True)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)


def _prepare() -> None:
    """Let output outlive what the terminal lacks, and a request to end leave no half-written file."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        with suppress(ValueError):  # only the main thread may
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _end)


def _end(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


def _shown(error: click.ClickException) -> str:
    """Return click's message for an error, in our form."""
    out = io.StringIO()
    error.show(out)
    return out.getvalue().rstrip("\n")


def _how_many(error: InvalidInputError) -> str:
    n = len(error.findings)
    return f"{n} finding{'s' if n != 1 else ''}; nothing was scored or written"

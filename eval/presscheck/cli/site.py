"""`presscheck site`: write the source of the documentation's site."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from presscheck.cli import VERBS
from presscheck.cli.outputs import Verb
from presscheck.cli.printing import echo
from presscheck.document import shipped
from presscheck.reporting import site


@click.command("site", cls=Verb)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="By default build/site-source.")
def command(output: Path | None) -> None:
    """Write the pages of this repository, and those made from its code, as the source of a site.

    `make site` builds it with MkDocs, which is strict about dead links.
    """
    root = shipped.checkout()
    folder = output or root / "build" / "site-source"
    homes = import_module("presscheck")._ON_FIRST_USE  # by name: the package's root stands above its folders
    site.assemble(root, folder, {verb: _help(verb) for verb in VERBS}, homes)
    echo(f"written: {folder}")


def _help(verb: str) -> str:
    found: click.Command = import_module(f"presscheck.cli.{verb.replace('-', '_')}").command
    found.help = (found.help or "").replace("\\b\n", "\b\n")
    with click.Context(found, info_name=f"presscheck {verb}", max_content_width=100) as ctx:
        return found.get_help(ctx)

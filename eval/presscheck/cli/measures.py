"""`presscheck measures`: what the numbers mean."""

from __future__ import annotations

from collections.abc import Sequence

import click

from presscheck.cli.outputs import Verb, output_option, say
from presscheck.document.exceptions import UsageError
from presscheck.layers import MEASURES
from presscheck.profiles import PROFILES
from presscheck.reporting import explain
from presscheck.text import nearest


@click.command("measures", cls=Verb)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--profiles", is_flag=True, help="List the profiles and their measures.")
@click.option("--markdown", is_flag=True, help="Print everything about all measures, as in eval/MEASURES.md.")
@output_option
def command(ids: Sequence[str], profiles: bool, markdown: bool, output: str | None) -> None:
    r"""Explain measures: definition, formula, source and a worked example.

    ID is a measure, a layer (mentions, coref, links, events, quotes) or a
    profile; without one, each measure is listed in one line.

    \b
        presscheck measures                 all measures
        presscheck measures mention.strict  one of them, explained
        presscheck measures --profiles      other scorers' conventions
    """
    if markdown:
        text = explain.markdown()
    elif ids:
        text = "\n\n".join(_explained(name) for name in ids)
    elif profiles:
        text = "\n\n".join(_profile(name) for name in PROFILES)
    else:
        text = explain.listing(row for row in MEASURES if not row.hidden)
    say(text, output)


def _explained(name: str) -> str:
    known = explain.known()
    if name in known:
        return explain.text(*known[name])
    if name in PROFILES:
        return _profile(name)
    if name in explain.LAYERS:
        return explain.listing(row for row in MEASURES if row.layer == name and not row.hidden)
    everything = [*known, *explain.LAYERS, *PROFILES]
    raise UsageError(f"there is no measure {name!r}; {nearest.nearest(name, everything)}")


def _profile(name: str) -> str:
    rows = [row for row in PROFILES[name].measures if not row.hidden]
    return f"{name}: {PROFILES[name].says}\n{explain.listing(rows)}"

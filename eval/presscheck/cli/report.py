"""`presscheck report`: one file to look at, with the text and what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from presscheck.cli.inputs import files, names
from presscheck.cli.options import scoring_options
from presscheck.cli.outputs import Output, Verb
from presscheck.cli.printing import echo_line
from presscheck.document import shipped
from presscheck.document.exceptions import UsageError
from presscheck.document.output import replacing


@click.command("report", cls=Verb)
@click.argument("preds", type=click.Path(), metavar="PRED [PRED2 ...]", nargs=-1, required=True)
@scoring_options
@click.option(
    "--by",
    multiple=True,
    metavar="NAME",
    help="Group documents by publisher, published, language or meta.KEY (a string in gold's `meta`); may be "
    "repeated.",
)
@click.option(
    "-o",
    "--output",
    type=Output(),
    metavar="FILE",
    default="report.html",
    show_default=True,
    help="The page. One that would be larger than 20 MB becomes a folder of that name without its suffix.",
)
@click.option(
    "--agree", is_flag=True, help="PRED and PRED2 are two annotation passes: show where they differ."
)
@click.option("--open", "look", is_flag=True, help="Open it in a browser.")
def command(
    preds: tuple[str, ...],
    *,
    gold: str | None,
    by: tuple[str, ...],
    output: str,
    agree: bool,
    look: bool,
    **settings: Any,
) -> None:
    r"""Write a page that shows what PRED gets wrong: scores, problems, the text with both sides.

    The page is one file without scripts from elsewhere: it opens from disk, can be sent and printed, and
    the same input gives the same bytes. Every error has an address (`#e17`).

    \b
        presscheck report mine.jsonl                          against the shipped article
        presscheck report mine.jsonl --gold gold.jsonl -o mine.html
        presscheck report old.jsonl new.jsonl                 what was fixed, broken, missed by both
        presscheck report --agree ann.jsonl bob.jsonl         two annotators
    """
    from presscheck.annotation import passes
    from presscheck.reporting.pages import build

    found = files(preds)
    called = dict(zip(names(found), found, strict=True))
    if agree:
        if gold is not None or len(found) != 2:
            raise UsageError(
                "--agree takes two annotation passes and no --gold: report --agree A.jsonl B.jsonl"
            )
        pages = build.agreement(passes.read(called), by=by, **settings)
    else:
        gold_name = Path(gold).name if gold is not None else "the shipped article"
        pages = build.report(gold or shipped.gold(), called, gold_name=gold_name, by=by, **settings)
    path = written(pages, Path(output))
    if look:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())


def written(pages: Mapping[str, str], path: Path) -> Path:
    """Write a report, and say where it is; what a browser opens is returned."""
    if len(pages) > 1:
        folder = path.with_suffix("")
        folder.mkdir(parents=True, exist_ok=True)
        total = sum(map(len, pages.values())) / 1e6
        echo_line(
            f"{total:.0f} MB is too large for one page: {folder} is a folder; open its index.html", err=True
        )
        for name, html in pages.items():
            _write(html, folder / (name or "index.html"))
        return folder / "index.html"
    _write(pages[""], path)
    echo_line(f"{path}: open it in a browser", err=True)
    return path


def _write(html: str, path: Path) -> None:
    with replacing(str(path)) as file:
        file.write(html.encode("utf-8", "replace").decode("utf-8"))

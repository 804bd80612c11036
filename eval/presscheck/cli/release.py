"""`presscheck release`: hold a change of the data to the rules, then write what is generated."""

from __future__ import annotations

import click

from presscheck.cli import docs
from presscheck.cli.outputs import Verb
from presscheck.cli.printing import echo
from presscheck.document import shipped
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.reporting import release


@click.command("release", cls=Verb)
@click.argument("version", required=False, metavar="[VERSION]")
@click.option(
    "--check", is_flag=True, help="Write nothing; exit code 1 if data changed since the last release."
)
@click.option(
    "--publishable",
    is_flag=True,
    help="Write nothing; exit code 1 while [tool.publisher] in pyproject.toml is not filled in.",
)
def command(version: str | None, check: bool, publishable: bool) -> None:
    """Release this checkout's corpus as VERSION.

    Refuses a change of the data without a section `## VERSION` in
    corpus/CHANGELOG.md and a version by these rules: major if a label goes or
    means something else or a document is taken out, minor if documents or
    labels are added or guidelines change, patch if annotations are corrected.
    Then writes corpus/manifest.json and every generated block.
    """
    root = shipped.checkout()
    if check or publishable:
        if version is not None:
            raise UsageError("`--check` and `--publishable` write nothing and take no VERSION")
        findings = [*(release.stale(root) if check else ()), *(release.unfilled(root) if publishable else ())]
        if findings:
            raise InvalidInputError(findings)
        return
    if version is None:
        raise UsageError("expected a VERSION, got none; `--check` only compares with the last release")
    release.write(root, release.prepare(root, version))
    echo("written: corpus/manifest.json")
    for name in docs.rebuild(root):
        echo(f"written: {name}")

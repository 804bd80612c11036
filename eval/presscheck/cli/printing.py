"""Everything that is shown passes here, so that no foreign word steers a terminal or a log."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable

import click

from presscheck.document import jsonl
from presscheck.document.exceptions import FileError
from presscheck.document.model import Document
from presscheck.document.output import STANDARD_OUTPUT
from presscheck.text.visible import block, json_text, visible

JSON = ("json", "jsonl", "result")
"""The formats that are JSON, as choices of `--format`."""


def echo(text: str = "", *, err: bool = False, form: str = "text", styled: bool = False) -> None:
    """Print text: the one way in which anything is shown.

    Args:
        text: any number of lines, without the last line feed.
        err: to stderr, where notes and errors go.
        form: a choice of `--format`; JSON keeps every value as it is.
        styled: whether colours in it are ours.
    """
    stream = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if form in JSON:
        shown = json_text(text, encoding)
    else:
        shown = _styled(text) if styled else block(text)
        shown = shown.encode(encoding, "backslashreplace").decode(encoding)
    _put(f"{shown}\n", err=err)


def echo_line(text: str, *, err: bool = False) -> None:
    """Print words as one line, whatever line ends they hold."""
    echo(visible(text), err=err)


def command_line(line: str) -> None:
    """Print a line to stderr that is a command to GitHub Actions, its values escaped already."""
    _put(f"{line}\n", err=True)


def echo_documents(documents: Iterable[Document]) -> None:
    """Print documents, one a line as in a file: UTF-8, and the values as they are."""
    if sys.stdout is None or not sys.stdout.isatty():
        jsonl.write(STANDARD_OUTPUT, documents)
        return
    for document in documents:
        echo(jsonl.dumps(document), form="jsonl")


_STYLE = re.compile(r"(\x1b\[[0-9;]*m)")


def _styled(text: str) -> str:
    return "".join(part if _STYLE.fullmatch(part) else block(part) for part in _STYLE.split(text))


def _put(text: str, *, err: bool) -> None:
    """Write to a standard stream; what cannot be written to stderr can be told nobody.

    Raises:
        FileError: stdout is closed, full, or nobody reads it.
    """
    try:
        if not err and sys.stdout is None:
            raise OSError("it is closed")
        click.echo(text, err=err, nl=False)
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        if err:
            sys.stderr = io.StringIO()
            return
        sys.stdout = io.StringIO()  # what is left in the buffer would fail again at the end
        raise FileError(f"standard output cannot be written: {reason}") from None

"""Blocks of documentation that are computed: tables, examples, counts.

A block stands between two markers; what is between them is rewritten, the
rest of the file is left alone:

    <!-- generated: event-types -->
    ...
    <!-- end -->

In YAML the markers are comments (`# generated: NAME` and `# end`). After the
name come arguments, quoted as in a shell. A block is one function in a table
of blocks; `presscheck.cli.docs` has this repository's.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.output import replacing
from presscheck.text.nearest import nearest

Blocks: TypeAlias = Mapping[str, Callable[..., str]]
"""Name -> function that takes the marker's arguments and returns the block's lines."""

_BLOCK = re.compile(
    r"^(?P<open>(?:<!--|\#)[ ]generated:[ ](?P<call>[^\n]*?)(?:[ ]-->)?)\n"
    r"(?:(?!(?:<!--|\#)[ ]generated:)[^\n]*\n)*?"
    r"(?P<close>(?:<!--[ ]end[ ]-->|\#[ ]end)[ ]*)$",
    re.MULTILINE | re.VERBOSE,
)
_OPEN = re.compile(r"^(?:<!--|#) generated:", re.MULTILINE)


def filled(text: str, blocks: Blocks) -> str:
    r"""The text with every block written anew.

    Args:
        text: a Markdown file with markers.
        blocks: what the markers may name.

    Raises:
        ValueError: a marker names no block, its arguments do not fit, or it has no end.

    >>> filled("<!-- generated: sum 1 2 -->\n<!-- end -->\n", {"sum": lambda a, b: str(int(a) + int(b))})
    '<!-- generated: sum 1 2 -->\n3\n<!-- end -->\n'
    """
    if len(_OPEN.findall(text)) != len(_BLOCK.findall(text)):
        raise ValueError("a `generated:` marker has no `end` marker before the next one")
    return _BLOCK.sub(lambda found: _written(found, blocks), text)


def _written(found: re.Match[str], blocks: Blocks) -> str:
    name, *arguments = shlex.split(found["call"])
    if name not in blocks:
        raise ValueError(f"there is no block {name!r}; {nearest(name, blocks)}")
    body = blocks[name](*arguments).strip("\n")
    return f"{found['open']}\n{body}\n{found['close']}"


def stripped(text: str) -> str:
    r"""The text without what is generated: what people wrote.

    >>> stripped("a\n<!-- generated: x -->\nb\n<!-- end -->\n")
    'a\n<!-- generated: x -->\n<!-- end -->\n'
    """
    return _BLOCK.sub(lambda found: f"{found['open']}\n{found['close']}", text)


def rebuild(paths: Iterable[Path], blocks: Blocks, *, write: bool = True) -> list[Path]:
    """Fill the blocks of files.

    Args:
        paths: Markdown files; one that does not exist is passed over.
        blocks: what the markers may name.
        write: False only tells which files would change.

    Returns:
        the files that were stale.

    Raises:
        InvalidInputError: a marker cannot be filled; names every such file, and nothing is written.
    """
    changed: dict[Path, str] = {}
    findings: list[Finding] = []
    for path in paths:
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        try:
            new = filled(text, blocks)
        except (ValueError, TypeError) as error:
            findings.append(Finding(rule="generated", level="error", message=str(error), file=str(path)))
        else:
            if new != text:
                changed[path] = new
    if findings:
        raise InvalidInputError(findings)
    for path, text in changed.items() if write else ():
        with replacing(path) as file:
            file.write(text)
    return list(changed)

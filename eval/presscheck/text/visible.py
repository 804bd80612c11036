r"""Foreign words made fit to be shown: what steers a terminal, a log or the reader's eye is written out.

Ids, labels, keys, names, texts, file names and servers' answers are foreign.
`visible` makes one line of them for any place that has one line. `block` is
for whole outputs, in which line feeds are ours. `json_text`, `cell`,
`markdown` and `code` are for places with a notation of their own.
"""

from __future__ import annotations

import json
import re

_HIDDEN = (
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: line ends, escape sequences, OSC
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # directions, line separators, what has no width
    "\ufeff\ufff9-\ufffb\ud800-\udfff"  # byte order mark, annotations, halves of characters
    "\U000e0000-\U000e007f"  # tags: letters that nothing shows
)
_UNSHOWN = re.compile(f"[{_HIDDEN}]")
_UNSHOWN_IN_JSON = re.compile(f"(?!\n)[{_HIDDEN}]")
_ASCII_ONLY = re.compile(r"[^\x00-\x7f]")

_COMMAND = re.compile(r"(?m)^(\s*):(?=:)|##(?=\[|vso\[|teamcity\[)")
"""Markers by which GitHub Actions, Azure Pipelines and TeamCity read a line of a log as a command."""

_NAME = re.compile(r"@(?=\w)")
_FENCE = re.compile(r"^(\s*)(?=```|~~~)")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def visible(words: str) -> str:
    r"""Words on one line, every control, direction and line end written out.

    >>> visible("d\n::error::boo"), visible("\x1b[31mred"), visible("user\u202etxt.exe")
    ('d⏎::error::boo', '\\x1b[31mred', 'user\\u202etxt.exe')
    """
    return words if words.isascii() and words.isprintable() else _UNSHOWN.sub(_written, words)


def block(text: str) -> str:
    r"""A whole output: line feeds stay, the rest of what `visible` writes out is written out.

    No line is a command to a service that reads the log.

    >>> block("measure\n::stop-commands::t")
    'measure\n\\x3a:stop-commands::t'
    """
    lines = "\n".join(map(visible, text.split("\n")))
    return _COMMAND.sub(_broken, lines) if "::" in lines or "##" in lines else lines


def json_text(text: str, encoding: str = "utf-8") -> str:
    r"""JSON that means the same, with escapes for what `visible` writes out.

    Args:
        text: JSON, any number of lines.
        encoding: of the output; what is not in UTF-8 gets ASCII alone.

    >>> json_text('{"id": "a\u202eb"}')
    '{"id": "a\\u202eb"}'
    """
    text = _UNSHOWN_IN_JSON.sub(_escaped, text)
    if encoding.replace("-", "").casefold() != "utf8":
        text = _ASCII_ONLY.sub(_escaped, text)
    return text.replace("##[", r"#\u0023[").replace("##vso[", r"#\u0023vso[")


def cell(words: str) -> str:
    """A cell of CSV that no spreadsheet takes for a formula.

    >>> cell("=1+1"), cell("PER")
    ("'=1+1", 'PER')
    """
    return f"'{visible(words)}" if _FORMULA.match(words) else visible(words)


def markdown(words: str) -> str:
    r"""Words in a line of Markdown: not a tag, link, image or fence, nobody's name that a service calls.

    >>> print(markdown("<img src=x> [a](b) @name"))
    &lt;img src=x> [a]\(b) @<!-- -->name
    """
    plain = visible(words).replace("<", "&lt;").replace("](", "]\\(").replace("]:", "]\\:")
    return _FENCE.sub(r"\1\\", _NAME.sub("@<!-- -->", plain))


def code(words: str) -> str:
    """Words as code in a line of Markdown, whatever marks of code they hold.

    >>> code("a"), code("a`b")
    ('`a`', '`` a`b ``')
    """
    plain = visible(words)
    longest = max(map(len, re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {plain} {fence}" if longest else f"`{plain}`"


def _written(found: re.Match[str]) -> str:
    character = found[0]
    if character == "\n":
        return "⏎"
    if character == "\t":
        return r"\t"
    n = ord(character)
    return f"\\x{n:02x}" if n < 0x100 else f"\\u{n:04x}" if n < 0x10000 else f"\\U{n:08x}"


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else json.dumps(character)[1:-1]


def _broken(found: re.Match[str]) -> str:
    return f"{found[1]}\\x3a" if found[1] is not None else "#\\x23"

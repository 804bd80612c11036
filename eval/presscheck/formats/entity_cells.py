"""The brackets of `Entity=` in CoNLL-U: read, put together into mentions, and written (internal)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import unquote

from presscheck.formats.brackets import uncrossed
from presscheck.formats.source import Source

FIELDS = ("eid", "etype", "head", "other")
"""The fields of an opening bracket where a file declares none."""

KEPT = ("eid", "GRP", "etype", "head", "identity")
"""Fields that have a place in a document of ours."""

_BRACKET = re.compile(r"\((?P<only>[^()]+)\)|\((?P<open>[^()]+)|(?P<close>[^()]+)\)")
_PART = re.compile(r"(.+)\[(\d+)/(\d+)\]")


class Node(NamedTuple):
    """A word of a file, or an empty node.

    Args:
        line: of the file.
        cell: its `Entity=`; empty if it has none.
        word: index among the words of the document; None of an empty node.
    """

    line: int
    cell: str
    word: int | None


class Marked(NamedTuple):
    """A mention by nodes.

    Args:
        entity: the entity's id.
        fields: field -> value, of those that are not empty.
        nodes: indexes of the nodes of its parts, in order.
        parts: how many parts it is in.
        line: on which it opens.
    """

    entity: str
    fields: dict[str, str]
    nodes: list[int]
    parts: int
    line: int


def marked(source: Source, nodes: Sequence[Node], names: Sequence[str]) -> list[Marked]:
    """The mentions of a document, by their first nodes, the longer ones first.

    Args:
        source: for messages.
        nodes: of the document.
        names: of the fields, as `# global.Entity` declares them.

    Raises:
        InvalidInputError: a bracket closes what is not open, or is never closed.
    """
    whole: list[Marked] = []
    begun: list[tuple[int, int, Marked]] = []
    for part, total, mention in sorted(_pieces(source, nodes, names), key=lambda one: one[2].nodes[0]):
        if total == 1:
            whole.append(mention)
            continue
        before = [one for one in begun if one[2].entity == mention.entity and one[:2] == (part - 1, total)]
        if part > 1 and not before:
            source.fail(
                f"part {part} of {total} of {mention.entity!r} appears without the others", mention.line
            )
        if part > 1:
            begun.remove(before[0])
            first = before[0][2]
            mention = first._replace(nodes=[*first.nodes, *mention.nodes], parts=part)  # noqa: PLW2901
        if part == total:
            whole.append(mention)
        else:
            begun.append((part, total, mention))
    for part, total, mention in begun:
        source.fail(f"{mention.entity!r} has part {part} of {total}, and not the others", mention.line)
    return sorted(whole, key=lambda one: (one.nodes[0], -one.nodes[-1]))


def _pieces(source: Source, nodes: Sequence[Node], names: Sequence[str]) -> Iterator[tuple[int, int, Marked]]:
    """The bracketed stretches in the order in which they open: part, number of parts, and the mention."""
    open_: dict[str, list[tuple[int, int, dict[str, str]]]] = {}
    found: list[tuple[int, tuple[int, int, Marked]]] = []
    opened = 0
    for at, node in enumerate(nodes):
        for match in _brackets(source, node):
            values = (match["only"] or match["open"] or match["close"]).split("-", len(names) - 1)
            fields = {name: value for name, value in zip(names, values, strict=False) if value}
            key = values[0]
            opened += 1
            if match["open"]:
                open_.setdefault(key, []).append((opened, at, fields))
            elif match["only"]:
                found.append((opened, _piece(key, fields, at, at, node.line)))
            elif open_.get(key):
                order, begin, said = open_[key].pop()
                found.append((order, _piece(key, said, begin, at, nodes[begin].line)))
            else:
                source.fail(f"`{key})` closes what is not open", node.line)
    for key, left in open_.items():
        for _, at, _ in left:
            source.fail(f"`({key}` is never closed", nodes[at].line)
    yield from (piece for _, piece in sorted(found, key=itemgetter(0)))


def _brackets(source: Source, node: Node) -> list[re.Match[str]]:
    found = list(_BRACKET.finditer(node.cell))
    if "".join(match[0] for match in found) != node.cell:
        source.fail(
            f"`Entity={node.cell}`; expected brackets such as `(e1-person-1-`, `e1)`, `(e1-person)`",
            node.line,
        )
    return found


def _piece(key: str, fields: dict[str, str], begin: int, end: int, line: int) -> tuple[int, int, Marked]:
    match = _PART.fullmatch(key)
    name, part, total = (match[1], int(match[2]), int(match[3])) if match else (key, 1, 1)
    return part, total, Marked(unquote(name), fields, list(range(begin, end + 1)), 1, line)


def count_left_out(mentions: Iterable[Marked], notes: Counter[str]) -> None:
    """Count the values of fields that are not kept."""
    for mention in mentions:
        for name, value in mention.fields.items():
            if name not in KEPT and value != "_":
                notes[f"`{name}` of mentions left out"] += 1
        if mention.parts > 1:
            notes["mentions in pieces, taken from first to last"] += 1


class Bracket(NamedTuple):
    """A mention to be written.

    Args:
        first: index of its first token in the sentence.
        last: of its last.
        entity: the entity's id, clean.
        kind: its type, clean; empty if it has none.
        head: which of its tokens is the head, from 1; empty if that is not known.
    """

    first: int
    last: int
    entity: str
    kind: str
    head: str


def cells(size: int, brackets: Iterable[Bracket], lost: Counter[str]) -> list[str]:
    """The `Entity=` of each token of a sentence.

    Args:
        size: how many tokens the sentence has.
        brackets: its mentions.
        lost: gains mentions that cross another one of their entity.

    >>> cells(3, [Bracket(0, 2, "e1", "person", "1"), Bracket(2, 2, "e2", "", "")], Counter())
    ['(e1-person-1-', '', '(e2---)e1)']
    """
    kept = uncrossed(brackets, lost)
    alone, closes, opens = [""] * size, [""] * size, [""] * size
    for one in kept:
        begin = f"({one.entity}-{one.kind}-{one.head}-"
        if one.first == one.last:
            alone[one.first] += f"{begin})"
        else:
            opens[one.first] += begin
            closes[one.last] = f"{one.entity})" + closes[one.last]
    # What opens comes last: a bracket that closes behind it would be read as its own.
    return [a + b + c for a, b, c in zip(alone, closes, opens, strict=True)]

"""A whole file by a field map: its documents, their ids, texts and layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from presscheck.anchoring import anchor
from presscheck.document import placement
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import ABSENT, Document, Offsets
from presscheck.formats.fieldmaps import misses
from presscheck.formats.fieldmaps.misses import first_path, nearest_keys
from presscheck.formats.fieldmaps.model import Field, FieldMap
from presscheck.formats.fieldmaps.offsets import Ruler
from presscheck.formats.fieldmaps.paths import Node, Rows, select
from presscheck.formats.fieldmaps.records import Piece, Reading, document_rule, spans_of
from presscheck.formats.fieldmaps.tagged import scheme_of, tagged
from presscheck.formats.fieldmaps.values import Values, opened
from presscheck.formats.source import Source
from presscheck.formats.tags import SCHEMES, Scheme


class Root(NamedTuple):
    """One value of a file.

    Args:
        line: where it begins, from 1.
        value: what `json` made of it.
        name: the id that is around it, or None.
        lines: the places where its items begin, if they are the lines of a file.
    """

    line: int
    value: Any
    name: str | None = None
    lines: Sequence[int] = ()


class _Raw(NamedTuple):
    """A document as it stands in the file."""

    node: Node
    values: Values
    name: str | None
    text: str | None


def documents(
    source: Source, fields: FieldMap, roots: Iterable[Root], *, nearest: bool = True
) -> Iterator[Document]:
    """The documents of a file.

    Args:
        source: the file, for messages and notes.
        fields: where things stand.
        roots: the values of the file.
        nearest: whether words that do not stand at their offsets go to the nearest place of them.

    Raises:
        InvalidInputError: something does not stand where the map says; every document's finding.
        UsageError: documents without ids, and another number of texts.
    """
    roots = list(roots)
    each = document_rule(fields).each if fields.documents is not None else first_path(fields)
    raws = [raw for root in joined(roots, each) for raw in _raws(source, fields, root)]
    if not raws:
        there = nearest_keys(Node(roots[0].value, ()), each) if roots else "the file is empty"
        source.fail(f"no document at {each!r}: {there}; give their place in the field map's `documents`")
    misses.check(source, fields, [raw.node for raw in raws])
    how = _scheme(source, fields, raws)
    findings: list[Finding] = []
    made: list[Document] = []
    left: Counter[str] = Counter()
    for raw, (name, text) in zip(raws, _named(source, raws), strict=True):
        try:
            made.append(_document(source, fields, raw, name, text, how, nearest=nearest))
        except InvalidInputError as error:
            findings += [_of(finding, name) for finding in error.findings]
        left += raw.values.left(raw.node)
    if findings:
        raise InvalidInputError(findings)
    source.notes.update({f"`{key}` left out": count for key, count in sorted(left.items())})
    yield from made


def _scheme(source: Source, fields: FieldMap, raws: list[_Raw]) -> Scheme:
    """The scheme of the tags of a file; the common one where it has none."""
    if fields.tokens is None or fields.tokens.tag is None:
        return SCHEMES[0]
    return scheme_of(fields.tokens, [(raw.node, raw.values) for raw in raws], source)


def _of(finding: Finding, name: str) -> Finding:
    return msgspec.structs.replace(finding, doc=name)


def joined(roots: Sequence[Root], first: str) -> Sequence[Root]:
    """The values of a file as one list, where a path that begins with `[]` wants the lines of JSONL.

    Args:
        roots: the values of the file.
        first: the path.
    """
    if not first.startswith("[]") or any(isinstance(root.value, list) for root in roots):
        return roots
    return [Root(roots[0].line, [root.value for root in roots], None, [root.line for root in roots])]


def _raws(source: Source, fields: FieldMap, root: Root) -> list[_Raw]:
    rule = document_rule(fields)
    values = Values(source, root.line, literals=fields.literals, lines=root.lines)
    value = opened(root.value) if fields.literals else root.value
    nodes = list(select(Node(value, ()), rule.each))
    if rule.group is not None:
        nodes = _grouped(nodes, rule.group, values)
    raws = []
    for node in nodes:
        own = node._replace(above=None)
        name = values.word(own, rule.id)
        text = values.one(own, rule.text)
        name = root.name if root.name and (len(nodes) == 1 or name is None) else name
        raws.append(_Raw(own, values, name, text if isinstance(text, str) else _beside(source, rule)))
    return raws


def _grouped(nodes: Iterable[Node], group: Field, values: Values) -> list[Node]:
    """Elements by what they have at a path, in the order of the file; those without it are one more."""
    groups: dict[str | None, list[Node]] = {}
    for node in nodes:
        groups.setdefault(values.word(node, group), []).append(node)
    return [
        Node(Rows([node.value for node in some], [node.place for node in some]), ())
        for some in groups.values()
    ]


def _beside(source: Source, rule: Any) -> str | None:
    """The text in a file beside the source, if the map names one and it is there."""
    path = source.path.parent / rule.text_file if rule.text_file else None
    return source.content(path) if path is not None and path.is_file() else None


def _named(source: Source, raws: list[_Raw]) -> list[tuple[str, str | None]]:
    """Each document's id and text: its own, else those of the known texts in their order.

    Raises:
        UsageError: there are not as many texts as documents without ids and texts.
    """
    bare = [raw for raw in raws if raw.name is None and raw.text is None]
    known = iter(source.names(len(bare)) if bare and source.texts else ())
    named: list[tuple[str, str | None]] = []
    for number, raw in enumerate(raws, 1):
        if raw.name is None and raw.text is None and source.texts:
            named.append(next(known))
            continue
        name = raw.name or source.name_of(raw.text or "", number)
        named.append((name, raw.text if raw.text is not None else source.texts.get(name)))
    return named


def _document(
    source: Source,
    fields: FieldMap,
    raw: _Raw,
    name: str,
    text: str | None,
    how: Scheme,
    *,
    nearest: bool,
) -> Document:
    pieces, text = _pieces(fields, raw, text)
    tokens: list[Offsets] = []
    more: dict[str, Any] = {}
    own = text is not None and source.texts.get(name) != text
    if fields.tokens is not None:
        found = tagged(fields.tokens, raw.node, raw.values, text, source, how)
        text, tokens, own = found.text, found.places, own or found.made
        more = {"sentences": found.sentences or ABSENT}
        if fields.tokens.keep and tokens:
            more["tokens"] = tokens
        if found.mentions is not None:
            more["mentions"] = found.mentions
    ruled = [
        Piece(node, shift, Ruler(inside if inside is not None else text, fields.unit, tokens))
        for node, shift, inside in pieces
    ]
    reading = Reading(fields, raw.values, text, source.notes, nearest=nearest)
    if fields.unit == "any":
        _choose_unit(reading, ruled)
    layers = reading.layers(ruled)
    layers = {layer: _once(records, layer, source.notes) for layer, records in layers.items()}
    document = Document(id=name, text=text if own else ABSENT, **{**more, **layers})
    if text and placement.unanchored(document):
        _count_order(document, text, source.notes)
    return document


def _pieces(
    fields: FieldMap, raw: _Raw, text: str | None
) -> tuple[list[tuple[Node, int, str | None]], str | None]:
    """The stretches of a document that have offsets of their own, and its text.

    Raises:
        InvalidInputError: a piece is not in the text.
    """
    rule = document_rule(fields)
    if rule.pieces is None:
        return [(raw.node, 0, None)], text
    found: list[tuple[Node, int, str | None]] = []
    words = [(node, str(raw.values.one(node, rule.text) or "")) for node in select(raw.node, rule.pieces)]
    whole = "\n".join(said for _, said in words) if text is None else text
    at = 0
    for node, said in words:
        begin = whole.find(said, at)
        if begin < 0:
            raw.values.fail(node, f"{said[:40]!r} is not in the text after {whole[max(0, at - 20) : at]!r}")
        found.append((node, begin, said))
        at = begin + len(said)
    return found, whole


def _choose_unit(reading: Reading, pieces: list[Piece]) -> None:
    """Give the rulers of a document the unit that fits most of its words."""
    given = [(piece, one) for piece, one in spans_of(reading, pieces) if one.words]
    for piece in pieces:
        piece.ruler.unit = piece.ruler.fitting([one for at, one in given if at is piece])
        if piece.ruler.unit != "code points":
            reading.notes[f"offsets in {piece.ruler.unit}"] += 1


def _once(records: list[Any], layer: str, notes: Counter[str]) -> list[Any]:
    """Records without those that stand at the same place with the same fields again."""
    kept: list[Any] = []
    known: dict[Any, list[Any]] = {}
    for record in records:
        same = known.setdefault((getattr(record, "start", -1), getattr(record, "end", -1)), [])
        if getattr(record, "start", -1) >= 0 and record in same:
            notes[f"{layer} given twice"] += 1
            continue
        same.append(record)
        kept.append(record)
    return kept


def _count_order(document: Document, text: str, notes: Counter[str]) -> None:
    """Count the strings that name no occurrence, though there are several in the text."""
    steps = anchor.anchored(document, text).steps
    if several := sum(step.occurs > 1 and step.way != "invented" for step in steps):
        notes["strings that occur more than once in the text, placed by order"] += several

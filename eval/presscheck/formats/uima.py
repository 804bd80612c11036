"""UIMA documents as INCEpTION and other tools write them: CAS JSON 0.4, or XMI; a document a file.

Offsets count UTF-16 units. The type system need not be there: layers are told
by their names and features.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from presscheck.document.model import Document, Offsets
from presscheck.formats.laid import decimal
from presscheck.formats.source import Source, field, records
from presscheck.formats.uima_layers import Sheet, Structure, document

STRUCTURES = "%FEATURE_STRUCTURES"
SOFA, META = "uima.cas.Sofa", "DocumentMetaData"
CHAIN, LINK = "CoreferenceChain", "CoreferenceLink"
_XMI = "{http://www.omg.org/XMI}"
_INNER = ("sofa", "begin", "end", "id", "first", "next")
_LONGEST = 100_000
"""Links that a chain may have: more is a ring."""


class _Node(NamedTuple):
    """A feature structure as it stands in a file.

    Args:
        path: where, for messages.
        type: with its package.
        values: feature -> value; references as ids in strings, without the `@` of JSON.
    """

    path: str
    type: str
    values: dict[str, Any]


class _Cas:
    """The feature structures of a file by their ids."""

    def __init__(self, source: Source, nodes: dict[str, _Node]) -> None:
        self.source, self.nodes = source, nodes

    def named(self, name: str) -> list[_Node]:
        """The structures of a type, told by its name without or with its package."""
        return [one for one in self.nodes.values() if name in (one.type, one.type.rsplit(".", 1)[-1])]

    def targets(self, value: Any) -> list[_Node]:
        """The structures that a value refers to: by one id, several, or by an array of them."""
        found: list[_Node] = []
        for node in self._nodes(value):
            found += self._nodes(node.values["%ELEMENTS"]) if "%ELEMENTS" in node.values else [node]
        return found

    def _nodes(self, value: Any) -> list[_Node]:
        names = value if isinstance(value, list) else str(value).split(" ")
        return [self.nodes[str(name)] for name in names if str(name) in self.nodes]

    def structure(self, node: _Node, *, slots: bool = True) -> Structure:
        """A structure with its place, and the roles and targets of its slots."""
        found: list[tuple[str, Structure]] = []
        for key, value in node.values.items() if slots else ():
            links = (
                [one for one in self.targets(value) if "target" in one.values] if key not in _INNER else []
            )
            for link in links:
                role = str(link.values.get("role") or key)
                found += [
                    (role, self.structure(one, slots=False)) for one in self.targets(link.values["target"])
                ]
        features = {key: value for key, value in node.values.items() if key not in _INNER}
        return Structure(node.path, node.type, self.place(node), features, found or None)

    def place(self, node: _Node) -> Offsets | None:
        """Begin and end; None of what has none.

        Raises:
            InvalidInputError: they are not whole numbers.
        """
        if "begin" not in node.values:
            return None
        pair = [decimal(node.values.get(key)) for key in ("begin", "end")]
        if pair[0] is None or pair[1] is None:
            self.source.fail("`begin` and `end`: expected whole numbers from 0", path=node.path)
        return pair[0], pair[1]

    def chain(self, node: _Node) -> list[Structure]:
        """The links of a chain, in its order.

        Raises:
            InvalidInputError: they go round in a ring.
        """
        links: list[_Node] = []
        following = self.targets(node.values.get("first"))
        while following:
            links.append(following[0])
            following = self.targets(following[0].values.get("next"))
            if len(links) > min(len(self.nodes), _LONGEST):
                self.source.fail("the links of this chain go round in a ring", path=node.path)
        return [self.structure(one, slots=False) for one in links]


def signs(_path: Path, begin: str) -> Iterator[str]:
    """The keys of CAS JSON, or the root and the namespace of XMI."""
    if begin.lstrip("\ufeff \r\n").startswith("<"):
        signs_ = {"<xmi:XMI": "`xmi:XMI`", "http:///uima/cas.ecore": "the namespace of `uima.cas`"}
        yield from (words for sign, words in signs_.items() if sign in begin)
        return
    rows = [row for row in records(begin) if STRUCTURES in row]
    if rows:
        yield f"`{STRUCTURES}`"
        own = any("%TYPE" in str(row[STRUCTURES]) or "%ID" in str(row[STRUCTURES]) for row in rows)
        if own or any("%TYPES" in row or "%VIEWS" in row for row in rows):
            yield "keys that begin with `%`"


def read(source: Source) -> Iterator[Document]:
    """The document of the file.

    Raises:
        InvalidInputError: neither CAS JSON nor XMI, or it has no text; says where.
    """
    content = source.content()
    is_xml = content.lstrip().startswith("<")
    nodes = dict(_of_xmi(source, content) if is_xml else _of_json(source))
    yield document(source, _sheet(source, _Cas(source, nodes)))


def _of_json(source: Source) -> Iterator[tuple[str, _Node]]:
    for line, value in source.values():
        listed = field(source, value, STRUCTURES, object, line, "$")
        pairs = (
            listed.items()
            if isinstance(listed, dict)
            else enumerate(listed if isinstance(listed, list) else [])
        )
        for key, one in pairs:
            path = f"$.{STRUCTURES}[{key}]" if isinstance(key, int) else f"$.{STRUCTURES}.{key}"
            kind = field(source, one, "%TYPE", str, line, path)
            values = {name.lstrip("@^"): inner for name, inner in one.items() if name not in ("%ID", "%TYPE")}
            yield str(one.get("%ID", key)), _Node(path, kind, values)


def _of_xmi(source: Source, content: str) -> Iterator[tuple[str, _Node]]:
    if "<!DOCTYPE" in content or "<!ENTITY" in content:
        source.fail("a document type is declared; XMI has none")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - what declares entities is refused above
    except ElementTree.ParseError as error:
        source.fail(f"not XML: {error}", error.position[0])
    for i, element in enumerate(root):
        space, _, name = element.tag.removeprefix("{").rpartition("}")
        package = space.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
        identifier = element.get(f"{_XMI}id", f"#{i}")
        values: dict[str, Any] = {key: value for key, value in element.items() if not key.startswith("{")}
        for inner in element:
            values.setdefault(inner.tag, []).append(inner.text or "")
        yield identifier, _Node(f"xmi:id={identifier}", f"{package}.{name}", values)


def _sheet(source: Source, cas: _Cas) -> Sheet:
    """The structure of the first view that has a text.

    Raises:
        InvalidInputError: no view has one.
    """
    sofas = {
        name: node
        for name, node in cas.nodes.items()
        if node.type == SOFA and isinstance(node.values.get("sofaString"), str)
    }
    if not sofas:
        source.fail("no view has a text; expected a Sofa with `sofaString`")
    first = next(iter(sofas))
    text = sofas[first].values["sofaString"]
    if len(sofas) > 1:
        source.notes["further views left out"] += len(sofas) - 1
    meta: Mapping[str, Any] = next((node.values for node in cas.named(META)), {})
    language = meta.get("language")
    own = [meta.get(key) for key in ("documentId", "documentTitle")]
    name = next((one for one in own if isinstance(one, str) and one in source.texts), None)
    name = name or next((one for one in own if isinstance(one, str) and one), None) or source.name_of(text, 1)
    hidden = {id(one) for name_ in (CHAIN, LINK, META, SOFA) for one in cas.named(name_)}
    listed = [
        one
        for one in cas.nodes.values()
        if id(one) not in hidden and str(one.values.get("sofa", first)) == first
    ]
    return Sheet(
        name,
        text,
        language if isinstance(language, str) and language != "x-unspecified" else None,
        [cas.structure(one) for one in listed],
        [cas.chain(one) for one in cas.named(CHAIN)],
    )

"""Names of each side's entities, and the addresses of their cards (internal)."""

from __future__ import annotations

from collections import defaultdict

from presscheck.document.model import Document, Mention


class Names:
    """The entities of one side of a document, in the order of their first mentions.

    Args:
        doc: the document, under `without_unset`.
        prefix: of the addresses: `g1` is the first entity.
        text: the text, where the document has none of its own.

    >>> doc = Document(id="d", text="Oslo met her.", mentions=[Mention(start=0, end=4, entity="x")],
    ...                entities=[], events=None, quotes=None)
    >>> names = Names(doc, "g")
    >>> names.name("x"), names.address("x"), names.name("Ann"), names.at(0, 4)
    ('Oslo', 'g1', 'Ann', 'g1')
    """

    def __init__(self, doc: Document, prefix: str, text: str | None = None) -> None:
        self._text = text if text is not None else doc.text or ""
        self.mentions: dict[str, list[Mention]] = defaultdict(list)
        for m in sorted(doc.mentions or (), key=lambda m: (m.start, m.end)):
            if m.entity is not None:
                self.mentions[m.entity].append(m)
        known = [*self.mentions, *(e.id for e in doc.entities or () if e.id not in self.mentions)]
        self._address = {entity: f"{prefix}{n}" for n, entity in enumerate(known, 1)}
        self._name = {e.id: e.name for e in doc.entities or () if e.name}
        self._at = {(m.start, m.end): m.entity for ms in self.mentions.values() for m in ms}

    def name(self, entity: str | None) -> str:
        """Its name, else its first words, else the id itself; a speaker may be words already."""
        if entity is None:
            return "nobody"
        named = self._name.get(entity)
        if not named and (mentions := self.mentions.get(entity)):
            first = mentions[0]
            named = " ".join((self._text[first.start : first.end] or first.text or "").split())
        return named or entity

    def address(self, entity: str | None) -> str:
        """The address of its card; empty for words that are not an entity."""
        return self._address.get(entity or "", "")

    def at(self, start: int, end: int) -> str:
        """The card of the entity that is mentioned there."""
        return self.address(self._at.get((start, end)))

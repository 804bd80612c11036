"""One pass over gold and a prediction: scores, errors, and what each document looks like (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from presscheck import api
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.measure.cells import Cells
from presscheck.measure.error_record import ErrorRecord
from presscheck.measure.measure import DocumentPair
from presscheck.reporting.pages import people, reading
from presscheck.reporting.pages.names import Names
from presscheck.reporting.pages.people import EntityRow, SpeakerRow
from presscheck.reporting.pages.reading import Item, Link
from presscheck.scoring import run, selection
from presscheck.scoring.intake import Source
from presscheck.scoring.items import Items
from presscheck.scoring.problems import Collector, PredictionErrors
from presscheck.scoring.result import Result
from presscheck.text import wording
from presscheck.text.nearest import nearest


class DocumentView(NamedTuple):
    """One document of a report.

    Args:
        id: of the document.
        title: its own; may be empty.
        language: as in gold.
        text: gold's.
        items: what is in it, on both sides.
        entities: gold's entities, and what the prediction made of them.
        clusters: the predicted entities, and what they are in gold.
        speakers: who said what.
        same: predicted entities that hold most of a gold one and little else: address -> gold's address.
    """

    id: str
    title: str
    language: str
    text: str
    items: list[Item]
    entities: list[EntityRow]
    clusters: list[EntityRow]
    speakers: list[SpeakerRow]
    same: dict[str, str]

    def of_layer(self, layer: str) -> list[Item]:
        """The items of a layer, in text order."""
        return [item for item in self.items if item.layer == layer]

    def quoted(self) -> list[tuple[str, list[Item]]]:
        """Speaker -> the quotes in an annotation, those with most quotes first; without one, the source."""
        said: dict[str, tuple[str, list[Item]]] = {}
        for item in self.of_layer("quotes"):
            links = {link.what: link for link in item.gold.links} if item.gold else {}
            who = links.get("speaker") or links.get("source") or Link("speaker", "")
            said.setdefault(who.entity or who.words, (who.words, []))[1].append(item)
        return sorted(said.values(), key=lambda pair: (-len(pair[1]), pair[1][0].place))

    def card(self, address: str) -> str:
        """The card of an entity: of a predicted one that answers a gold one, the card of that."""
        return self.same.get(address, address)

    def compared(self, item: Item) -> tuple[list[Link], list[Link], list[Link]]:
        """Targets of an item: on both sides, by gold alone, by the prediction alone."""
        if item.gold is None or item.pred is None:
            return [link for side in (item.gold, item.pred) if side for link in side.links], [], []
        gold, pred = item.gold.links, item.pred.links
        keys = [self._key(link) for link in gold], [self._key(link) for link in pred]
        both = [link for link, key in zip(gold, keys[0], strict=True) if key in keys[1]]
        ours = [link for link, key in zip(gold, keys[0], strict=True) if key not in keys[1]]
        theirs = [link for link, key in zip(pred, keys[1], strict=True) if key not in keys[0]]
        return both, ours, theirs

    def _key(self, link: Link) -> tuple[str, str]:
        """Meaning of a link: two with an equal key mean the same."""
        where = str(link.at) if link.at is not None else self.card(link.entity) or link.words
        return link.what, where


class System(NamedTuple):
    """One prediction, scored.

    Args:
        name: what it is called.
        result: its scores with their intervals.
        found: its errors.
        documents: in the order of gold.
        items: which items are right, by measure.
        labels: breakdown by documents -> each document's group.
    """

    name: str
    result: Result
    found: PredictionErrors
    documents: list[DocumentView]
    items: Items
    labels: dict[str, list[str]]

    def errors(self) -> list[ErrorRecord]:
        """Every error, in the order of `presscheck errors`."""
        return self.found.errors


class _Watch:
    """Looks at every pair once, for everything that the report shows."""

    def __init__(self, collect: bool, by: Iterable[str]) -> None:
        self.errors, self.items, self.collect = Collector(), Items(), collect
        self.labels: dict[str, list[str]] = {name: [] for name in by if name != "document"}
        self.documents: list[DocumentView] = []

    def __call__(self, pair: DocumentPair, counted: Mapping[str, Cells]) -> None:
        self.errors(pair, counted)
        if self.collect:
            self.items(pair, counted)
        self.documents.append(view(pair))
        for name, labels in self.labels.items():
            labels.append(run.attribute(pair.gold, name) or f"no {name}")


def view(pair: DocumentPair) -> DocumentView:
    """The contents of a report about a pair."""
    text = pair.gold.text or ""
    gold, pred = Names(pair.gold, "g", text), Names(pair.pred, "p", text)
    chains = pair.has("coref")
    rows = people.entities(pair, gold, pred) if chains else []
    clusters = people.entities(pair, gold, pred, by_gold=False) if chains else []
    return DocumentView(
        id=pair.gold.id,
        title=pair.gold.title or "",
        language=pair.gold.language or "",
        text=text,
        items=sorted(reading.items(pair, gold, pred), key=lambda item: item.place),
        entities=rows,
        clusters=clusters,
        speakers=[*people.speakers(pair, gold, pred)] if pair.has("speakers") else [],
        same=people.answers(rows, clusters),
    )


def alone(doc: Document) -> DocumentView:
    """The contents of a single annotation.

    Args:
        doc: a document with its text, under `without_unset`.
    """
    return DocumentView(
        id=doc.id,
        title=doc.title or "",
        language=doc.language or "",
        text=doc.text or "",
        items=sorted(reading.single(doc), key=lambda item: item.place),
        entities=people.chains(doc),
        clusters=[],
        speakers=[],
        same={},
    )


def gather(
    gold: Source, pred: Source, name: str, *, by: Sequence[str] = (), collect: bool = False, **settings: Any
) -> System:
    """Score a prediction and keep what its report needs.

    Args:
        gold: a JSONL file, or documents, or plain dicts.
        pred: likewise.
        name: what the system is called.
        by: attributes of documents to group them by, such as `publisher` or `meta.genre`.
        collect: whether to keep which items are right, for a comparison.
        settings: of `presscheck.score`.

    Raises:
        InvalidInputError: with every reason why the input cannot be scored.
        UsageError: an unknown name, a file that cannot be opened, a gold without documents.
    """
    if unknown := [word for word in by if word not in selection.DOCUMENT and not selection.of_meta(word)]:
        known = [*selection.DOCUMENT, "meta.KEY"]
        way_out = nearest(unknown[0], known)
        raise UsageError(
            f"{wording.name('by')}: there is no attribute {unknown[0]!r} of documents; {way_out}"
        )
    watch = _Watch(collect, by)
    result = api.score(gold, pred, watch=watch, **settings)
    if not watch.documents:
        raise UsageError("gold has no document; there is nothing to report on")
    logged = watch.errors.of(result.tasks)
    found = PredictionErrors([*logged.errors], logged.confusion, logged.skipped)
    attempted = {layer for layer in ("mentions", "events", "quotes") if result.tasks[layer] == "scored"}
    documents = [_attempted(doc, attempted, result.tasks) for doc in watch.documents]
    return System(name, result, found, documents, watch.items, watch.labels)


def _attempted(doc: DocumentView, layers: set[str], tasks: Mapping[str, str]) -> DocumentView:
    """The view without what the prediction does not do: that is not missed, it was not asked for."""
    kept = [
        item
        for item in doc.items
        if item.layer in layers or ("quotes" in layers and item.layer == "marked_uses")
    ]
    chains, who = tasks["coref"] == "scored", tasks["speakers"] == "scored"
    return doc._replace(
        items=kept,
        entities=doc.entities if chains else [],
        clusters=doc.clusters if chains else [],
        speakers=doc.speakers if who else [],
    )

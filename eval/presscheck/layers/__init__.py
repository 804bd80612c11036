"""The layers of a document: what is compared in each, and what must hold."""

from msgspec import UNSET

from presscheck.layers import mentions
from presscheck.measure import Measure, Part

MEASURES: tuple[Measure, ...] = (*mentions.MEASURES,)
"""Every row, in the order in which they print."""

PARTS: dict[str, Part] = {
    "mentions": Part(
        annotated=lambda doc: doc.mentions is not None,
        attempted=lambda doc: doc.mentions is not None,
    ),
    "coref": Part(
        annotated=lambda doc: doc.mentions is not None,
        attempted=lambda doc: any(m.entity is not None for m in doc.mentions or ()),
    ),
    "links": Part(
        annotated=lambda doc: doc.mentions is not None and doc.entities is not None,
        attempted=lambda doc: any(e.wikidata is not UNSET for e in doc.entities or ()),
    ),
    "events": Part(
        annotated=lambda doc: doc.events is not None,
        attempted=lambda doc: doc.events is not None,
    ),
    "event-coref": Part(
        annotated=lambda doc: doc.events is not None,
        attempted=lambda doc: any(e.event is not None for e in doc.events or ()),
    ),
    "quotes": Part(
        annotated=lambda doc: doc.quotes is not None,
        attempted=lambda doc: doc.quotes is not None,
    ),
    "speakers": Part(
        annotated=lambda doc: doc.quotes is not None,
        attempted=lambda doc: any(q.speaker is not None or q.source is not None for q in doc.quotes or ()),
    ),
}
"""What a system may do or leave undone; a file that does not attempt a part is not scored for it."""

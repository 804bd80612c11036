"""`presscheck.show`: a document with its annotation inline, as text."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from presscheck.document.presence import without_unset
from presscheck.reporting import inline
from presscheck.verbs.options import answered
from presscheck.verbs.sources import Held, by_text, read


@answered
def show(held: Held = None, layers: Sequence[inline.Layer] = inline.LAYERS, gold: Held = None) -> str:
    """Write out documents sentence by sentence, each layer with its spans in brackets.

    Args:
        held: documents, as `score` takes them; None means the shipped gold.
        layers: which layers, of `text`, `mentions`, `events`, `quotes`, `marked_uses` and `entities`.
        gold: where the texts of predictions are; None means the shipped article.

    >>> oslo = {"start": 0, "end": 4, "type": "GPE"}
    >>> print(show({"id": "d", "text": "Oslo won.", "mentions": [oslo]}, ["mentions"]))
    d
    <BLANKLINE>
    1 (line 1, 0-9)
      [GPE Oslo] won.
      mention  Oslo  GPE  -  -
    """
    texts: dict[str, str] | None = None
    blocks = []
    for doc in map(without_unset, read(held, "documents", by_text(gold, "document"))):
        if doc.text is None and texts is None:
            texts = {known.id: known.text for known in read(gold, "gold") if isinstance(known.text, str)}
        whole = doc if doc.text is not None else replace(doc, text=(texts or {}).get(doc.id))
        blocks.append("\n".join(inline.document(whole, layers)))
    return "\n\n".join(blocks)

"""`presscheck.strip` and `presscheck.fill`: gold without the words of its texts, and with them again."""

from __future__ import annotations

from presscheck.document import standoff
from presscheck.document.model import Document
from presscheck.verbs.options import answered
from presscheck.verbs.sources import Held, read


@answered
def strip(gold: Held = None) -> list[Document]:
    """Take the words of its texts out of gold, for texts that may not be passed on.

    Args:
        gold: as `score` takes it; None means the shipped article.

    Returns:
        the documents without `text` and without copies of words, with `text_sha256` and `text_length`.

    Raises:
        InvalidInputError: a document has no text, a span has no offsets or is not in it, or a copy differs.

    >>> [bare] = strip({"id": "d", "text": "Oslo won.", "mentions": [{"start": 0, "end": 4, "text": "Oslo"}]})
    >>> bare.text_length, bare.mentions[0].text
    (9, None)
    """
    return [standoff.stripped(doc) for doc in read(gold, "gold")]


@answered
def fill(gold: Held, texts: Held) -> list[Document]:
    """Put the words back into gold that `strip` made: what `--texts` does on the command line.

    Args:
        gold: as `score` takes it; documents that have their text stay as they are.
        texts: documents with `id` and `text`, as `score` takes gold.

    Raises:
        InvalidInputError: a text is missing, or is not the one that a document's digest is about.

    >>> gold = {"id": "d", "text": "Oslo won.", "mentions": [{"start": 0, "end": 4, "text": "Oslo"}]}
    >>> fill(strip(gold), {"id": "d", "text": "Oslo won."})[0].mentions[0].text
    'Oslo'
    """
    known = {doc.id: doc.text for doc in read(texts, "texts") if isinstance(doc.text, str)}
    return [standoff.filled(doc, known.get(doc.id)) for doc in read(gold, "gold")]

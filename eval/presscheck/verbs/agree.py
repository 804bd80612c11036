"""`presscheck.agree`: how far annotators agree."""

from __future__ import annotations

from presscheck.annotation import agreement
from presscheck.annotation import intervals as annotation_intervals
from presscheck.verbs.options import answered
from presscheck.verbs.shown import AgreementTable
from presscheck.verbs.sources import Held, corpus


@answered
def agree(a: Held, b: Held, *, intervals: bool = False) -> AgreementTable:
    """Compare two annotation passes: spans by F1, labels by kappa, coreference by CoNLL F1 and alpha.

    Args:
        a: one annotator's documents, as `score` takes gold.
        b: the other's, of the same texts.
        intervals: whether each figure gets its 95 % interval, which takes some twenty times as long.

    Returns:
        one row for each layer and measure: its value (None where it is undefined) and the items it rests on.

    Raises:
        InvalidInputError: a pass cannot be scored as gold.
        UsageError: they hold different documents.

    >>> doc = {"id": "d", "text": "Ann spoke.", "mentions": [{"start": 0, "end": 3, "type": "PER"}]}
    >>> agree(doc, doc)[0]
    Agreement(layer='mentions', what='span F1', value=1.0, n=2, ci=None)
    """
    compare = annotation_intervals.with_intervals if intervals else agreement.agreement
    return AgreementTable(compare(corpus(a, "a"), corpus(b, "b")))

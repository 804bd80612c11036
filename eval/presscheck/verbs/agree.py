"""`presscheck.agree`: how far annotators agree."""

from __future__ import annotations

from presscheck.annotation import agreement
from presscheck.verbs.options import answered
from presscheck.verbs.shown import AgreementTable
from presscheck.verbs.sources import Held, corpus


@answered
def agree(a: Held, b: Held) -> AgreementTable:
    """Compare two annotation passes: spans by F1, labels by kappa, coreference by CoNLL F1 and alpha.

    Args:
        a: one annotator's documents, as `score` takes gold.
        b: the other's, of the same texts.

    Returns:
        one row for each layer and measure: its value (None where it is undefined) and the items it rests on.

    Raises:
        InvalidInputError: a pass cannot be scored as gold.
        UsageError: they hold different documents.

    >>> doc = {"id": "d", "text": "Ann spoke.", "mentions": [{"start": 0, "end": 3, "type": "PER"}]}
    >>> agree(doc, doc)[0]
    Agreement(layer='mentions', what='span F1', value=1.0, n=2)
    """
    return AgreementTable(agreement.agreement(corpus(a, "a"), corpus(b, "b")))

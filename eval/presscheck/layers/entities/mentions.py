"""Mentions: which phrases refer to something, and of what type.

Read from the top: MEASURES says what is compared and when two mentions are
equal; how they are paired is in `pairing`, what that is worth in `credit`;
`errors` lists what went wrong, from the same pairing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from presscheck.document.model import Mention
from presscheck.layers.entities import credit
from presscheck.layers.entities import pairing as pairs
from presscheck.layers.entities.credit import Credits, labelled
from presscheck.measure.cells import Cells
from presscheck.measure.error_record import ErrorPlace, ErrorRecord, context, place
from presscheck.measure.measure import DocumentPair, Measure

ATTRIBUTES: Mapping[str, pairs.Labels] = {
    "type": credit.by_type,
    "form": credit.by_form,
    "length": credit.by_length,
}
"""Breakdowns of the measures of mentions (`--by`), beside the document's own attributes."""


def is_name(mention: Mention) -> bool:
    """Form `name`, or no form given; never a time."""
    return mention.type != "TIME" and mention.form in ("name", None)


def names(pair: DocumentPair) -> credit.Credit:
    """As `credit.strict`, over names alone: what named-entity recognisers return."""
    return credit.among(pair, is_name)


def _slices(earn: Credits, but: str) -> dict[str, Callable[[DocumentPair], Cells]]:
    return {name: labelled(earn, read) for name, read in ATTRIBUTES.items() if name != but}


def _row(
    name: str,
    earn: Credits,
    *,
    says: str,
    formula: str,
    source: str,
    example: str,
    typed: bool = True,
    default: bool = False,
    symmetric: bool = True,
    extra: Mapping[str, Callable[[DocumentPair], Mapping[str, float]]] | None = None,
) -> Measure:
    """A row over mentions: its credit by type, unless types do not matter."""
    return Measure(
        id=name,
        layer="mentions",
        says=says,
        formula=formula,
        source=source,
        example=example,
        count=labelled(earn, credit.by_type if typed else None),
        by="type" if typed else None,
        default=default,
        symmetric=symmetric,
        slices=_slices(earn, "type" if typed else ""),
        extra=extra or {},
    )


_PAIRING = (
    "Pairs come from the one-to-one pairing that maximises, in this order, equal span and type, equal span, "
    "overlap with equal type, number of pairs, total Jaccard."
)

MEASURES = (
    _row(
        "mention.strict",
        credit.strict,
        says="A predicted mention is right if a gold mention has the same span and the same type. On "
        "mentions that neither nest nor cross this equals seqeval's strict mode.",
        formula="tp = |G ∩ P| over (document, start, end, type)",
        source="CoNLL-2003 exact match (Tjong Kim Sang and De Meulder 2003); SemEval-2013 task 9, strict",
        example="gold 0-2 PER, 5-8 ORG, 9-12 GPE | pred 0-2 PER, 5-8 GPE, 9-11 GPE | P 1/3 R 1/3",
        default=True,
    ),
    _row(
        "mention.exact",
        credit.exact,
        says="A predicted mention is right if a gold mention has the same span, whatever the types. "
        "A span counts once.",
        formula="tp = |G ∩ P| over (document, start, end)",
        source="SemEval-2013 task 9 (Segura-Bedmar et al. 2013), exact boundary match",
        example="gold 0-2 PER, 5-8 ORG, 9-12 GPE | pred 0-2 PER, 5-8 GPE, 9-11 GPE | P 2/3 R 2/3",
        typed=False,
        default=True,
    ),
    _row(
        "mention.soft",
        credit.soft,
        says="Credit for overlap: gold and predicted mentions of the same type are paired one-to-one so that "
        "their Jaccard (shared over covered code points) adds up to the most.",
        formula="tp = Σ |g ∩ p| / |g ∪ p| over the pairs of the best pairing; P = tp / |P|, R = tp / |G|",
        source="presscheck: needs no threshold, and many small predictions gain nothing",
        example="gold 0-4 PER, 5-8 ORG | pred 0-3 PER, 3-4 PER, 5-8 ORG | P 7/12 R 7/8",
        default=True,
    ),
    _row(
        "mention.partial",
        credit.partial,
        says="Boundaries with half credit: a pair of equal spans counts 1, a pair that only overlaps a "
        f"half; types do not matter. {_PAIRING}",
        formula="tp = COR + PAR / 2; P = tp / |P|, R = tp / |G|",
        source="SemEval-2013 task 9 (Segura-Bedmar et al. 2013), partial boundary match",
        example="gold 0-4 PER, 5-8 ORG | pred 0-3 PER, 5-8 GPE, 9-11 PER | P 3/6 R 3/4",
        extra={"semeval": pairs.semeval_partial},
    ),
    _row(
        "mention.type",
        credit.same_type,
        says=f"Types, given some overlap: an overlapping pair with equal types counts 1. {_PAIRING}",
        formula="tp = COR; P = tp / |P|, R = tp / |G|",
        source="SemEval-2013 task 9 (Segura-Bedmar et al. 2013), type match",
        example="gold 0-4 PER, 5-8 ORG | pred 0-3 PER, 5-8 GPE, 9-11 PER | P 1/3 R 1/2",
        extra={"semeval": pairs.semeval_type},
    ),
    _row(
        "mention.head",
        credit.head,
        says="A predicted mention is right if it has the same type as a gold mention and the same span, or "
        "the same head, or lies in the gold span and contains its head; one-to-one. Without a given head, "
        "the head is the whole span.",
        formula="tp = size of the largest one-to-one pairing of such mentions",
        source="MUC and ACE head matching, with `head` as annotated",
        example="gold 0-9 PER head 5-9, 12-15 ORG | pred 5-9 PER, 12-14 ORG | P 1/2 R 1/2",
        symmetric=False,
    ),
    _row(
        "name.strict",
        names,
        says="As mention.strict, over names alone: mentions of form name and a type other than TIME. "
        "Without a given form, as in most predictions, every mention but TIME is taken for a name.",
        formula="tp = |G ∩ P| over (document, start, end, type)",
        source="what named-entity recognisers are compared by: CoNLL-2003",
        example="gold 0-2 PER name, 5-8 PER nominal, 9-12 GPE name | pred 0-2 PER, 5-8 PER, 9-12 GPE name "
        "| P 2/3 R 2/2",
    ),
)


def errors(pair: DocumentPair) -> Iterator[ErrorRecord]:
    """List the errors of mentions: missed, spurious, invented, boundary, type, boundary and type.

    Args:
        pair: one document, both sides.
    """
    done = pair.once(pairs.pairing)
    for gold, pred in done.other:
        same_span = (gold.start, gold.end) == (pred.start, pred.end)
        kind = "type" if same_span else "boundary" if gold.type == pred.type else "boundary and type"
        yield _error(pair, kind, gold, pred, "" if same_span else _off(gold, pred))
    for gold in done.missed:
        yield _error(pair, "missed", gold, None)
    for pred in done.spurious:
        invented = pred.start >= len(pair.gold.text or "")
        yield _invented(pair, pred) if invented else _error(pair, "spurious", None, pred)


def _invented(pair: DocumentPair, pred: Mention) -> ErrorRecord:
    """The error of words that are not in the text: anchoring puts them behind its end."""
    words = pred.text or ""
    return ErrorRecord(
        layer="mentions",
        kind="invented",
        doc=pair.gold.id,
        pred=ErrorPlace(start=pred.start, end=pred.end, text=words, label=pred.type or ""),
        says="not in the text",
        context=f"⟦{words}⟧",
        group=_group(None, pred),
    )


def _error(
    pair: DocumentPair, kind: str, gold: Mention | None, pred: Mention | None, says: str = ""
) -> ErrorRecord:
    text = pair.gold.text or ""
    low = min(m.start for m in (gold, pred) if m)
    high = max(m.end for m in (gold, pred) if m)
    return ErrorRecord(
        layer="mentions",
        kind=kind,
        doc=pair.gold.id,
        gold=_place(text, gold),
        pred=_place(text, pred),
        says=says,
        context=context(text, low, high),
        cost=2 if gold and pred else 1,
        group=_group(gold, pred),
    )


def _place(text: str, mention: Mention | None) -> ErrorPlace | None:
    return place(text, mention.start, mention.end, mention.type) if mention else None


def _group(gold: Mention | None, pred: Mention | None) -> str:
    """Return the group of an error within its kind: the types, and gold's form, else the predicted one."""
    types = " > ".join(dict.fromkeys(m.type or "?" for m in (gold, pred) if m))
    form = next((m.form for m in (gold, pred) if m and m.form), None)
    return f"{types} {form}" if form else types


def _off(gold: Mention, pred: Mention) -> str:
    """Describe the difference of the predicted boundaries from gold's."""
    sides = (("start", pred.start - gold.start), ("end", pred.end - gold.end))
    moved = [
        f"{name} {abs(by)} character{'s' if abs(by) != 1 else ''} {'late' if by > 0 else 'early'}"
        for name, by in sides
        if by
    ]
    return ", ".join(moved)

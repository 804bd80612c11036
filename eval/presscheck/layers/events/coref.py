"""Event coreference: the same cluster engine as for entities, over aligned event mentions.

A mention is its span and type, or its span alone under `coref_align="span"`.
What is aligned has one identity on both sides; everything else is alone on its
side. A mention outside any cluster is a cluster of one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from math import fsum

from presscheck.document.model import Event
from presscheck.layers.entities import coref
from presscheck.layers.events.alignment import by_span, mentions
from presscheck.layers.events.exact import event_key
from presscheck.measure import clusters
from presscheck.measure.clusters import ContingencyTable
from presscheck.measure.counts import Counts
from presscheck.measure.measure import DocumentPair, Entry, Measure

TASK = "event-coref"


def chains(pair: DocumentPair) -> tuple[list[clusters.Cluster], list[clusters.Cluster]]:
    """The event clusters of both sides; none in a prediction that does not answer."""
    gold, pred = pair.once(mentions)
    pred = pred if pair.answers(TASK) else []
    names: dict[Hashable, Hashable] = {}
    if pair.settings.coref_align == "span":
        names = {event_key(p): event_key(g) for g, p in pair.once(by_span).pairs}
    both = _clusters(gold, {}), _clusters(pred, names)
    if pair.settings.singletons == "drop":
        both = clusters.dropped(both[0]), clusters.dropped(both[1])
    return both


def place(key: tuple[int, int, str | None]) -> tuple[int, int, str]:
    """The place of an event mention in the text."""
    return key[0], key[1], key[2] or ""


def table(pair: DocumentPair) -> ContingencyTable:
    """The contingency of the event clusters of both sides."""
    return clusters.contingency(*pair.once(chains))


def _clusters(events: list[Event], names: Mapping[Hashable, Hashable]) -> list[clusters.Cluster]:
    found: dict[Hashable, list[Hashable]] = {}
    for event in events:
        key = event_key(event)
        cluster = event.event if event.event is not None else (key,)
        found.setdefault(cluster, []).append(names.get(key, key))
    return list(found.values())


_LINKS = ("event.coref.blanc.coreferent", "event.coref.blanc.other")
_CONLL = ("event.coref.muc", "event.coref.b3", "event.coref.ceafe")


def _blanc(totals: Mapping[str, Counts]) -> Entry:
    found = clusters.blanc(*(totals[cell] for cell in _LINKS))._asdict()
    names = ("coreferent", "other")
    pairs = zip(names, _LINKS, strict=True)
    cells = {f"{name}.{k}": v for name, cell in pairs for k, v in totals[cell]._asdict().items()}
    return {**found, "cells": cells}


def _kbp(totals: Mapping[str, Counts]) -> Entry:
    values = [totals[cell].score().f1 for cell in _CONLL]
    values.append(clusters.blanc(*(totals[cell] for cell in _LINKS)).f1)
    defined = any(value is not None for value in values)
    mean = fsum(value or 0.0 for value in values) / len(values) if defined else None
    return {"f1": mean, "of": [*_CONLL, "event.coref.blanc"]}


_TABLE: tuple[tuple[str, str, str, Callable[[ContingencyTable], Counts]], ...] = (
    ("muc", "links of event chains", "Vilain et al. 1995", clusters.muc),
    (
        "b3",
        "for each event mention, how much of its chain is kept",
        "Bagga and Baldwin 1998",
        clusters.b_cubed,
    ),
    ("ceafm", "event mentions in chains aligned one-to-one", "Luo 2005, φ3", clusters.ceaf_m),
    ("ceafe", "event chains aligned one-to-one by similarity", "Luo 2005, φ4", clusters.ceaf_e),
    (
        "lea",
        "for each event chain, the share of its links that is kept",
        "Moosavi and Strube 2016",
        clusters.lea,
    ),
)

MEASURES = (
    *(
        Measure(
            id=f"event.coref.{name}",
            layer="events",
            says=f"Event coreference: {says}. Mentions are aligned by span and type "
            "(setting `coref_align`, value `span`: by span).",
            formula=f"as coref.{name}, over event mentions",
            source=source,
            count=coref.of_table(arithmetic, table),
            needs="event-coref",
        )
        for name, says, source, arithmetic in _TABLE
    ),
    *(
        Measure(
            id=cell,
            layer="events",
            says=says,
            count=coref.of_table(arithmetic, table),
            hidden=True,
            needs="event-coref",
        )
        for cell, says, arithmetic in (
            (_LINKS[0], "Pairs of event mentions in one chain.", clusters.coreferent_links),
            (_LINKS[1], "Pairs of event mentions in different chains.", clusters.other_links),
        )
    ),
    Measure(
        id="event.coref.blanc",
        layer="events",
        says="Event coreference: the mean over coreferent and other pairs of event mentions.",
        formula="as coref.blanc, over event mentions",
        source="Recasens and Hovy 2011, with the CoNLL scorer's corner cases",
        cells=_LINKS,
        compose=_blanc,
        needs="event-coref",
    ),
    Measure(
        id="event.coref.conll",
        layer="events",
        says="Event coreference, CoNLL mean: of the F1 of MUC, B³ and CEAFe; an undefined one counts 0.",
        formula="(MUC + B³ + CEAFe) / 3",
        source="Pradhan et al. 2012",
        cells=_CONLL,
        compose=coref.conll_entry,
        kind="mean",
        needs="event-coref",
    ),
    Measure(
        id="event.coref.kbp",
        layer="events",
        says="Event coreference, KBP mean: of the F1 of MUC, B³, CEAFe and BLANC; an undefined one counts 0.",
        formula="(MUC + B³ + CEAFe + BLANC) / 4",
        source="TAC KBP event nugget track; EvmEval prints it as its CoNLL average",
        cells=(*_CONLL, *_LINKS),
        compose=_kbp,
        kind="mean",
        needs="event-coref",
    ),
)
